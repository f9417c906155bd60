import { describe, expect, test } from 'vitest'
import { key } from '../../../functions/domain/keys.ts'
import { plusSeconds } from '../../../functions/domain/time.ts'
import { opened } from '../../support/emergencies.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { doorOf, moved, startedEvent } from '../../support/sample-events.ts'
import { World } from '../../support/world.ts'

/** Opened at nine; a break-glass function that was taken over asks no brake first. */
async function emergency() {
  const world = new World()
  const memory = new MemoryLedger(world.table)
  const request = await opened(world)
  const { tenantId, ulid, environmentId, operator } = request
  const place = { tenantId, ulid, environmentId, operatorId: operator.id }
  const brake = (seconds: number, environment = environmentId) => {
    const k = key.brake(tenantId, environment)
    world.table.brakes.set(`${k.pk} ${k.sk}`, plusSeconds(world.clock.now(), seconds))
  }
  const mark = () => memory.door(place)?.recordedSeq
  return { world, memory, request, brake, mark }
}

describe('the customer’s brake', () => {
  test('holds in the ledger: an emergency that was opened all the same is recorded, and its door stays shut', async () => {
    const { memory, brake, mark } = await emergency()
    brake(3600)
    expect(await memory.run()).toEqual([])
    expect(mark()).toBeUndefined()
    expect(memory.reports).toMatchObject([{ outcome: 'recorded', door: 'differs' }])
  })

  test('and when the event is presented again', async () => {
    const { world, memory, brake, mark } = await emergency()
    const [sealed] = [...world.table.outbox.values()]
    brake(3600)
    await memory.run()
    memory.clock.advance(3601)
    if (sealed) memory.emit('breakglass', sealed)
    await memory.run()
    expect(mark()).toBeUndefined()
  })

  test.each([
    ['of before the brake', '2026-11-23T08:00:00.000Z'],
    ['of after it', '2026-11-24T08:00:00.000Z'],
  ])('whatever time the event says: one %s', async (_, time) => {
    const { world, memory, brake, mark } = await emergency()
    const [sealed] = [...world.table.outbox.values()]
    brake(3600)
    if (sealed) memory.emit('breakglass', { ...sealed, event: { ...sealed.event, time } })
    await memory.run()
    expect(memory.reports).toMatchObject([{ outcome: 'recorded', door: 'differs' }])
    expect(mark()).toBeUndefined()
  })

  test.each([
    ['that is over', 0, 'production'],
    ['on another environment', 3600, 'sandbox'],
  ])('%s keeps nobody out', async (_, seconds, environment) => {
    const { memory, brake, mark } = await emergency()
    brake(seconds, environment)
    await memory.run()
    expect(mark()).toBe(1)
  })

  test('that is put later leaves open what was marked before, also when its event comes again', async () => {
    const { world, memory, brake, mark } = await emergency()
    const [sealed] = [...world.table.outbox.values()]
    await memory.run()
    brake(3600)
    if (sealed) memory.emit('breakglass', sealed)
    await memory.run()
    expect(mark()).toBe(1)
    expect(memory.reports).toMatchObject([{ door: 'marked' }, { door: 'marked' }])
  })

  test('is on emergencies: an approval opens', async () => {
    const { world, memory, brake } = await emergency()
    brake(3600)
    const request = await world.open()
    const approval = moved(request, 'approve', world.random)
    await world.table.commit([{ kind: 'open-door', door: doorOf(approval.after) }])
    memory.emit('operator', startedEvent(request, world.random))
    memory.emit('link', approval.sealed)
    await memory.run()
    expect(memory.reports.at(-1)).toMatchObject({ door: 'marked' })
  })
})
