import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refusalOf } from '../../../functions/domain/acceptance.ts'
import {
  catalogueEvent,
  changeOf,
  changesIn,
  diffCatalogue,
  judgeCatalogue,
  type ServiceChange,
} from '../../../functions/domain/catalogue.ts'
import { seal } from '../../../functions/domain/events.ts'
import { readSealedEvent } from '../../../functions/domain/sealed-event.ts'
import type { Service } from '../../../functions/domain/settings.ts'

const service: fc.Arbitrary<Service> = fc
  .record({
    id: fc.constantFrom('crm', 'files', 'AI_assistant', 'constructor', '__proto__', 'a-b'),
    name: fc.string({ minLength: 1, maxLength: 8 }),
    covered: fc.boolean(),
    reason: fc.option(fc.string({ minLength: 1, maxLength: 8 }), { nil: undefined }),
  })
  .map(({ reason, ...rest }) => ({ ...rest, ...(reason !== undefined && { reason }) }))
const catalogue = fc.uniqueArray(service, { selector: ({ id }) => id, minLength: 1 })
const byId = (changes: readonly ServiceChange[]) => [...changes].sort((a, b) => (a.id < b.id ? -1 : 1))

describe('a change of the catalogue', () => {
  test.each(['ai-assistant', 'AI_assistant', 'x'.repeat(64), '0'])(
    'of the service %s is an event that the ledger takes',
    (id) => {
      const before = [{ id, name: 'One', covered: true }]
      const change = changeOf({ version: 1, services: before }, [
        { id, name: 'Two', covered: false, reason: 'Because' },
      ])
      const sealed = readSealedEvent(seal(catalogueEvent(change, 'acme', '2026-11-23T09:00:00.000Z'), randomBytes))
      if (!sealed) throw new Error('it has not the shape of an event')
      const source = { domain: 'catalogue', tenantId: 'acme', eventId: change.eventId } as const
      expect(refusalOf(source, sealed)).toBeUndefined()
      expect(changesIn(sealed.event.data.details)).toEqual(change.changes)
    },
  )

  test('is what makes the one catalogue of the other, and nothing when only the order differs', () => {
    fc.assert(
      fc.property(catalogue, catalogue, (before, after) => {
        const made = new Map(before.map((each) => [each.id, each]))
        for (const change of diffCatalogue(before, after)) {
          expect(change.before).toEqual(before.find(({ id }) => id === change.id) && expect.anything())
          if (change.after) made.set(change.id, { id: change.id, ...change.after })
          else made.delete(change.id)
        }
        expect([...made.values()].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
          [...after].sort((a, b) => (a.id < b.id ? -1 : 1)),
        )
        expect(diffCatalogue(after, [...after].reverse())).toEqual([])
      }),
    )
  })

  test('comes out of its event as it went in', () => {
    fc.assert(
      fc.property(catalogue, catalogue, (before, after) => {
        const change = changeOf({ version: 1, services: before }, after)
        const { event } = seal(catalogueEvent(change, 'acme', '2026-11-23T09:00:00.000Z'), () => new Uint8Array(16))
        expect(byId(changesIn(event.data.details))).toEqual(byId(change.changes))
      }),
    )
  })

  test('has an id that no other change has, the same for every tenant', () => {
    const [a, b] = [[{ id: 'a', name: 'A', covered: true }], [{ id: 'b', name: 'B', covered: true }]]
    const ids = [
      changeOf({ version: 1, services: [] }, a ?? []),
      changeOf({ version: 1, services: [] }, b ?? []),
      changeOf({ version: 2, services: [] }, a ?? []),
    ].map(({ eventId }) => eventId)
    expect(new Set(ids).size).toBe(3)
    expect(ids[0]).toMatch(/^catalogue#2-[0-9a-f]{8}$/)
    for (const tenantId of ['acme', 'globex'])
      expect(catalogueEvent(changeOf({ version: 1, services: [] }, a ?? []), tenantId, '').id).toBe(ids[0])
  })
})

test('the first catalogue is remembered; one that was begun goes on, whatever is deployed by now', () => {
  const services = [{ id: 'a', name: 'A', covered: true }]
  const other = [{ id: 'b', name: 'B', covered: true }]
  expect(judgeCatalogue(undefined, services)).toBe('first')
  expect(judgeCatalogue({ version: 1, services }, services)).toBe('nothing')
  expect(judgeCatalogue({ version: 1, services }, other)).toBe('begin')
  expect(judgeCatalogue({ version: 1, services, next: other }, services)).toBe('go on')
})
