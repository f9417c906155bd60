import { beforeEach, describe, expect, test } from 'vitest'
import { remembered } from '../../../functions/check/remembered.ts'
import type { SealedEvent } from '../../../functions/domain/events.ts'
import type { AccessRequest } from '../../../functions/domain/request.ts'
import { accessAsk, askCheck, checkPorts } from '../../support/checks.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { Crash, crashing, World } from '../../support/world.ts'

let world: World
let ports: ReturnType<typeof checkPorts>
beforeEach(() => {
  world = new World()
  ports = checkPorts(world)
})

/** An approved request whose approval the ledger has. */
async function recordedGrant(): Promise<AccessRequest> {
  const request = await world.approved()
  for (const [name, door] of world.table.doors) world.table.doors.set(name, { ...door, recordedSeq: 1 })
  world.table.outbox.clear()
  return request
}

const events = (): readonly SealedEvent[] => [...world.table.outbox.values()]
const used = () => events().map(({ event }) => [event.type, event.time])

describe('a use of a grant', () => {
  test('is recorded with what was done, by whom, and at whose word', async () => {
    const request = await recordedGrant()
    const ask = accessAsk({ accessLevel: 'write', action: 'export.retry', resource: 'exports/7' })
    expect(await askCheck(ask, ports)).toEqual({
      allowed: true,
      basis: 'Approved',
      requestId: `acme.${request.ulid}`,
      until: request.granted?.accessUntil,
    })
    const [{ event, personal } = {} as SealedEvent] = events()
    expect(event).toMatchObject({
      type: 'lockbox.access.used',
      subject: `acme.${request.ulid}`,
      data: {
        actor: { kind: 'operator', method: 'client-credentials', client: 'of-crm' },
        requestId: `acme.${request.ulid}`,
        environmentId: 'production',
        service: 'crm',
        details: { accessLevel: 'write', action: 'export.retry', resource: 'exports/7' },
      },
    })
    expect(Object.entries(personal).map(([name, { value }]) => [name, value])).toEqual([
      ['actor.id', 'olga@vendor.example'],
      ['operator.id', 'olga@vendor.example'],
    ])
    expect(await world.table.usesOf(request)).toEqual({
      check: { count: 1, firstAt: world.clock.now(), lastAt: world.clock.now() },
    })
  })

  test('is recorded once a minute, whichever function of several is asked', async () => {
    const request = await recordedGrant()
    const start = world.clock.now()
    const another = checkPorts(world)
    for (const each of [ports, another, ports])
      expect(await askCheck(accessAsk(), each)).toMatchObject({ allowed: true })
    world.clock.advance(59)
    await askCheck(accessAsk({ accessLevel: 'write' }), another)
    expect(used()).toEqual([['lockbox.access.used', start]])
    world.clock.advance(1)
    for (const each of [another, ports]) await askCheck(accessAsk(), each)
    expect(used()).toHaveLength(2)
    expect((await world.table.usesOf(request)).check).toEqual({ count: 2, firstAt: start, lastAt: world.clock.now() })
  })

  test('that is known to be recorded costs no write, and still the read of the door', async () => {
    await recordedGrant()
    await askCheck(accessAsk(), ports)
    const calls: string[] = []
    const counting = new Proxy(world.table, {
      get: (target, name) => (typeof name === 'string' && calls.push(name) && Reflect.get(target, name)) || undefined,
    })
    const again = { ...ports, table: counting }
    await askCheck(accessAsk(), again)
    expect(calls).toEqual(['doorsOf'])
    world.table.doors.clear()
    expect(await askCheck(accessAsk(), again)).toMatchObject({ allowed: false })
  })

  test('is not counted where it is refused', async () => {
    await world.approved()
    world.table.outbox.clear()
    expect(await askCheck(accessAsk(), ports)).toMatchObject({ allowed: false, basis: 'NotYetRecorded' })
    expect(events()).toEqual([])
  })
})

describe('what needs no grant', () => {
  test('is recorded once an hour per operator, environment and service', async () => {
    world.set({ policy: 'off' })
    for (let i = 0; i < 3; i++) {
      expect(await askCheck(accessAsk({ action: 'look' }), i === 1 ? checkPorts(world) : ports)).toEqual({
        allowed: true,
        basis: 'PolicyOff',
      })
      world.clock.advance(60)
    }
    await askCheck(accessAsk({ operatorId: 'otto@vendor.example' }), ports)
    await askCheck(accessAsk({ environmentId: 'sandbox' }), ports)
    await askCheck(accessAsk({ service: 'assistant' }), ports)
    world.clock.advance(3600)
    await askCheck(accessAsk(), ports)
    expect(events().map(({ event }) => [event.type, event.data.service, event.data.details.basis])).toEqual([
      ['lockbox.access.notRequired', 'crm', 'PolicyOff'],
      ['lockbox.access.notRequired', 'crm', 'PolicyOff'],
      ['lockbox.access.notRequired', 'crm', 'PolicyOff'],
      ['lockbox.access.notRequired', 'assistant', 'ServiceNotCovered'],
      ['lockbox.access.notRequired', 'crm', 'PolicyOff'],
    ])
    expect(events()[0]?.event.data).toMatchObject({ environmentId: 'production', details: { action: 'look' } })
    expect(events()[0]?.personal['operator.id']?.value).toBe('olga@vendor.example')
  })
})

describe('no record, no access', () => {
  test.each(['a grant', 'no grant'])('%s: a use that cannot be recorded is no use, wherever it fails', async (by) => {
    if (by === 'a grant') await recordedGrant()
    else world.set({ policy: 'off' })
    const calls = by === 'a grant' ? 2 : 3
    for (const when of ['before', 'after'] as const)
      for (let at = 1; at <= calls; at++) {
        world.clock.advance(3600)
        const cold = remembered()
        await expect(
          askCheck(accessAsk(), { ...ports, table: crashing(world.table, at, when), remembered: cold }),
        ).rejects.toThrow(Crash)
        // What failed was not taken for recorded: whoever asks again has it recorded, once.
        const before = used().length
        expect(await askCheck(accessAsk(), { ...ports, remembered: cold })).toMatchObject({ allowed: true })
        expect(used().length).toBe(when === 'after' && at === calls ? before : before + 1)
      }
  })

  test('a write that fails for anything but its count is a failure', async () => {
    await recordedGrant()
    const commit = async () => ({ ok: false, failed: ['emit'] }) as const
    const table = new Proxy(world.table, { get: (t, name) => (name === 'commit' ? commit : Reflect.get(t, name)) })
    await expect(askCheck(accessAsk(), { ...ports, table })).rejects.toThrow('could not be recorded')
  })
})

test('the ledger takes what the check records', async () => {
  await recordedGrant()
  await askCheck(accessAsk({ action: 'look', resource: 'a/b' }), ports)
  await askCheck(accessAsk({ service: 'assistant' }), ports)
  const memory = new MemoryLedger(world.table)
  expect(await memory.run()).toEqual([])
  expect([...memory.refused.values()]).toEqual([])
  expect(memory.entries.map(({ event }) => event.type)).toEqual(['lockbox.access.used', 'lockbox.access.notRequired'])
})

test('a service that makes up operators fills no ledger', async () => {
  world.set({ policy: 'off' })
  for (let n = 0; n < 200; n++)
    expect(await askCheck(accessAsk({ operatorId: `o${n}@vendor.example` }), ports)).toMatchObject({ allowed: true })
  await expect(askCheck(accessAsk({ operatorId: 'one-more@vendor.example' }), ports)).rejects.toThrow('TooManyRequests')
  expect(events()).toHaveLength(200)
  // Who is recorded for this hour is let in, by a function that does not remember it too.
  const cold = checkPorts(world)
  expect(await askCheck(accessAsk({ operatorId: 'o7@vendor.example' }), cold)).toMatchObject({ allowed: true })
  world.clock.advance(3600)
  expect(await askCheck(accessAsk({ operatorId: 'one-more@vendor.example' }), ports)).toMatchObject({ allowed: true })
})
