import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withEventTypes } from '../../../contract/event-types.ts'
import { idForms } from '../../../functions/domain/event-types/fields.ts'
import { eventReference, undescribed } from '../../../functions/domain/event-types/reference.ts'
import {
  type AuditEvent,
  type EventData,
  type EventType,
  eventDomains,
  seal,
} from '../../../functions/domain/events.ts'
import { isTransition } from '../../../functions/domain/request-events.ts'
import { type Command, transition } from '../../../functions/domain/transitions.ts'
import { pageText } from '../../support/pages.ts'
import { now, request } from '../../support/sample-views.ts'
import { signedInAs } from '../../support/world.ts'

const types = Object.keys(eventDomains) as EventType[]

/** An approval with a reason, as the code makes it. */
function approval(): AuditEvent {
  const command: Command = {
    do: 'approve',
    by: signedInAs().actor,
    reason: 'Yes',
    limits: { accessLevel: 'write', accessPeriod: 3600 },
  }
  const moved = transition(request(), command, now)
  if (!moved.ok) throw new Error(moved.problem.code)
  return seal(moved.value.event, (count) => new Uint8Array(count)).event
}
const faultsWith = (data: Partial<EventData>, event = approval()) =>
  undescribed({ ...event, data: { ...event.data, ...data } })

describe('an event against its description', () => {
  it('has nothing to say of what the code makes', () => {
    expect(undescribed(approval())).toEqual([])
  })

  it.each<[string, Partial<EventData>, string]>([
    ['a detail more', { details: { ...approval().data.details, note: 'x' } }, 'details.note: not described'],
    ['a detail less', { details: { accessLevel: 'read', accessPeriod: 60 } }, 'details.accessUntil: missing'],
    [
      'another value',
      { details: { ...approval().data.details, accessLevel: 'admin' } },
      'details.accessLevel: "admin"',
    ],
    ['a drill that is none', { details: { ...approval().data.details, drill: false } }, 'details.drill: false'],
    ['a personal value more', { personal: { ...approval().data.personal, note: 'x' } }, 'personal.note: not described'],
    ['nobody who did it', { personal: { 'operator.id': 'x' } }, 'personal.actor.id: missing'],
  ])('names %s', (_, data, fault) => {
    expect(faultsWith(data)).toEqual([`lockbox.request.approved: ${fault}`])
  })

  it('names another form of id, a place that is missing, and a type that is not described', () => {
    expect(undescribed({ ...approval(), id: '01KAQ4W2Z0HJ6T9Q5R3N8XVB7C' })).toHaveLength(1)
    const { service: _, ...without } = approval().data
    expect(undescribed({ ...approval(), data: without })).toEqual(['lockbox.request.approved: service: missing'])
    expect(undescribed({ ...approval(), type: 'toString' as EventType })).toEqual(['toString: not described'])
  })

  it('takes no name that only looks like one with a placeholder', () => {
    const names = fc.constantFrom('approver.x', 'approver..name', 'service.0.id', 'xpolicy.before', 'policyXbefore')
    fc.assert(
      fc.property(names, (name) => {
        const { requestId: _, service: __, environmentId: ___, supportTicket: ____, ...data } = approval().data
        const changed = { ...approval(), type: 'lockbox.settings.changed' as const, id: 'settings#2' }
        expect(undescribed({ ...changed, data: { ...data, details: { [name]: 'on' } } })).toContain(
          `lockbox.settings.changed: details.${name}: not described`,
        )
      }),
    )
  })
})

describe('the descriptions', () => {
  it.each(types)('%s: says what happened in sentences, and describes every name', (type) => {
    const { says, id, details, personal } = eventReference[type]
    expect(says).toMatch(/^[A-Z].*\.$/)
    expect(id === undefined).toBe(isTransition(type))
    for (const { means } of [...Object.values(details), ...Object.values(personal)])
      expect(means).toMatch(/^[A-Z`].*[^.]$/)
  })

  it('has no form of an id that no type has', () => {
    const used = new Set(['<ulid>#<version>', ...types.flatMap((type) => eventReference[type].id ?? [])])
    expect([...used].sort()).toEqual(Object.keys(idForms).sort())
  })
})

it('docs/ledger.md has them as `npm run ledger-doc` writes them', () => {
  const page = pageText('docs/ledger.md')
  expect(withEventTypes(page)).toBe(page)
  expect(() => withEventTypes('# The ledger')).toThrow('has lost its markers')
})
