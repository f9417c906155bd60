import { describe, expect, it } from 'vitest'
import { key } from '../../../functions/domain/keys.ts'
import { requestId } from '../../../functions/domain/request.ts'
import { start } from '../../../functions/operator/start.ts'
import { migrateEnvironment } from '../../../functions/vendor-admin/migrate-environment.ts'
import { crashing, operator, operatorActor, settings, World } from '../../support/world.ts'

const actor = { ...operatorActor, kind: 'vendor-admin' as const }
const migration = { environmentId: 'production', from: 'acme', to: 'globex' }
const run = (world: World, ports: Pick<World, 'table' | 'clock' | 'random'> = world) =>
  migrateEnvironment(migration, actor, ports)
const codeOf = (outcome: Awaited<ReturnType<typeof run>>) => (outcome.ok ? 'moved' : outcome.problem.code)

/** Two tenants whose policy is off. */
function two() {
  const world = new World()
  world.set({ policy: 'off' })
  world.table.settingsOf.set('globex', settings({ tenantId: 'globex', policy: 'off' }))
  return world
}
const environmentOf = (world: World, tenantId: string) => world.table.environment(tenantId, 'production')

describe('moving an environment', () => {
  it('is one transaction: tombstone, new environment, an event in each ledger', async () => {
    const world = two()
    expect(await run(world)).toEqual({ ok: true, value: migration })
    expect(await environmentOf(world, 'acme')).toMatchObject({ movedTo: 'globex', version: 2 })
    expect(await environmentOf(world, 'globex')).toMatchObject({ name: 'production', version: 1 })
    expect([...world.table.outbox.keys()]).toEqual([
      'outbox#vendor-admin#acme environment.production#2',
      'outbox#vendor-admin#globex environment.production#1',
    ])
    expect(await run(world)).toEqual({ ok: true, value: migration })
    expect(world.table.outbox.size).toBe(2)
  })

  it('is refused while a request waits, with its id, and while a grant is open, also when only its door is left', async () => {
    const world = two()
    const waiting = await world.open()
    expect(await run(world)).toMatchObject({
      problem: { code: 'EnvironmentInUse', extra: { requestIds: [requestId(waiting)] } },
    })
    const granted = two()
    const grant = await granted.approved()
    // Whoever took the operator's function over can write over the request; the door is the customer's.
    const item = [...granted.table.requests.values()].find((stored) => stored.request.ulid === grant.ulid)
    if (item) item.request = { ...grant, state: 'Denied' }
    expect(await run(granted)).toMatchObject({
      problem: { code: 'EnvironmentInUse', extra: { requestIds: [requestId(grant)] } },
    })
    granted.clock.advance(28_800)
    expect(codeOf(await run(granted))).toBe('moved')
  })

  it('to where the environment is, is refused before anything is read: a batch takes no item twice', async () => {
    const world = two()
    world.table.migrationFacts = () => Promise.reject(new Error('DynamoDB refuses it'))
    expect(await migrateEnvironment({ ...migration, to: 'acme' }, actor, world)).toMatchObject({
      problem: { code: 'InvalidRequest' },
    })
  })

  it('does not mind what is open on another environment', async () => {
    const world = two()
    await world.approved({ environmentId: 'sandbox' })
    expect(codeOf(await run(world))).toBe('moved')
  })

  it.each(['acme', 'globex'])(
    'loses against an approver of %s who switches the policy on meanwhile',
    async (tenantId) => {
      const world = two()
      const { commit } = world.table
      let raced = false
      world.table.commit = async (writes) => {
        const now = world.table.settingsOf.get(tenantId) ?? settings()
        if (!raced) world.table.settingsOf.set(tenantId, { ...now, policy: 'on', version: now.version + 1 })
        raced = true
        return commit(writes)
      }
      expect(await run(world)).toMatchObject({ problem: { code: 'LockboxEnabled', extra: { tenantIds: [tenantId] } } })
      expect((await environmentOf(world, 'acme'))?.movedTo).toBeUndefined()
      expect(world.table.outbox.size).toBe(0)
    },
  )

  it('leaves a request that the index did not name without its environment: nobody can approve it', async () => {
    const world = two()
    const missed = await world.open()
    world.table.openOn = async () => []
    expect(codeOf(await run(world))).toBe('moved')
    const pin = { kind: 'pin-environment', tenantId: 'acme', environmentId: missed.environmentId } as const
    expect(await world.table.commit([pin])).toEqual({ ok: false, failed: ['pin-environment'] })
  })

  it('refuses a start in the old tenant, and governs one in the new', async () => {
    const world = two()
    await run(world)
    world.set({ policy: 'on' })
    world.table.settingsOf.set('globex', settings({ tenantId: 'globex', version: 2 }))
    const ask = (tenantId: string) => ({
      ask: {
        tenantId,
        environmentId: 'production',
        service: 'crm',
        operator,
        reason: { type: 'ProductionAlert' as const, detail: 'Disk' },
        accessLevel: 'read' as const,
      },
      actor: operatorActor,
      client: 'tool',
    })
    expect(await start(ask('acme'), world.startConfig, world)).toMatchObject({ problem: { code: 'EnvironmentMoved' } })
    expect(await start(ask('globex'), world.startConfig, world)).toMatchObject({ value: { status: 201 } })
    expect(
      world.table.latest.has(
        `${key.latest('globex', 'production', operator.id, 'crm').pk} production#olga%40vendor.example#crm`,
      ),
    ).toBe(true)
  })

  it.each(['before', 'after'] as const)(
    'heals from a crash %s each of its calls when it is sent again',
    async (when) => {
      for (let at = 1; at < 20; at++) {
        const world = two()
        const crashed = await run(
          world,
          crashing({ table: world.table, clock: world.clock, random: world.random }, at, when),
        ).then(
          () => false,
          () => true,
        )
        expect(codeOf(await run(world)), `call ${at}`).toBe('moved')
        expect(world.table.outbox.size).toBe(2)
        if (!crashed) return
      }
      throw new Error('it never ran to its end')
    },
  )
})
