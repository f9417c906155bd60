import { describe, expect, it } from 'vitest'
import { decide } from '../../../functions/link/decide.ts'
import { close } from '../../../functions/operator/close.ts'
import { end, TooEarly } from '../../../functions/workflow/end.ts'
import { settle } from '../../../functions/workflow/settle.ts'
import { Crash, crashing, linkOf, operatorActor, World } from '../../support/world.ts'

const events = (world: World) => [...world.table.outbox.values()].map(({ event }) => event.type)
const stateOf = async (world: World, key: { tenantId: string; ulid: string }) =>
  (await world.table.request(key))?.request.state

async function approved() {
  const world = new World()
  const request = await world.open()
  const { linkId, code } = await world.link(request)
  world.table.park(request, 'token')
  await decide(linkOf(linkId), { decision: 'approve', code }, {}, [], world)
  return { world, request }
}

describe('settling after a wake-up', () => {
  it('expires a request whose time is over, and only then', async () => {
    const world = new World()
    const request = await world.open()
    expect(await settle(request, world)).toEqual({ state: 'ActionNeeded' })
    world.clock.advance(345_600)
    expect(await settle(request, world)).toEqual({ state: 'Expired' })
    expect(await settle(request, world)).toEqual({ state: 'Expired' })
    expect(events(world)).toEqual(['lockbox.request.expired'])
  })

  it('finds an approval, says until when the door is held, forgets the token, and leaves the warning to the sweep', async () => {
    const { world, request } = await approved()
    expect((await world.table.request(request))?.dueAt).toBeDefined()
    expect(await settle(request, world)).toEqual({ state: 'Approved', accessUntil: '2026-11-23T17:00:00.000Z' })
    expect(await world.table.request(request)).not.toHaveProperty('taskToken')
    expect(await world.table.request(request)).toMatchObject({ settled: 2, dueAt: '2026-11-23T16:30:00.000Z' })
  })

  it.each(['before', 'after'] as const)('heals from a crash %s each of its calls', async (when) => {
    for (let at = 1; ; at++) {
      const world = new World()
      const request = await world.open()
      world.clock.advance(345_600)
      const crashed = await settle(request, crashing({ ...world, table: world.table }, at, when)).then(
        () => false,
        (error) => error instanceof Crash || Promise.reject(error),
      )
      expect(await settle(request, world)).toEqual({ state: 'Expired' })
      expect(events(world)).toEqual(['lockbox.request.expired'])
      if (!crashed) return
    }
  })
})

describe('ending the access', () => {
  it('ends it when its period is over, closes the door, and is a no-op when repeated', async () => {
    const { world, request } = await approved()
    await expect(end(request, world)).rejects.toBeInstanceOf(TooEarly)
    world.clock.advance(28_800)
    expect(await end(request, world)).toBe('Ended')
    expect(await end(request, world)).toBe('Ended')
    expect(world.table.doors.size).toBe(0)
    expect(events(world)).toEqual(['lockbox.request.approved', 'lockbox.request.ended'])
  })

  it('leaves an access that the operator ended as it is', async () => {
    const { world, request } = await approved()
    const ended = await close({ do: 'end', key: request, maySee: () => true, actor: () => operatorActor }, world)
    expect(ended).toMatchObject({ ok: true, value: { state: 'Ended', version: 3 } })
    expect(world.table.doors.size).toBe(0)
    world.clock.advance(28_800)
    expect(await end(request, world)).toBe('Ended')
    expect(events(world)).toHaveLength(2)
  })
})

describe('the operator gives a request up', () => {
  it('cancels while it waits, and is told who won after a decision', async () => {
    const { world, request } = await approved()
    const late = await close({ do: 'cancel', key: request, maySee: () => true, actor: () => operatorActor }, world)
    expect(late).toMatchObject({
      ok: false,
      problem: { code: 'AlreadyDecided', extra: { state: 'Approved', by: 'Ada Admin' } },
    })

    const other = await world.open({ service: 'crm', ulid: '01J0000000000000000000CNCL' })
    const gone = await close({ do: 'cancel', key: other, maySee: () => true, actor: () => operatorActor }, world)
    expect(gone).toMatchObject({ ok: true, value: { state: 'Canceled' } })
  })

  it("shows somebody else's request as none", async () => {
    const { world, request } = await approved()
    const outcome = await close({ do: 'end', key: request, maySee: () => false, actor: () => operatorActor }, world)
    expect(outcome).toMatchObject({ problem: { code: 'NotFound' } })
    expect(await stateOf(world, request)).toBe('Approved')
  })

  it('lets exactly one of cancel and approve win', async () => {
    const world = new World()
    const request = await world.open()
    const { linkId, code } = await world.link(request)
    await Promise.all([
      decide(linkOf(linkId), { decision: 'approve', code }, {}, [], world),
      close({ do: 'cancel', key: request, maySee: () => true, actor: () => operatorActor }, world),
    ])
    expect(events(world)).toHaveLength(1)
    expect(world.table.doors.size).toBe((await stateOf(world, request)) === 'Approved' ? 1 : 0)
  })
})
