import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../functions/domain/digest.ts'
import {
  type EventDraft,
  eventDigest,
  eventDomains,
  mailedTypes,
  mayEmit,
  opensDoor,
  personalHash,
  seal,
} from '../../../functions/domain/events.ts'
import { type Domain, domains } from '../../../functions/domain/keys.ts'
import { requestId } from '../../../functions/domain/request.ts'
import * as arbitrary from '../../support/arbitraries.ts'

const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count))

/** A personal value that cannot be in an event by chance. */
const secretText = fc.uuid().map((uuid) => `Zoë ${uuid}`)

const draft: fc.Arbitrary<{ draft: EventDraft; secrets: readonly string[] }> = fc
  .record({
    request: arbitrary.startedRequest,
    id: arbitrary.ulid,
    secrets: fc.array(secretText, { minLength: 7, maxLength: 7 }),
    client: fc.option(arbitrary.name, { nil: undefined }),
    version: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ request, id, secrets, client, version }) => {
    const [actorId = '', actorName, email, userAgent, operatorId = '', reason, ip] = secrets
    return {
      secrets,
      draft: {
        id,
        type: 'lockbox.request.denied',
        tenantId: request.tenantId,
        at: request.requestedAt,
        actor: {
          kind: 'approver',
          id: actorId,
          ...(actorName && { name: actorName }),
          ...(email && { email }),
          ...(ip && { ip }),
          ...(userAgent && { userAgent }),
          ...(client && { client }),
          method: 'link-and-code',
        },
        request: { ...request, operator: { ...request.operator, id: operatorId } },
        version,
        before: 'ActionNeeded',
        after: 'Denied',
        details: { seconds: 5, nothing: undefined },
        personal: { reason, absent: undefined },
      },
    }
  })

describe('a sealed event', () => {
  test('has no personal value in what is hashed', () => {
    fc.assert(
      fc.property(draft, ({ draft, secrets }) => {
        const text = canonicalJson(seal(draft, randomBytes).event)
        for (const secret of secrets) expect(text).not.toContain(secret)
        expect(text).not.toContain('Zoë')
      }),
    )
  })

  test('carries every personal value beside it, and its hashes verify: SHA-256(salt ‖ value)', () => {
    fc.assert(
      fc.property(draft, ({ draft, secrets }) => {
        const { event, personal } = seal(draft, randomBytes)
        expect(
          Object.values(personal)
            .map((salted) => salted.value)
            .sort(),
        ).toEqual([...secrets].sort())
        expect(Object.keys(event.data.personal).sort()).toEqual(Object.keys(personal).sort())
        for (const [name, salted] of Object.entries(personal)) {
          const salt = Buffer.from(salted.salt, 'base64url')
          expect(salt).toHaveLength(16)
          const expected = createHash('sha256').update(salt).update(salted.value, 'utf8').digest('hex')
          expect(event.data.personal[name]).toBe(expected)
          expect(personalHash(salted)).toBe(expected)
          expect(personalHash({ ...salted, value: `${salted.value}x` })).not.toBe(expected)
        }
      }),
    )
  })

  test('salts every value anew, so that equal values do not look equal', () => {
    fc.assert(
      fc.property(draft, ({ draft }) => {
        const twice = [seal(draft, randomBytes), seal(draft, randomBytes)]
        const salts = twice.flatMap((sealed) => Object.values(sealed.personal).map((salted) => salted.salt))
        expect(new Set(salts).size).toBe(salts.length)
        const hashes = twice.flatMap((sealed) => Object.values(sealed.event.data.personal))
        expect(new Set(hashes).size).toBe(hashes.length)
      }),
    )
  })

  test('says what it is about in the words of the request', () => {
    fc.assert(
      fc.property(draft, ({ draft }) => {
        const { event } = seal(draft, randomBytes)
        const { request } = draft
        expect(event).toMatchObject({
          specversion: '1.0',
          id: draft.id,
          source: `urn:lockbox:${draft.tenantId}`,
          type: draft.type,
          time: draft.at,
          subject: request && requestId(request),
          datacontenttype: 'application/json',
          data: {
            tenantId: draft.tenantId,
            requestId: request && requestId(request),
            version: draft.version,
            environmentId: request?.environmentId,
            service: request?.service,
            before: draft.before,
            after: draft.after,
            details: { seconds: 5 },
          },
        })
        expect(event.data.details).not.toHaveProperty('nothing')
        expect(event.data.supportTicket).toBe(request?.supportTicket)
        expect(event.data.actor.client).toBe(draft.actor.client)
      }),
    )
  })

  test('is about the tenant when there is no request', () => {
    const { event } = seal(
      {
        id: '01K000000000000000000000AB',
        type: 'lockbox.settings.changed',
        tenantId: 'bank',
        at: '2026-11-23T21:00:00.000Z',
        actor: { kind: 'approver', id: 'a', method: 'signed-in' },
      },
      randomBytes,
    )
    expect(event.subject).toBe('bank')
    expect(event.data).not.toHaveProperty('requestId')
    expect(event.data).not.toHaveProperty('version')
  })
})

describe('the digest of an event', () => {
  test('does not depend on the order of its members, and changes with each of them and with its domain', () => {
    fc.assert(
      fc.property(draft, ({ draft }) => {
        const { event } = seal(draft, randomBytes)
        const digest = eventDigest('link', event)
        const turned = Object.fromEntries(Object.entries(event).reverse()) as unknown as typeof event
        expect(eventDigest('link', turned)).toBe(digest)
        expect(eventDigest('sweep', event)).not.toBe(digest)
        for (const [name, value] of Object.entries(event)) {
          const changed = { ...event, [name]: typeof value === 'string' ? `${value}x` : { ...value, tenantId: 'x!' } }
          expect(eventDigest('link', changed), name).not.toBe(digest)
        }
      }),
    )
  })
})

describe('which event may come from which domain', () => {
  /** Written again from the design (§3, §4), not from the code. */
  const allowed: Record<string, readonly Domain[]> = {
    'lockbox.request.started': ['operator', 'approver'],
    'lockbox.request.approved': ['link', 'approver'],
    'lockbox.request.denied': ['link', 'approver'],
    'lockbox.request.canceled': ['operator'],
    'lockbox.request.expired': ['workflow', 'sweep'],
    'lockbox.request.emergency': ['breakglass'],
    'lockbox.request.revoked': ['approver', 'link'],
    'lockbox.request.ended': ['operator', 'vendor-admin', 'workflow', 'sweep'],
    'lockbox.request.notRequired': ['operator', 'breakglass'],
    'lockbox.request.commented': ['operator', 'approver'],
    'lockbox.door.closed': ['approver', 'link'],
    'lockbox.approver.proposed': ['vendor-admin'],
    'lockbox.approver.proposalStopped': ['approver'],
    'lockbox.person.invited': ['invite'],
    'lockbox.settings.created': ['vendor-admin'],
    'lockbox.settings.changed': ['approver'],
    'lockbox.environment.created': ['vendor-admin'],
    'lockbox.environment.changed': ['vendor-admin'],
    'lockbox.environment.managed': ['approver'],
    'lockbox.environment.unmanaged': ['approver'],
    'lockbox.mail.sent': ['workflow', 'tell'],
    'lockbox.mail.failed': ['workflow', 'tell'],
    'lockbox.mail.requested': ['link', 'approver', 'operator'],
    'lockbox.link.locked': ['link'],
    'lockbox.access.used': ['check'],
    'lockbox.access.notRequired': ['check'],
    'lockbox.environment.migrated': ['vendor-admin'],
    'lockbox.catalogue.changed': ['catalogue'],
    'lockbox.request.acknowledged': ['approver'],
    'lockbox.brake.lifted': ['approver'],
    'lockbox.mail.delivered': ['delivery'],
    'lockbox.mail.undelivered': ['delivery'],
    'lockbox.access.tokenIssued': ['pass'],
    'lockbox.access.credentialsIssued': ['pass'],
    'lockbox.key.changed': ['checkpoint'],
    'lockbox.request.refused': ['operator', 'approver', 'pass'],
    'lockbox.audit.read': ['vendor-auditor'],
    'lockbox.audit.exported': ['auditor'],
  }

  test('covers every type there is', () => {
    expect(Object.keys(eventDomains).sort()).toEqual(Object.keys(allowed).sort())
  })

  test.each(Object.entries(allowed))('%s: %j and nobody else', (type, from) => {
    for (const each of domains) expect(mayEmit(each, type), each).toBe(from.includes(each))
  })

  test("the vendor's side can never say that a customer approved, revoked or changed settings", () => {
    const vendors: readonly Domain[] = [
      'operator',
      'breakglass',
      'vendor-admin',
      'workflow',
      'sweep',
      'tell',
      'check',
      'pass',
      'catalogue',
    ]
    for (const each of vendors)
      for (const type of ['approved', 'denied', 'revoked']
        .map((verb) => `lockbox.request.${verb}`)
        .concat(
          'lockbox.settings.changed',
          'lockbox.approver.proposalStopped',
          'lockbox.environment.managed',
          'lockbox.environment.unmanaged',
          'lockbox.request.acknowledged',
          'lockbox.brake.lifted',
        ))
        expect(mayEmit(each, type), `${each} ${type}`).toBe(false)
  })

  test.each(['', 'toString', '__proto__', 'constructor', 'lockbox.request', 'LOCKBOX.REQUEST.APPROVED'])(
    'nobody emits %j',
    (type) => {
      for (const each of domains) expect(mayEmit(each, type)).toBe(false)
    },
  )

  test('only an approval and an emergency open a door', () => {
    expect(Object.keys(eventDomains).filter((type) => opensDoor(type))).toEqual([
      'lockbox.request.approved',
      'lockbox.request.emergency',
    ])
  })

  test('a fire drill opens none', () => {
    for (const type of Object.keys(eventDomains)) expect(opensDoor(type, { drill: true })).toBe(false)
  })

  test('every outcome of a request is mailed, and what the customer decided from its first settings on', () => {
    const outcomes = ['approved', 'denied', 'canceled', 'expired', 'revoked', 'ended', 'emergency'].map(
      (verb) => `lockbox.request.${verb}`,
    )
    const changes = ['settings.changed', 'environment.managed', 'environment.unmanaged', 'brake.lifted'].map(
      (type) => `lockbox.${type}`,
    )
    const proposals = ['lockbox.approver.proposed', 'lockbox.approver.proposalStopped']
    const others = ['lockbox.request.commented', 'lockbox.catalogue.changed', 'lockbox.settings.created']
    expect([...mailedTypes].sort()).toEqual([...outcomes, ...others, ...changes, ...proposals].sort())
  })
})
