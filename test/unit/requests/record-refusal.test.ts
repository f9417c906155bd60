import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { type ProblemCode, ProblemError } from '../../../functions/domain/problems.ts'
import type { Actor } from '../../../functions/domain/request.ts'
import { mostOfOthers, mostRefusals, recordRefusal } from '../../../functions/requests/record-refusal.ts'
import { refusalsRecorded } from '../../../functions/requests/refusals-recorded.ts'
import { loggerOf } from '../../../functions/runtime/logger.ts'
import { statusOf } from '../../../functions/runtime/problem-response.ts'
import { accessTokenEvent } from '../../support/access-token.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { operatorActor, signedInAs, World } from '../../support/world.ts'

const call = 'POST /tenant/requests/{id}/decision'
const problem = { code: 'AlreadyDecided', detail: '' } as const

const refusals = (world: World) =>
  [...world.table.outbox.values()].filter(({ event }) => event.type === 'lockbox.request.refused')

describe('a refusal', () => {
  test('is on the record of the request: who, what, and why not; and nothing that they sent', async () => {
    const world = new World()
    const request = await world.open()
    const by = signedInAs().actor
    expect(await recordRefusal({ domain: 'approver', request, call, by, problem }, world)).toBe('recorded')
    const [sealed] = refusals(world)
    expect(sealed?.event).toMatchObject({
      subject: `acme.${request.ulid}`,
      data: {
        requestId: `acme.${request.ulid}`,
        actor: { kind: 'approver', method: 'signed-in' },
        details: { call, code: 'AlreadyDecided' },
      },
    })
    expect(sealed?.event.data).not.toHaveProperty('version')
    expect(sealed?.personal['actor.email']?.value).toBe('ada@acme.example')
  })

  test('goes into the ledger from each of its domains', async () => {
    const world = new World()
    const request = await world.open()
    const memory = new MemoryLedger(world.table)
    world.table.outbox.clear()
    for (const domain of ['operator', 'approver', 'pass'] as const)
      await recordRefusal({ domain, request, call, by: operatorActor, problem }, world)
    await memory.run()
    expect([...memory.refused.values()]).toEqual([])
    expect(memory.entries.map(({ event }) => event.data.domain)).toEqual(['operator', 'approver', 'pass'])
  })

  test('of a request that is not there is nowhere', async () => {
    const world = new World()
    const request = { tenantId: 'acme', ulid: '01J0000000000000000000000Z' }
    const came = await recordRefusal({ domain: 'operator', request, call, by: operatorActor, problem }, world)
    expect([came, refusals(world), world.table.counts.size]).toEqual(['unrecorded', [], 0])
  })

  test('is recorded at most twenty times, then once more, however many come at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 3 }),
        async (scheduler, times, rounds) => {
          const world = new World()
          const request = await world.open()
          const table = { commit: scheduler.scheduleFunction(world.table.commit) }
          const one = () =>
            recordRefusal({ domain: 'operator', request, call, by: operatorActor, problem }, { ...world, table })
          const came: string[] = []
          for (let round = 0; round < rounds; round++) {
            const all = Promise.all(Array.from({ length: times }, one))
            await scheduler.waitFor(all)
            came.push(...(await all))
          }
          const all = times * rounds
          const recorded = refusals(world).map(({ event }) => event.data.details.suppressed === true)
          expect(recorded.filter((suppressed) => !suppressed)).toHaveLength(Math.min(all, mostRefusals))
          expect(recorded.filter(Boolean)).toHaveLength(all > mostRefusals ? 1 : 0)
          expect(came.filter((what) => what === 'recorded')).toHaveLength(Math.min(all, mostRefusals))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('counts by itself for each request and each domain', async () => {
    const world = new World()
    const [one, other] = [await world.open(), await world.open({ service: 'files' })]
    for (let i = 0; i < 25; i++)
      await recordRefusal({ domain: 'operator', request: one, call, by: operatorActor, problem }, world)
    for (const [domain, request] of [
      ['approver', one],
      ['operator', other],
    ] as const)
      expect(await recordRefusal({ domain, request, call, by: operatorActor, problem }, world)).toBe('recorded')
    expect(refusals(world)).toHaveLength(23)
  })

  test.each(['NotFound', 'NotAnApprover'] as const)(
    'of those whose request it is not (%s) uses up a part alone',
    async (code) => {
      const world = new World()
      const request = await world.open()
      const once = (of: { readonly code: ProblemCode; readonly detail: string }) =>
        recordRefusal({ domain: 'operator', request, call, by: operatorActor, problem: of }, world)
      const others: string[] = []
      for (let i = 0; i < 40; i++) others.push(await once({ code, detail: '' }))
      expect(others.slice(0, 7)).toEqual([...Array<string>(mostOfOthers).fill('recorded'), 'suppressed', 'unrecorded'])
      const own: string[] = []
      for (let i = 0; i < 16; i++) own.push(await once(problem))
      expect(own.filter((came) => came === 'recorded')).toHaveLength(mostRefusals - mostOfOthers - 1)
      expect(refusals(world)).toHaveLength(mostRefusals + 1)
    },
  )

  const codes: readonly ProblemCode[] = [
    'InvalidRequest',
    'TooManyRequests',
    'Busy',
    'InternalError',
    'Unauthenticated',
  ]
  test.each(codes)('%s says nothing of who may do what', async (code) => {
    const world = new World()
    const request = await world.open()
    await recordRefusal({ domain: 'operator', request, call, by: operatorActor, problem: { code, detail: '' } }, world)
    expect(refusals(world)).toEqual([])
    expect([400, 401, 429, 500, 503]).toContain(statusOf({ code, detail: '' }))
  })
})

describe('a verb whose refusals are recorded', () => {
  const event = accessTokenEvent({}, { routeKey: call })
  const by: Actor = operatorActor
  const refused = new ProblemError(problem)
  const quiet = loggerOf('test')
  vi.spyOn(quiet, 'info').mockReturnValue()
  const failed = vi.spyOn(quiet, 'error').mockReturnValue()

  const verbOf = (
    world: Pick<World, 'table' | 'clock' | 'random'>,
    party: () => { request: typeof request; by: Actor },
  ) =>
    refusalsRecorded(
      'operator',
      party,
      world,
      quiet,
    )(async () => {
      throw refused
    })
  const request = { tenantId: 'acme', ulid: '01J00000000000000000000001' }

  test('refuses as it did', async () => {
    const world = new World()
    const open = await world.open()
    await expect(verbOf(world, () => ({ request: open, by }))(event)).rejects.toBe(refused)
    expect(refusals(world)).toHaveLength(1)
  })

  test('refuses as it did when nothing can be recorded', async () => {
    const world = new World()
    const table = Object.assign(Object.create(world.table), {
      commit: () => Promise.reject(new Error('DynamoDB is down')),
    })
    await expect(verbOf({ ...world, table }, () => ({ request, by }))(event)).rejects.toBe(refused)
    expect(failed).toHaveBeenCalledOnce()
  })

  test('records nothing of a caller who is no party', async () => {
    const world = new World()
    await world.open()
    const stranger = () => {
      throw new ProblemError({ code: 'Forbidden', detail: '' })
    }
    await expect(verbOf(world, stranger)(event)).rejects.toBe(refused)
    expect(refusals(world)).toEqual([])
  })

  test('lets what is no refusal be', async () => {
    const world = new World()
    const verb = refusalsRecorded('operator', () => ({ request, by }), world, quiet)
    await expect(verb(async () => ({ status: 200, body: {} }))(event)).resolves.toEqual({ status: 200, body: {} })
    const broken = verb(() => Promise.reject(new Error('a bug')))
    await expect(broken(event)).rejects.toThrow('a bug')
    expect(refusals(world)).toEqual([])
  })
})
