import { describe, expect, it } from 'vitest'
import { requestId } from '../../../functions/domain/request.ts'
import { endGrants } from '../../../functions/vendor-admin/end-grants.ts'
import { crashing, operator, operatorActor, settings, World } from '../../support/world.ts'

const actor = { ...operatorActor, kind: 'vendor-admin' as const, id: 'vera@vendor.example' }
const otto = { id: 'otto@vendor.example', name: 'Otto', email: 'otto@vendor.example' }
const run = (world: World, ports: Pick<World, 'table' | 'clock' | 'random'> = world) =>
  endGrants({ operatorId: operator.id, actor, reason: 'Stolen laptop' }, ports)

/** Olga has three grants in two tenants and a request that waits; Otto has a grant. */
async function stolen() {
  const world = new World()
  world.table.settingsOf.set('globex', settings({ tenantId: 'globex' }))
  const elsewhere = await world.approved({ service: 'files' })
  const grants = [await world.approved(), elsewhere, await world.approved({ environmentId: 'sandbox' })]
  const waits = await world.open({ service: 'mail' })
  const others = await world.approved({ operator: otto, service: 'mail' })
  return { world, grants, waits, others }
}
const stateOf = async (world: World, key: { tenantId: string; ulid: string }) =>
  (await world.table.request(key))?.request.state

describe('ending the grants of an operator', () => {
  it('ends every open one, says which, and leaves what others have open and what waits', async () => {
    const { world, grants, waits, others } = await stolen()
    const outcome = await run(world)
    const ids = outcome.ok ? outcome.value.map(({ id }) => id).sort() : []
    expect(ids).toEqual(grants.map(requestId).sort())
    for (const grant of grants)
      expect((await world.table.request(grant))?.request).toMatchObject({
        state: 'Ended',
        closed: { reason: 'Stolen laptop', by: { kind: 'vendor-admin' } },
      })
    expect([await stateOf(world, waits), await stateOf(world, others)]).toEqual(['ActionNeeded', 'Approved'])
    expect([...world.table.doors.values()].map((door) => door.operatorId)).toEqual([otto.id])
    expect(await run(world)).toEqual({ ok: true, value: [] })
  })

  it('ends nothing that is over, and no fire drill', async () => {
    const world = new World()
    const over = await world.approved({ accessPeriod: 60 })
    const drill = await world.approved({ service: 'files', drill: true })
    world.clock.advance(60)
    expect(await run(world)).toEqual({ ok: true, value: [] })
    expect([await stateOf(world, over), await stateOf(world, drill)]).toEqual(['Approved', 'Approved'])
  })

  it('asks again, and finds what was approved meanwhile', async () => {
    const world = new World()
    const first = await world.approved()
    const { grantsOf } = world.table
    let looks = 0
    world.table.grantsOf = async (id) => {
      looks += 1
      const found = await grantsOf(id)
      if (looks === 1) await world.approved({ service: 'files' })
      return looks === 1 ? [first] : found
    }
    expect(await run(world)).toMatchObject({ value: [{ service: 'crm' }, { service: 'files' }] })
  })

  it('lets one that is being changed keep no other from it, and says what was ended', async () => {
    const { world, grants } = await stolen()
    const { commit } = world.table
    const stuck = grants[0]?.ulid
    world.table.commit = async (writes) =>
      writes.some((write) => write.kind === 'move-request' && write.before.ulid === stuck)
        ? { ok: false, failed: ['move-request'] }
        : commit(writes)
    const outcome = await run(world)
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'Busy' } })
    expect(outcome.ok ? [] : outcome.problem.extra?.ended).toHaveLength(2)
    world.table.commit = commit
    expect(await run(world)).toMatchObject({ value: [{ id: requestId(grants[0] as never) }] })
  })

  it.each(['before', 'after'] as const)(
    'heals from a crash %s each of its calls when it is sent again',
    async (when) => {
      for (let at = 1; at < 60; at++) {
        const { world, grants } = await stolen()
        const crashed = await run(
          world,
          crashing({ table: world.table, clock: world.clock, random: world.random }, at, when),
        ).then(
          // What failed of one grant is answered, and keeps no other from its end.
          ({ ok }) => !ok,
          () => true,
        )
        await run(world)
        for (const grant of grants) expect(await stateOf(world, grant), `call ${at}`).toBe('Ended')
        expect(world.table.doors.size).toBe(1)
        const endings = world.eventTypes().filter((type) => type === 'lockbox.request.ended')
        expect(endings).toHaveLength(3)
        if (!crashed) return
      }
      throw new Error('it never ran to its end')
    },
  )
})
