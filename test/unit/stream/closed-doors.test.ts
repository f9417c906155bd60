import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { revoke } from '../../../functions/approver/revoke.ts'
import { type SealedEvent, seal } from '../../../functions/domain/events.ts'
import { key } from '../../../functions/domain/keys.ts'
import { unwrap } from '../../../functions/domain/problems.ts'
import type { AccessRequest } from '../../../functions/domain/request.ts'
import type { Door } from '../../../functions/ports.ts'
import { opened } from '../../support/emergencies.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { doorOf, moved, startedEvent } from '../../support/sample-events.ts'
import { Crash, crashing, operatorActor, signedInAs, World } from '../../support/world.ts'

/** An emergency that is recorded, and what a break-glass function that was taken over keeps of it. */
async function emergency() {
  const world = new World()
  const memory = new MemoryLedger(world.table)
  const request = await opened(world)
  const [sealed] = [...world.table.outbox.values()]
  await memory.run()
  const place = placeOf(request)
  const door = memory.door(place)
  if (!sealed || !door?.recordedSeq) throw new Error('nothing was opened')
  const { recordedSeq: _, ...put } = door
  /** Puts door and event again; answers the event's key. */
  const putAgain = () => {
    const k = key.door('acme', place.environmentId, place.operatorId, place.ulid)
    world.table.doors.set(`${k.pk} ${k.sk}`, put as Door)
    return memory.emit('breakglass', sealed)
  }
  return { world, memory, request, place, putAgain }
}

const placeOf = ({ tenantId, ulid, environmentId, operator }: AccessRequest) => ({
  ...{ tenantId, ulid, environmentId },
  operatorId: operator.id,
})

/** What a revocation records of a door whose request says something else. */
const doorClosed = (world: World, request: AccessRequest, id: string): SealedEvent =>
  seal(
    {
      id,
      type: 'lockbox.door.closed',
      tenantId: 'acme',
      at: world.clock.now(),
      actor: { ...operatorActor, kind: 'approver' },
      environmentId: request.environmentId,
      service: request.service,
      details: { ulid: request.ulid, requestSays: 'nothing' },
      personal: { 'operator.id': request.operator.id },
    },
    world.random.bytes,
  )

/** The ways in which a grant comes to its end: each leaves its event in an outbox, and no door. */
const endings: Record<string, (made: Awaited<ReturnType<typeof emergency>>) => Promise<unknown>> = {
  revoked: async ({ world, request }) =>
    unwrap(await revoke({ caller: signedInAs(), key: request }, world.vendorDomains, world)),
  ended: async ({ world, memory, request }) => {
    await world.table.commit([{ kind: 'close-door', request }])
    memory.emit('operator', moved(request, 'end', world.random, '2026-11-24T00:00:00.000Z').sealed)
  },
  closed: async ({ world, memory, request }) => {
    await world.table.commit([{ kind: 'close-door', request }])
    memory.emit('approver', doorClosed(world, request, `door.${request.ulid}`))
  },
}

describe.each(Object.keys(endings))('a grant that was %s', (name) => {
  const over = async () => {
    const made = await emergency()
    await endings[name]?.(made)
    // A brake that was lifted keeps nobody out.
    made.world.table.brakes.clear()
    expect(made.memory.door(made.place)).toBeUndefined()
    return made
  }

  test('does not come back by its door and event before the ledger has its end', async () => {
    const { memory, place, putAgain } = await over()
    expect(await memory.run([putAgain()])).toEqual([])
    expect(await memory.run()).toEqual([])
    expect(memory.door(place)).toBeDefined()
    expect(memory.door(place)?.recordedSeq).toBeUndefined()
  })

  test('nor after it', async () => {
    const { memory, place, putAgain } = await over()
    await memory.run()
    expect(await memory.run([putAgain()])).toEqual([])
    expect(memory.reports.at(-1)).toMatchObject({ outcome: 'recorded', door: 'moved-on' })
    expect(memory.door(place)?.recordedSeq).toBeUndefined()
  })

  test('nor at the same time, in any order of the calls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { memory, place, putAgain } = await over()
        const [end] = memory.waiting()
        if (!end) throw new Error('its end is in an outbox')
        const again = putAgain()
        memory.turn = () => scheduler.schedule(Promise.resolve())
        await scheduler.waitFor(Promise.all([memory.run([again]), memory.run([end])]))
        memory.turn = () => Promise.resolve()
        expect(await memory.run()).toEqual([])
        expect(memory.door(place)?.recordedSeq).toBeUndefined()
        expect(memory.broken).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  test('nor by a crash before or after any call', async () => {
    const whole = await over()
    const before = whole.memory.calls
    whole.putAgain()
    await whole.memory.run()
    for (let call = 1; call <= whole.memory.calls - before; call++)
      for (const when of ['before', 'after'] as const) {
        const { memory, place, putAgain } = await over()
        putAgain()
        const { outbox, ledger, bus, refused } = memory.ports
        const dying = { ...memory.ports, ...crashing({ outbox, ledger, bus, refused }, call, when) }
        expect((await memory.run(memory.waiting().reverse(), dying))[0]).toBeInstanceOf(Crash)
        expect(await memory.run()).toEqual([])
        expect(memory.door(place)?.recordedSeq, `${when} call ${call}`).toBeUndefined()
      }
  })
})

test('the closing of a door that was never marked keeps no approval out that comes after it', async () => {
  const world = new World()
  const memory = new MemoryLedger(world.table)
  const request = await world.open()
  memory.emit('operator', startedEvent(request, world.random))
  memory.emit('approver', doorClosed(world, request, world.random.ulid('')))
  await memory.run()
  const approval = moved(request, 'approve', world.random)
  await world.table.commit([{ kind: 'open-door', door: doorOf(approval.after) }])
  memory.emit('link', approval.sealed)
  expect(await memory.run()).toEqual([])
  expect(memory.door(placeOf(request))?.recordedSeq).toBe(3)
})

test('an end with an operator whose id fits no key is recorded, and holds nothing up', async () => {
  const { world, memory, request } = await emergency()
  const operator = { ...request.operator, id: 'x'.repeat(2000) }
  memory.emit('operator', moved({ ...request, operator }, 'end', world.random, '2026-11-24T00:00:00.000Z').sealed)
  expect(await memory.run()).toEqual([])
  expect(memory.waiting()).toEqual([])
})
