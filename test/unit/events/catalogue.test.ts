import { describe, expect, it } from 'vitest'
import type { Service } from '../../../functions/domain/settings.ts'
import { instant } from '../../../functions/domain/time.ts'
import { announceCatalogue } from '../../../functions/events/catalogue.ts'
import { MemoryCatalogue } from '../../support/memory-catalogue.ts'
import { crashing, settings, World } from '../../support/world.ts'

const first: Service[] = [
  { id: 'crm', name: 'CRM', covered: true },
  { id: 'assistant', name: 'AI assistant', covered: false, reason: 'It keeps no data.' },
]
const second: Service[] = [{ id: 'crm', name: 'CRM', covered: false, reason: 'It moved.' }, ...first.slice(1)]
const late = instant(Date.parse('2027-01-01T00:00:00.000Z'))

/** Forty tenants whose policy is on, one whose is off, and a name without a tenant; the first catalogue is remembered. */
async function many() {
  const world = new World()
  for (let i = 0; i < 41; i++) {
    const tenantId = `t-${i}`
    world.table.registry.add(tenantId)
    world.table.settingsOf.set(tenantId, settings({ tenantId, policy: i === 40 ? 'off' : 'on' }))
  }
  world.table.registry.add('nobody')
  const catalogue = new MemoryCatalogue(world.table)
  const ports = { catalogue, table: world.table, clock: world.clock, random: world.random }
  const run = (deployed: readonly Service[], until = late, p = ports) => announceCatalogue(deployed, until, p)
  await run(first)
  return { world, catalogue, ports, run }
}
const told = (world: World) => [...world.table.outbox.values()].map(({ event }) => [event.data.tenantId, event.id])

describe('telling of a change of the catalogue', () => {
  it('tells nobody of the first one, nor of the same again', async () => {
    const { world, catalogue, run } = await many()
    expect(await run(first)).toEqual({ version: 1, tenants: 0, complete: true })
    expect(await run([...first].reverse())).toEqual({ version: 1, tenants: 0, complete: true })
    expect(catalogue.stored).toEqual({ version: 1, services: first })
    expect(told(world)).toEqual([])
  })

  it('is an event for every tenant whose policy is on, once, and then it is the catalogue that they know', async () => {
    const { world, catalogue, run } = await many()
    expect(await run(second)).toEqual({ version: 2, tenants: 40, complete: true })
    expect(new Set(told(world).map(([tenantId]) => tenantId)).size).toBe(40)
    expect(told(world).some(([tenantId]) => tenantId === 't-40' || tenantId === 'nobody')).toBe(false)
    expect(catalogue.stored).toEqual({ version: 2, services: second })
    world.table.outbox.clear()
    expect(await run(second)).toMatchObject({ tenants: 0, complete: true })
    expect(told(world)).toEqual([])
  })

  it('stops in time and goes on in the next run', async () => {
    const { world, ports, run } = await many()
    const { commit } = world.table
    // Each event takes a minute.
    world.table.commit = async (writes) => {
      world.clock.advance(60)
      return commit(writes)
    }
    let tenants = 0
    let complete = false
    for (let runs = 0; runs < 60 && !complete; runs++) {
      const done = await run(second, instant(world.clock.at + 5 * 60_000), ports)
      expect(done.tenants).toBeLessThan(10)
      tenants += done.tenants
      complete = done.complete
      // The ledger empties the outbox between two runs.
      world.table.outbox.clear()
    }
    expect({ tenants, complete }).toEqual({ tenants: 40, complete: true })
  })

  it('ends a change that was begun before it tells of another, so that everybody hears the same story', async () => {
    const { world, catalogue, run } = await many()
    const { tenantsIn } = catalogue
    catalogue.tenantsIn = async () => {
      throw new Error('the function died')
    }
    await expect(run(second)).rejects.toThrow('died')
    catalogue.tenantsIn = tenantsIn
    // The deployment was rolled back meanwhile.
    expect(await run(first)).toMatchObject({ version: 2, tenants: 40 })
    expect(await run(first)).toMatchObject({ version: 3, tenants: 40 })
    expect(await run(first)).toMatchObject({ version: 3, tenants: 0 })
    expect(told(world)).toHaveLength(80)
  })

  it('two runs at once tell everybody once', async () => {
    const { world, run } = await many()
    await Promise.all([run(second), run(second)])
    await run(second)
    expect(told(world)).toHaveLength(40)
  })

  it.each(['before', 'after'] as const)('heals from a crash %s each of its calls', async (when) => {
    for (let at = 1; at < 200; at++) {
      const { world, catalogue, ports, run } = await many()
      const crashed = await run(second, late, crashing(ports, at, when)).then(
        () => false,
        () => true,
      )
      const before = told(world).length
      world.table.outbox.clear()
      await run(second)
      expect(before + told(world).length, `call ${at}`).toBe(40)
      expect(catalogue.stored).toEqual({ version: 2, services: second })
      if (!crashed) return
    }
    throw new Error('it never ran to its end')
  })
})
