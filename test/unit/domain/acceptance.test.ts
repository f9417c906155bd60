import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LedgerRefusal, refusalOf } from '../../../functions/domain/acceptance.ts'
import { emergencyEvent } from '../../../functions/domain/emergency.ts'
import {
  type AuditEvent,
  type EventType,
  eventDomains,
  personalHash,
  type SealedEvent,
  seal,
} from '../../../functions/domain/events.ts'
import { domains } from '../../../functions/domain/keys.ts'
import { readSealedEvent } from '../../../functions/domain/sealed-event.ts'
import { idText, startedRequest } from '../../support/arbitraries.ts'
import { mailSent, moved, startedEvent } from '../../support/sample-events.ts'
import { operatorActor, testRandom } from '../../support/world.ts'

const random = testRandom()
const request = { ...fc.sample(startedRequest, 1)[0]!, tenantId: 'acme' }
const { sealed: approval } = moved(request, 'approve', random)
const source = { domain: 'link', tenantId: 'acme', eventId: approval.event.id } as const

type Changes = Partial<Omit<AuditEvent, 'data'>> & { readonly data?: Partial<AuditEvent['data']> }
const changed = ({ event, personal }: SealedEvent, { data, ...changes }: Changes): SealedEvent => ({
  event: { ...event, ...changes, data: { ...event.data, ...data } },
  personal,
})
const refusal = (sealed: SealedEvent, from: Parameters<typeof refusalOf>[0] = source): LedgerRefusal | undefined =>
  refusalOf(from, sealed)

describe('an event is taken', () => {
  test('when it is true to its key and its domain may make it', () => {
    expect(refusal(approval)).toBeUndefined()
  })

  test.each(
    domains.flatMap((domain) => (Object.keys(eventDomains) as EventType[]).map((type) => [type, domain] as const)),
  )('%s from %s exactly when the table says so', (type, domain) => {
    const wrongDomain = refusal(changed(approval, { type }), { ...source, domain }) === 'WrongDomain'
    expect(wrongDomain).toBe(!(eventDomains[type] as readonly string[]).includes(domain))
  })

  test('when it is no transition, under a ULID or a name of its own family', () => {
    const from = (eventId: string) => ({ domain: 'workflow', tenantId: 'acme', eventId }) as const
    for (const id of [random.ulid(''), 'mail#1', 'mail.x#2'])
      expect(refusal(mailSent(request, random, { id }), from(id))).toBeUndefined()
    for (const id of [`${request.ulid}#2`, 'settings#2', 'environment.x#1', 'mails', 'x', `${request.ulid}x`])
      expect(refusal(mailSent(request, random, { id }), from(id))).toBe('WrongId')
  })
})

test("the vendor's creation of settings takes no id that a change of the customer's will have", () => {
  const created = (id: string) =>
    seal(
      { id, type: 'lockbox.settings.created', tenantId: 'acme', at: '2026-11-23T09:00:00.000Z', actor: operatorActor },
      random.bytes,
    )
  const from = (eventId: string) => ({ domain: 'vendor-admin', tenantId: 'acme', eventId }) as const
  expect(refusal(created('settings#1'), from('settings#1'))).toBeUndefined()
  for (const id of ['settings#2', 'settings.x', random.ulid('')]) expect(refusal(created(id), from(id))).toBe('WrongId')
})

test('the closing of a door has a ULID, or the name of the door that it is about', () => {
  const closed = (id: string, ulid?: string) =>
    seal(
      {
        ...{ id, type: 'lockbox.door.closed', tenantId: 'acme', at: '2026-11-23T09:00:00.000Z', actor: operatorActor },
        ...{ environmentId: 'production', details: { ulid }, personal: { 'operator.id': 'olga@vendor.example' } },
      },
      random.bytes,
    )
  const from = (eventId: string) => ({ domain: 'approver', tenantId: 'acme', eventId }) as const
  const [one, other] = [random.ulid(''), random.ulid('')]
  for (const id of [random.ulid(''), `door.${one}`]) expect(refusal(closed(id, one), from(id))).toBeUndefined()
  for (const id of [`door.${other}`, `door#${one}`, 'door.x'])
    expect(refusal(closed(id, one), from(id))).toBe('WrongId')
  for (const ulid of [undefined, 'x'])
    expect(refusal(closed(`door.${ulid}`, ulid), from(`door.${ulid}`))).toBe('WrongId')
})

test('the announcement of a key has the name of that key, and nothing else has', () => {
  const [one, other] = ['a'.repeat(43), 'b'.repeat(43)]
  const details = { purpose: 'checkpoint', keyId: one, endorsedBy: other, endorsement: 'x.y.z' }
  const announced = (id: string, changes: Record<string, string | number | undefined> = {}) =>
    seal(
      {
        ...{ id, type: 'lockbox.key.changed', tenantId: 'acme', at: '2026-11-23T09:00:00.000Z' },
        ...{ actor: { kind: 'system', id: 'checkpoint', method: 'system' }, details: { ...details, ...changes } },
      },
      random.bytes,
    )
  const from = (eventId: string) => ({ domain: 'checkpoint', tenantId: 'acme', eventId }) as const
  const id = `key.${one}`
  expect(refusal(announced(id), from(id))).toBeUndefined()
  for (const wrong of [`key.${other}`, `key#${one}`, 'key.x', random.ulid('')])
    expect(refusal(announced(wrong), from(wrong))).toBe('WrongId')
  for (const changes of [
    { keyId: other },
    { keyId: undefined },
    { purpose: 'access' },
    { endorsedBy: 'x' },
    { endorsement: undefined },
    { endorsement: 7 },
  ])
    expect(refusal(announced(id, changes), from(id))).toBe('WrongId')
  expect(refusal(mailSent(request, random, { id }), { domain: 'workflow', tenantId: 'acme', eventId: id })).toBe(
    'WrongId',
  )
})

test.each([
  ['with its incident', 'INC-1', undefined],
  ['without', undefined, 'UnknownShape'],
  ['with an empty one', '', 'UnknownShape'],
  ['with one that is blank', ' \n', 'UnknownShape'],
  ['with one that is no text', 7, 'UnknownShape'],
])('an emergency %s', (_, incident, reason) => {
  const granted = { accessLevel: 'read', accessPeriod: 3600, accessUntil: '2026-11-23T10:00:00.000Z' } as const
  const draft = emergencyEvent({ ...request, version: 1, state: 'Emergency', granted, incident: 'INC-1' })
  const sealed = seal({ ...draft, actor: operatorActor, details: { ...draft.details, incident } }, random.bytes)
  expect(refusal(sealed, { domain: 'breakglass', tenantId: 'acme', eventId: sealed.event.id })).toBe(reason)
})

describe('a start', () => {
  const of = (domain: 'operator' | 'approver', drill: boolean) => {
    const sealed = startedEvent(request, random, drill ? { details: { drill: true } } : {})
    return refusal(sealed, { domain, tenantId: 'acme', eventId: sealed.event.id })
  }

  test('of an approver’s is a fire drill and nothing else, and nobody else starts one', () => {
    expect(of('operator', false)).toBeUndefined()
    expect(of('approver', true)).toBeUndefined()
    expect(of('operator', true)).toBe('WrongDomain')
    expect(of('approver', false)).toBe('WrongDomain')
  })
})

describe('an event is refused', () => {
  test.each<[string, SealedEvent, LedgerRefusal]>([
    ['of another tenant', changed(approval, { data: { tenantId: 'other' } }), 'WrongTenant'],
    ['with the source of another tenant', changed(approval, { source: 'urn:lockbox:other' }), 'WrongTenant'],
    [
      "about another tenant's request",
      changed(approval, { data: { requestId: `other.${request.ulid}` } }),
      'WrongTenant',
    ],
    ['about another subject', changed(approval, { subject: 'acme' }), 'WrongId'],
    ['with another id than its key', changed(approval, { id: `${request.ulid}#3` }), 'WrongId'],
    ['with another version than its id', changed(approval, { data: { version: 3 } }), 'WrongId'],
    ['that approves what was not waiting', changed(approval, { data: { before: 'Denied' } }), 'IllegalTransition'],
    ['that says it led elsewhere', changed(approval, { data: { after: 'Ended' } }), 'IllegalTransition'],
    [
      'with a personal value that is not the hashed one',
      {
        ...approval,
        personal: {
          ...approval.personal,
          'operator.id': { ...approval.personal['operator.id']!, value: 'mallory@vendor.example' },
        },
      },
      'WrongPersonalValues',
    ],
    [
      'with a personal value that was not hashed',
      {
        ...approval,
        personal: { ...approval.personal, more: approval.personal['operator.id']! },
      },
      'WrongPersonalValues',
    ],
    ['without the values that were hashed', { ...approval, personal: {} }, 'WrongPersonalValues'],
    ['without an actor', without(approval, 'actor.id'), 'WrongPersonalValues'],
    ['that opens a door for nobody', without(approval, 'operator.id'), 'WrongPersonalValues'],
    [
      'that is larger than an item may be',
      changed(approval, { data: { details: { big: 'x'.repeat(33_000) } } }),
      'TooLarge',
    ],
  ])('%s', (_, forged, reason) => {
    expect(refusal(forged)).toBe(reason)
  })

  test('that begins a request in the middle of its life', () => {
    const late = changed(startedEvent(request, random), { id: `${request.ulid}#4`, data: { version: 4 } })
    expect(refusal(late, { domain: 'operator', tenantId: 'acme', eventId: late.event.id })).toBe('IllegalTransition')
  })

  test('whose actor has a name that no index could hold', () => {
    const long = '€'.repeat(1000)
    expect(refusal(withValue(approval, 'actor.email', long))).toBe('WrongPersonalValues')
    expect(refusal(withValue(without(approval, 'actor.email'), 'actor.id', long))).toBe('WrongPersonalValues')
  })
})

describe('an event that opens a door', () => {
  test('is refused when no key has room for its operator: the door could never be marked', () => {
    expect(refusal(withValue(approval, 'operator.id', 'a'.repeat(256)))).toBeUndefined()
    expect(refusal(withValue(approval, 'operator.id', 'a'.repeat(257)))).toBe('WrongPersonalValues')
    expect(refusal(withValue(approval, 'operator.id', '€'.repeat(29)))).toBe('WrongPersonalValues')
  })
})

function withValue(sealed: SealedEvent, name: string, value: string): SealedEvent {
  const salted = { salt: 'AAAAAAAAAAAAAAAAAAAAAA', value }
  return changed(
    { ...sealed, personal: { ...sealed.personal, [name]: salted } },
    { data: { personal: { ...sealed.event.data.personal, [name]: personalHash(salted) } } },
  )
}

function without({ event, personal }: SealedEvent, name: string): SealedEvent {
  const { [name]: _, ...values } = personal
  const { [name]: __, ...hashes } = event.data.personal
  return { event: { ...event, data: { ...event.data, personal: hashes } }, personal: values }
}

describe('what lies in an outbox', () => {
  test('is read back exactly as it was sealed', () => {
    fc.assert(
      fc.property(startedRequest, idText, (asked, detail) => {
        const sealed = startedEvent(asked, random, { personal: { 'reason.detail': detail } })
        expect(readSealedEvent(JSON.parse(JSON.stringify(sealed)))).toEqual(sealed)
      }),
    )
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['text', 'event'],
    ['an empty map', {}],
    ['no personal values', { event: approval.event }],
    ['a further field', { ...approval, more: 1 }],
    ['a further field of the event', { ...approval, event: { ...approval.event, more: 1 } }],
    ['a further field of its data', changed(approval, { data: { seq: 1 } as never })],
    ['a domain that it claims for itself', changed(approval, { data: { domain: 'link' } as never })],
    ['an unknown type', changed(approval, { type: 'lockbox.request.reopened' as never })],
    ['an inherited name as type', changed(approval, { type: 'constructor' as never })],
    ['half a surrogate pair', changed(approval, { data: { details: { x: '\ud800' } } })],
    ['a fraction', changed(approval, { data: { details: { x: 0.5 } } })],
    ['a number beyond 2^53', changed(approval, { data: { details: { x: 2 ** 53 } } })],
    ['a list', changed(approval, { data: { details: { x: [1] } as never } })],
    ['a version of zero', changed(approval, { data: { version: 0 } })],
    ['a time in another form', changed(approval, { time: '2026-11-23T09:00:00Z' })],
    ['a salt with stray bits', { ...approval, personal: { x: { salt: 'AAAAAAAAAAAAAAAAAAAAAB', value: '' } } }],
  ])('with %s is no event', (_, found) => {
    expect(readSealedEvent(found)).toBeUndefined()
  })

  test('cannot bring fields along by its prototype', () => {
    const { data, ...rest } = approval.event
    const forged = Object.assign(Object.create({ data }), rest)
    const read = readSealedEvent({ event: forged, personal: approval.personal })
    expect(read === undefined || Object.hasOwn(read.event, 'data')).toBe(true)
  })
})
