import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { key } from '../../../functions/domain/keys.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { doorOf, mailSent, moved, startedEvent } from '../../support/sample-events.ts'
import { Crash, crashing, World } from '../../support/world.ts'

/** A request that was started and approved: both events wait, the door is open but does not count yet. */
async function approved() {
  const world = new World()
  const memory = new MemoryLedger(world.table)
  const request = await world.open()
  const started = startedEvent(request, world.random)
  const approval = moved(request, 'approve', world.random)
  await world.table.commit([{ kind: 'open-door', door: doorOf(approval.after) }])
  const place = { tenantId: 'acme', environmentId: 'production', operatorId: request.operator.id, ulid: request.ulid }
  return { world, memory, request, started, approval, place }
}

const types = (memory: MemoryLedger) => memory.entries.map((entry) => entry.event.type)

describe('recording', () => {
  test('appends, marks the door, publishes with seq and hash, and leaves the outbox empty', async () => {
    const { memory, started, approval, place } = await approved()
    memory.emit('operator', started)
    memory.emit('link', approval.sealed)
    expect(await memory.run()).toEqual([])

    expect(types(memory)).toEqual(['lockbox.request.started', 'lockbox.request.approved'])
    expect(memory.verified().faults).toEqual([])
    expect(memory.door(place)?.recordedSeq).toBe(2)
    expect(memory.published.map(({ seq, hash }) => ({ seq, hash }))).toEqual(
      memory.entries.map(({ seq, hash }) => ({ seq, hash })),
    )
    expect(memory.waiting()).toEqual([])
    expect(memory.broken).toEqual([])
  })

  test('says of each event which domain it came from, in the ledger and on the bus', async () => {
    const { memory, started, approval } = await approved()
    memory.emit('operator', started)
    memory.emit('approver', approval.sealed)
    await memory.run()
    expect(memory.entries.map(({ event }) => event.data.domain)).toEqual(['operator', 'approver'])
    expect(memory.published.map(({ event }) => event)).toEqual(memory.entries.map(({ event }) => event))
  })

  test('what is published carries no personal value', async () => {
    const { memory, started } = await approved()
    memory.emit('operator', started)
    await memory.run()
    const published = JSON.stringify(memory.published)
    for (const { value, salt } of Object.values(started.personal)) {
      expect(published).not.toContain(value)
      expect(published).not.toContain(salt)
    }
  })

  test('a decision that comes before its start brings the start along, from whatever outbox it lies in', async () => {
    const { memory, started, approval } = await approved()
    memory.emit('operator', started)
    const decision = memory.emit('link', approval.sealed)
    expect(await memory.run([decision])).toEqual([])
    expect(types(memory)).toEqual(['lockbox.request.started', 'lockbox.request.approved'])
    expect(memory.reports).toHaveLength(2)
    expect(memory.waiting()).toEqual([])
  })

  test('a decision whose start is nowhere waits, and opens nothing', async () => {
    const { memory, started, approval, place } = await approved()
    memory.emit('link', approval.sealed)
    expect(await memory.run()).toHaveLength(1)
    expect(memory.entries).toEqual([])
    expect(memory.door(place)?.recordedSeq).toBeUndefined()
    expect(memory.waiting()).toHaveLength(1)

    memory.emit('operator', started)
    await memory.run()
    expect(types(memory)).toEqual(['lockbox.request.started', 'lockbox.request.approved'])
    expect(memory.door(place)?.recordedSeq).toBe(2)
  })

  test('one event that fails does not hold up the others', async () => {
    const { world, memory, request, approval } = await approved()
    memory.emit('link', approval.sealed)
    memory.emit('workflow', mailSent(request, world.random))
    expect(await memory.run()).toHaveLength(1)
    expect(types(memory)).toEqual(['lockbox.mail.sent'])
  })

  test('an outbox item that is gone is a no-op', async () => {
    const { memory } = await approved()
    expect(await memory.run([key.outbox('link', 'acme', 'gone')])).toEqual([])
    expect(memory.entries).toEqual([])
  })

  test('a key that is of no outbox is neither read nor removed', async () => {
    const { memory, request } = await approved()
    await memory.run([key.request(request), key.settings('acme'), { pk: 'door#acme', sk: 'x' }])
    expect(memory.calls).toBe(0)
  })

  test('only grants mark doors', async () => {
    const { world, memory, request, started, place } = await approved()
    memory.emit('operator', started)
    memory.emit('workflow', mailSent(request, world.random))
    await memory.run()
    expect(memory.door(place)?.recordedSeq).toBeUndefined()
  })
})

describe('repeats', () => {
  test('the same event again is appended once and told with the same seq and hash', async () => {
    const { memory, started, approval } = await approved()
    for (let i = 0; i < 3; i++) {
      memory.emit('operator', started)
      memory.emit('link', approval.sealed)
      expect(await memory.run()).toEqual([])
    }
    expect(memory.entries).toHaveLength(2)
    expect(new Set(memory.published.map((told) => JSON.stringify(told))).size).toBe(2)
    expect(memory.refused.size).toBe(0)
  })

  test('an approval that is presented again after the grant was closed does not open a door that somebody put back', async () => {
    const { world, memory, started, approval, place } = await approved()
    const revocation = moved(approval.after, 'revoke', world.random)
    memory.emit('operator', started)
    memory.emit('link', approval.sealed)
    memory.emit('approver', revocation.sealed)
    await memory.run()
    await world.table.commit([{ kind: 'close-door', request: approval.after }])

    await world.table.commit([{ kind: 'open-door', door: doorOf(approval.after) }])
    memory.emit('link', approval.sealed)
    await memory.run()
    expect(memory.door(place)?.recordedSeq).toBeUndefined()
    expect(memory.reports.at(-1)).toMatchObject({ outcome: 'recorded', door: 'moved-on' })
  })

  test.each([
    ['level', { accessLevel: 'read' }],
    ['end', { accessUntil: '2099-01-01T00:00:00.000Z' }],
    ['service', { service: 'billing' }],
  ] as const)('a door with another %s than the record stays shut', async (_, forged) => {
    const { world, memory, started, approval, place } = await approved()
    await world.table.commit([{ kind: 'close-door', request: approval.after }])
    await world.table.commit([{ kind: 'open-door', door: { ...doorOf(approval.after), ...forged } }])
    memory.emit('operator', started)
    memory.emit('link', approval.sealed)
    await memory.run()
    expect(memory.door(place)?.recordedSeq).toBeUndefined()
    expect(memory.reports.at(-1)).toMatchObject({ outcome: 'recorded', door: 'differs' })
  })
})

describe('refusals', () => {
  test('an approval from a domain that may not approve is kept, removed, and opens nothing', async () => {
    const { memory, started, approval, place } = await approved()
    memory.emit('operator', started)
    await memory.run()
    for (const domain of ['operator', 'vendor-admin', 'workflow', 'sweep', 'tell', 'breakglass'] as const)
      memory.emit(domain, approval.sealed)
    await memory.run()
    expect(types(memory)).toEqual(['lockbox.request.started'])
    expect(memory.door(place)?.recordedSeq).toBeUndefined()
    expect([...memory.refused.values()].map(({ reason }) => reason)).toEqual(Array(6).fill('WrongDomain'))
    expect(memory.waiting()).toEqual([])
    expect(memory.published).toHaveLength(1)
  })

  test('another event with an id that is taken is refused', async () => {
    const { world, memory, request, started } = await approved()
    memory.emit('operator', started)
    await memory.run()
    memory.emit('operator', startedEvent(request, world.random, { details: { accessLevel: 'read' } }))
    await memory.run()
    expect([...memory.refused.values()]).toMatchObject([{ reason: 'IdTaken' }])
    expect(memory.entries).toHaveLength(1)
  })

  test('the same event from another domain is another event, even if that domain might have made it', async () => {
    const { memory, started, approval } = await approved()
    memory.emit('operator', started)
    memory.emit('link', approval.sealed)
    await memory.run()
    memory.emit('approver', approval.sealed)
    await memory.run()
    expect([...memory.refused.values()]).toMatchObject([{ reason: 'IdTaken' }])
    expect(memory.published).toHaveLength(2)
  })

  test('a move from a state that the request was not left in is refused', async () => {
    const { world, memory, request, started, approval } = await approved()
    memory.emit('operator', started)
    memory.emit('link', approval.sealed)
    await memory.run()
    const { sealed } = moved(request, 'cancel', world.random)
    // Canceled as version 3, as if nobody had approved.
    const { event } = sealed
    const forged = { ...event, id: `${request.ulid}#3`, data: { ...event.data, version: 3 } }
    memory.emit('operator', { ...sealed, event: forged })
    await memory.run()
    expect([...memory.refused.values()]).toMatchObject([{ reason: 'IllegalTransition' }])
  })

  test('something that is no event at all is refused', async () => {
    const { memory } = await approved()
    memory.table.outbox.set('outbox#link#acme nonsense', { event: 'x' } as never)
    memory.table.outbox.set('outbox#unknown#acme nonsense', { event: 'x' } as never)
    await memory.run()
    expect([...memory.refused.values()].map(({ reason }) => reason)).toEqual(['UnknownShape', 'UnknownDomain'])
    expect(memory.waiting()).toEqual([])
  })

  test('a forged event that waits in front of the true one does not keep it out', async () => {
    const { memory, started, approval } = await approved()
    memory.emit('tell', started)
    memory.emit('vendor-admin', started)
    memory.emit('operator', started)
    const decision = memory.emit('link', approval.sealed)
    expect(await memory.run([decision])).toEqual([])
    expect(types(memory)).toEqual(['lockbox.request.started', 'lockbox.request.approved'])
  })
})

describe('crashes', () => {
  const scenario = async () => {
    const { world, memory, request, started, approval, place } = await approved()
    memory.emit('link', approval.sealed)
    memory.emit('operator', started)
    memory.emit('sweep', approval.sealed)
    memory.emit('workflow', mailSent(request, world.random))
    return { memory, place }
  }

  test('a crash before or after any call is healed by the next run', async () => {
    const whole = await scenario()
    await whole.memory.run()
    expect(whole.memory.calls).toBeGreaterThan(15)
    for (let call = 1; call <= whole.memory.calls; call++)
      for (const when of ['before', 'after'] as const) {
        const { memory, place } = await scenario()
        const { outbox, ledger, bus, refused } = memory.ports
        const dying = { ...memory.ports, ...crashing({ outbox, ledger, bus, refused }, call, when) }
        expect((await memory.run(undefined, dying))[0]).toBeInstanceOf(Crash)
        memory.clock.advance(60)
        expect(await memory.run()).toEqual([])

        expect(types(memory)).toEqual(types(whole.memory))
        expect(memory.verified().faults).toEqual([])
        expect(memory.door(place)?.recordedSeq).toBe(2)
        expect(new Set(memory.published.map(({ eventId }) => eventId)).size).toBe(3)
        expect(new Set(memory.published.map((told) => JSON.stringify(told))).size).toBe(3)
        expect([...memory.refused.values()].map(({ reason }) => reason)).toEqual(['WrongDomain'])
        expect(memory.waiting()).toEqual([])
        expect(memory.broken, `${when} call ${call}`).toEqual([])
      }
  })
})

describe('several writers', () => {
  test('writers at the same time, in any order of their calls, append each event once and without a gap', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { world, memory, request, started, approval, place } = await approved()
        const keys = [
          memory.emit('operator', started),
          memory.emit('link', approval.sealed),
          memory.emit('workflow', mailSent(request, world.random)),
          memory.emit('tell', mailSent(request, world.random)),
        ]
        memory.turn = () => scheduler.schedule(Promise.resolve())
        const runs = Promise.all([memory.run(keys), memory.run([...keys].reverse()), memory.run(keys)])
        await scheduler.waitFor(runs)
        memory.turn = () => Promise.resolve()
        expect(await memory.run()).toEqual([])

        expect(memory.entries).toHaveLength(4)
        expect(memory.verified().faults).toEqual([])
        expect(memory.door(place)?.recordedSeq).toBeGreaterThan(1)
        expect(memory.refused.size).toBe(0)
        expect(memory.broken).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})
