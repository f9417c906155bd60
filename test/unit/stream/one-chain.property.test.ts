// Whatever is delivered when, how often, to how many, and wherever a call dies: once all is up again there is one chain,
// each event in it once, and the doors that count are those that stand open.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Key } from '../../../functions/domain/keys.ts'
import { grantHistories, type History } from '../../support/grant-histories.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { Crash, crashing, operator, World } from '../../support/world.ts'

const ways = Object.keys(grantHistories)

const operatorOf = (i: number) => ({ ...operator, id: `o${i}@vendor.example`, email: `o${i}@vendor.example` })

/** Everything that happened while no call reached the ledger function. */
async function happened(names: readonly string[]) {
  const world = new World()
  const memory = new MemoryLedger(world.table)
  const histories: History[] = []
  for (const [i, name] of names.entries()) {
    const history = await grantHistories[name]?.(world, memory, operatorOf(i))
    if (history) histories.push(history)
  }
  world.table.brakes.clear()
  const events = [...world.table.outbox.values()].map(({ event }) => event.id)
  return { world, memory, histories, events, keys: memory.waiting() }
}
type Happened = Awaited<ReturnType<typeof happened>>

/** Dies at its n-th call. */
const dying = (memory: MemoryLedger, at: number, when: 'before' | 'after') => {
  const { outbox, ledger, bus, refused } = memory.ports
  return { ...memory.ports, ...crashing({ outbox, ledger, bus, refused }, at, when) }
}

async function expectOneChain({ memory, histories, events }: Happened): Promise<void> {
  memory.turn = () => Promise.resolve()
  memory.clock.advance(60)
  expect(await memory.run()).toEqual([])
  expect(memory.verified().faults).toEqual([])
  expect(memory.entries.map(({ event }) => event.id).sort()).toEqual([...events].sort())
  // Told of each, and always with the same place and hash.
  expect(new Set(memory.published.map((told) => JSON.stringify(told))).size).toBe(events.length)
  expect(new Set(memory.published.map(({ eventId }) => eventId))).toEqual(new Set(events))
  for (const { request, open } of histories) {
    const { tenantId, ulid, environmentId, operator } = request
    const door = memory.door({ tenantId, ulid, environmentId, operatorId: operator.id })
    const opening = memory.entries.find(
      ({ event }) => event.data.requestId === `acme.${ulid}` && /approved|emergency/.test(event.type),
    )
    expect(door?.recordedSeq).toBe(open ? opening?.seq : undefined)
  }
  expect([memory.refused.size, memory.waiting(), memory.broken]).toEqual([0, [], []])
}

describe('a crash of the ledger function', () => {
  test.each(ways)(
    'before or after any of its calls about a request that was %s is healed by the next run',
    async (way) => {
      const whole = await happened([way])
      await whole.memory.run()
      const { calls } = whole.memory
      await expectOneChain(whole)
      expect(calls).toBeGreaterThan(4)
      for (let call = 1; call <= calls; call++)
        for (const when of ['before', 'after'] as const)
          for (const order of ['as they came', 'the other way round'] as const) {
            const made = await happened([way])
            const keys = order === 'as they came' ? made.keys : [...made.keys].reverse()
            const failures = await made.memory.run(keys, dying(made.memory, call, when))
            // The other way round a predecessor is brought along: there are fewer calls, and the last ones are not made.
            if (order === 'as they came') expect(failures[0], `${when} call ${call}`).toBeInstanceOf(Crash)
            await expectOneChain(made)
          }
    },
  )

  test('and another one while that is healed, wherever both are, among several requests', async () => {
    const crash = fc.record({
      at: fc.integer({ min: 1, max: 60 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...ways), { minLength: 1, maxLength: 4 }),
        fc.array(crash, { minLength: 1, maxLength: 5 }),
        async (names, crashes) => {
          const made = await happened(names)
          for (const { at, when } of crashes) await made.memory.run(undefined, dying(made.memory, at, when))
          await expectOneChain(made)
        },
      ),
      { numRuns: 150 },
    )
  })
})

test('concurrent calls with duplicate and partial deliveries, in any order, keep one valid chain', async () => {
  /** What one call is given: some of the keys, some of them twice, in any order; it may die at some call of a port. */
  const delivery = fc.record({
    picks: fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
    diesAt: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
    when: fc.constantFrom('before' as const, 'after' as const),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.constantFrom(...ways), { minLength: 1, maxLength: 3 }),
      fc.array(delivery, { minLength: 2, maxLength: 4 }),
      async (scheduler, names, deliveries) => {
        const made = await happened(names)
        const { memory, keys } = made
        memory.turn = () => scheduler.schedule(Promise.resolve())
        const picked = (picks: readonly number[]) => picks.map((pick) => keys[pick % keys.length] as Key)
        await scheduler.waitFor(
          Promise.all(
            deliveries.map(({ picks, diesAt, when }) =>
              memory.run(picked(picks), diesAt === undefined ? memory.ports : dying(memory, diesAt, when)),
            ),
          ),
        )
        await expectOneChain(made)
      },
    ),
    { numRuns: 150 },
  )
})
