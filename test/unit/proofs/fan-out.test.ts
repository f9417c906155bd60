import { describe, expect, test } from 'vitest'
import { fanOut } from '../../../functions/proofs/fan-out.ts'
import { MemoryCatalogue } from '../../support/memory-catalogue.ts'
import { TestClock, World } from '../../support/world.ts'

function registry(tenants: readonly string[], pageSize?: number) {
  const world = new World()
  for (const tenantId of tenants) world.table.registry.add(tenantId)
  const added: string[] = []
  const clock = new TestClock()
  const ports = {
    registry: new MemoryCatalogue(world.table, pageSize),
    queue: {
      add: async (tenantIds: readonly string[]) => {
        added.push(...tenantIds)
        clock.advance(1)
      },
    },
    clock,
  }
  return { ports, added, clock }
}
const many = Array.from({ length: 100 }, (_, i) => `tenant-${i}`)
const in1h = '2026-11-23T10:00:00.000Z'

describe('the clock', () => {
  test('hands on every tenant once, ten thousand of them, whatever shard each is in', async () => {
    const all = Array.from({ length: 10_000 }, (_, i) => `tenant-${i}`)
    const { ports, added } = registry(all, 400)
    expect(await fanOut(in1h, ports)).toEqual({ tenants: 10_000, complete: true })
    expect([...added].sort()).toEqual(all.sort())
  })
  test('leaves out what is no tenant id: a key is made of it', async () => {
    const { ports, added } = registry(['acme', 'Acme', 'a#b', ''])
    await fanOut(in1h, ports)
    expect(added).toEqual(['acme'])
  })
  test('says when it did not come to everybody, and begins elsewhere the next hour', async () => {
    const { ports, added, clock } = registry(many)
    expect(await fanOut('2026-11-23T09:00:20.000Z', ports)).toMatchObject({ complete: false })
    const first = [...added]
    added.length = 0
    clock.at = Date.parse(in1h)
    expect(await fanOut('2026-11-23T10:00:20.000Z', ports)).toMatchObject({ complete: false })
    expect(added.length).toBeGreaterThan(0)
    expect(added[0]).not.toBe(first[0])
  })
})
