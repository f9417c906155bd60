import { beforeEach, describe, expect, test } from 'vitest'
import { appendTo } from '../../../functions/domain/ledger.ts'
import { ProblemError } from '../../../functions/domain/problems.ts'
import { read, readsAnHour } from '../../../functions/vendor-auditor/read.ts'
import { trailOf, vendorAuditor } from '../../support/readers.ts'
import { startedEvent } from '../../support/sample-events.ts'
import { testRandom, World } from '../../support/world.ts'

let world: World
let trail: ReturnType<typeof trailOf>
beforeEach(async () => {
  world = new World()
  const entry = appendTo(
    undefined,
    'operator',
    startedEvent(await world.open(), testRandom()),
    '2026-11-23T09:00:00.000Z',
  )
  trail = trailOf([entry])
  world.table.outbox.clear()
})

const page = (
  query: Parameters<typeof read>[1] = {},
  tenantId = 'acme',
  table: Pick<World['table'], 'commit'> = world.table,
) => read(tenantId, query, vendorAuditor, { ...world, table, trail })
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => undefined,
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : error),
  )
const recorded = () => [...world.table.outbox.entries()]

describe("an auditor of the vendor's", () => {
  test('gets the page, and the ledger is told who reads and what for', async () => {
    const { items } = await page({
      type: 'lockbox.request.started',
      actor: 'olga@vendor.example',
      from: '2026-11-01T00:00:00.000Z',
    })
    expect(items).toHaveLength(1)
    const [[name, sealed] = []] = recorded()
    expect(name).toContain('outbox#vendor-auditor#acme ')
    expect(sealed?.event).toMatchObject({
      type: 'lockbox.audit.read',
      subject: 'acme',
      data: {
        actor: { kind: 'auditor', method: 'access-token' },
        details: {
          continued: false,
          'filter.type': 'lockbox.request.started',
          'filter.from': '2026-11-01T00:00:00.000Z',
        },
      },
    })
    expect(sealed?.personal['filter.actor']?.value).toBe('olga@vendor.example')
    // An address is nobody's detail.
    expect(JSON.stringify(sealed?.event)).not.toContain('olga@')
  })

  test('is recorded before anything is read', async () => {
    const order: string[] = []
    const noted =
      <A extends unknown[], R>(what: string, call: (...args: A) => R) =>
      (...args: A): R => {
        order.push(what)
        return call(...args)
      }
    const table = { commit: noted('record', world.table.commit) }
    const watched = { ...trail, page: noted('read', trail.page) }
    await read('acme', {}, vendorAuditor, { ...world, table, trail: watched })
    expect(order).toEqual(['record', 'read'])
  })

  test.each([
    ['cannot be written', () => Promise.reject(new Error('DynamoDB is down'))],
    ['loses against another', () => Promise.resolve({ ok: false, failed: ['emit'] } as const)],
  ])('reads nothing when the record %s', async (_, commit) => {
    expect(await codeOf(page({}, 'acme', { commit }))).toBe('Busy')
    expect(trail.reads()).toBe(0)
  })

  test('reads nothing of a tenant that there is not, and leaves nothing there', async () => {
    expect(await codeOf(page({}, 'nobody'))).toBe('UnknownTenant')
    expect([trail.reads(), recorded().length, world.table.counts.size]).toEqual([0, 0, 0])
  })

  test('with a cursor of another list is refused, and that is no read', async () => {
    expect(await codeOf(page({ cursor: 'bm9uZQ' }))).toBe('InvalidRequest')
    expect(recorded()).toEqual([])
  })

  test('reads so many pages an hour, and each of them is on record', async () => {
    for (let i = 0; i < readsAnHour; i++) await page()
    expect(await codeOf(page())).toBe('TooManyRequests')
    expect(recorded()).toHaveLength(readsAnHour)
    world.clock.advance(3600)
    expect(await codeOf(page())).toBeUndefined()
  })
})
