import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../../functions/approver/list.ts'
import type { TenantRequestsQuery } from '../../../functions/contract/bodies.ts'
import { ulidInstant, ulidsWithin } from '../../../functions/domain/ids.ts'
import { type RequestState, requestStates } from '../../../functions/domain/request.ts'
import { instant } from '../../../functions/domain/time.ts'
import { at } from '../../support/arbitraries.ts'
import { World } from '../../support/world.ts'

/** Every page of a list, and how many reads it took. */
async function pages(world: World, query: TenantRequestsQuery) {
  const found: string[] = []
  let cursor: string | undefined
  let reads = 0
  do {
    const page = await list('acme', { ...query, ...(cursor && { cursor }) }, world.table)
    found.push(...page.requests.map(({ ulid }) => ulid))
    cursor = page.cursor
    reads++
  } while (cursor && reads < 100)
  return found
}

const withStates = async (states: readonly RequestState[]) => {
  const world = new World()
  for (const state of states) {
    await world.open({ state })
    world.clock.advance(60)
  }
  return world
}

describe('the list of requests', () => {
  it('shows each once: what waits first, then the others, each newest first, however it is paged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...requestStates), { maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        async (states, limit) => {
          const world = await withStates(states)
          const all = [...world.table.requests.values()].map(({ request }) => request).reverse()
          const waiting = all.filter(({ state }) => state === 'ActionNeeded')
          const others = all.filter(({ state }) => state !== 'ActionNeeded')
          expect(await pages(world, { limit })).toEqual([...waiting, ...others].map(({ ulid }) => ulid))
        },
      ),
    )
  })

  it('keeps to its filters', async () => {
    const world = await withStates(['Denied', 'ActionNeeded', 'Denied'])
    const [first, second, third] = [...world.table.requests.values()].map(({ request }) => request)
    expect(await pages(world, { state: 'Denied' })).toEqual([third?.ulid, first?.ulid])
    const from = second?.requestedAt as string
    expect(await pages(world, { from })).toEqual([second?.ulid, third?.ulid])
    expect(await pages(world, { to: from })).toEqual([first?.ulid])
    expect(await pages(world, { operator: 'nobody@vendor.example' })).toEqual([])
    await expect(pages(world, { from, to: from })).rejects.toThrow('"from" must be before "to"')
  })

  describe('a cursor', () => {
    let world: World
    let cursor: string
    beforeEach(async () => {
      world = await withStates(['ActionNeeded', 'ActionNeeded', 'Denied'])
      cursor = (await list('acme', { limit: 1 }, world.table)).cursor ?? ''
    })

    it.each<[string, string, TenantRequestsQuery]>([
      ['of another tenant', 'other', {}],
      ['of another filter', 'acme', { state: 'Denied' }],
      ['of another time', 'acme', { to: '2020-01-01T00:00:00.000Z' }],
    ])('%s is refused', async (_, tenantId, query) => {
      await expect(list(tenantId, { ...query, cursor }, world.table)).rejects.toThrow('This cursor is not of this list')
    })

    it('that was changed is refused', async () => {
      const made = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Record<string, unknown>
      for (const forged of [
        { ...made, phase: 'all' },
        { ...made, more: 1 },
        { ...made, after: { ulid: 'x', requestedAt: '2026-11-23T09:00:00.000Z' } },
        { ...made, after: { ulid: '0'.repeat(26), requestedAt: 'x' } },
        null,
      ]) {
        const sent = Buffer.from(JSON.stringify(forged)).toString('base64url')
        await expect(list('acme', { cursor: sent }, world.table)).rejects.toThrow('This cursor is not of this list')
      }
    })
  })
})

describe('the ULIDs of a time', () => {
  it('are those whose own time lies in it', () => {
    fc.assert(
      fc.property(at, at, at, (from, to, made) => {
        const { first, last } = ulidsWithin(from, to)
        const { first: earliest } = ulidsWithin(made)
        const ulid = `${earliest.slice(0, 10)}${'7'.repeat(16)}`
        expect(ulidInstant(ulid)).toBe(made)
        expect(ulid >= first && ulid <= last).toBe(made >= from && made < to)
      }),
    )
    expect(ulidsWithin()).toEqual({ first: '0'.repeat(26), last: `7ZZZZZZZZZ${'Z'.repeat(16)}` })
    expect(ulidInstant('01KAQ4W2Z0HJ6T9Q5R3N8XVB7C') < instant(Date.UTC(2030))).toBe(true)
  })
})
