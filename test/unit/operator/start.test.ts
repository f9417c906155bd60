import { describe, expect, it } from 'vitest'
import type { Ask } from '../../../functions/domain/start-rules.ts'
import { start } from '../../../functions/operator/start.ts'
import { approverIds, operator, operatorActor, World } from '../../support/world.ts'

const ask = (changes: Partial<Ask> = {}): Ask => ({
  tenantId: 'acme',
  environmentId: 'production',
  service: 'crm',
  operator,
  reason: { type: 'VendorInitiatedService', detail: 'A failed import' },
  accessLevel: 'read',
  ...changes,
})
const begin = (world: World, changes: Partial<Ask> = {}, idempotencyKey?: string, client = 'tool') =>
  start(
    { ask: ask(changes), actor: operatorActor, client, ...(idempotencyKey && { idempotencyKey }) },
    world.startConfig,
    world,
  )
const codeOf = (outcome: Awaited<ReturnType<typeof start>>) =>
  outcome.ok ? outcome.value.status : outcome.problem.code
const events = (world: World) => [...world.table.outbox.values()].map((sealed) => sealed.event)

describe('starting a request', () => {
  it('opens a request that waits four days, with its event in the outbox', async () => {
    const world = new World()
    const outcome = await begin(world)
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        status: 201,
        body: { state: 'ActionNeeded', version: 1, accessPeriod: 'PT8H', expiresAt: '2026-11-27T09:00:00.000Z' },
      },
    })
    expect(events(world)).toMatchObject([
      { type: 'lockbox.request.started', data: { version: 1, after: 'ActionNeeded' } },
    ])
  })

  it('answers the same key with the same answer and opens nothing twice', async () => {
    const world = new World()
    const first = await begin(world, {}, 'key-1')
    expect(await begin(world, {}, 'key-1')).toEqual(first)
    expect(world.table.requests.size).toBe(1)
    expect(codeOf(await begin(world, { accessLevel: 'write' }, 'key-1'))).toBe('IdempotencyMismatch')
  })

  it('lets one of two equal calls at the same moment open the request, and answers both alike', async () => {
    const world = new World()
    const [a, b] = await Promise.all([begin(world, {}, 'key-1'), begin(world, {}, 'key-1')])
    expect(a).toEqual(b)
    expect(world.table.requests.size).toBe(1)
  })

  it('keeps the keys of two clients and of two operators apart', async () => {
    const world = new World()
    await begin(world, {}, 'key-1')
    expect(codeOf(await begin(world, { service: 'crm' }, 'key-1', 'other-tool'))).toBe('RequestAlreadyOpen')
    const other = { id: 'otto@vendor.example', name: 'Otto', email: 'otto@vendor.example' }
    expect(codeOf(await begin(world, { operator: other }, 'key-1'))).toBe(201)
  })

  it('refuses a second open request for the same environment and service, with the id of the first', async () => {
    const world = new World()
    const first = await begin(world)
    const second = await begin(world)
    expect(codeOf(second)).toBe('RequestAlreadyOpen')
    const id = first.ok ? (first.value.body as { id: string }).id : ''
    expect(second).toMatchObject({ problem: { extra: { requestId: id } } })
  })

  it('lets the operator start again once the first is over by the clock, even if nothing has closed it', async () => {
    const world = new World()
    await begin(world)
    world.clock.advance(345_600)
    expect(codeOf(await begin(world))).toBe(201)
  })

  it('refuses the eleventh start of an hour, and counts again in the next', async () => {
    const world = new World()
    for (let i = 0; i < 10; i++) expect(codeOf(await begin(world, { environmentId: 'sandbox' }))).toBe(200)
    expect(codeOf(await begin(world))).toBe('TooManyRequests')
    world.clock.advance(3600)
    expect(codeOf(await begin(world))).toBe(201)
  })

  it.each([
    ['a service that is not covered', { service: 'assistant' }, 'ServiceNotCovered', {}],
    ['an unmanaged environment', { environmentId: 'sandbox' }, 'EnvironmentNotManaged', {}],
    ['a tenant whose policy is off', {}, 'PolicyOff', { policy: 'off' } as const],
  ])('answers NotRequired for %s, and records it', async (_, changes, basis, setting) => {
    const world = new World()
    world.set(setting)
    expect(await begin(world, changes)).toMatchObject({
      value: { status: 200, body: { decision: 'NotRequired', basis } },
    })
    expect(events(world)).toMatchObject([{ type: 'lockbox.request.notRequired', data: { details: { basis } } }])
    expect(world.table.requests.size).toBe(0)
  })

  it('records once an hour that no approval is needed, for each operator, environment and service, and answers each time', async () => {
    const world = new World()
    const otto = { id: 'otto@vendor.example', name: 'Otto', email: 'otto@vendor.example' }
    const notRequired = { environmentId: 'sandbox' }
    for (let i = 0; i < 3; i++)
      expect(await begin(world, notRequired)).toMatchObject({ value: { body: { decision: 'NotRequired' } } })
    expect(events(world)).toHaveLength(1)
    await begin(world, { ...notRequired, operator: otto })
    await begin(world, { ...notRequired, service: 'assistant' })
    await begin(world, { service: 'assistant' })
    expect(events(world)).toHaveLength(4)
    world.clock.advance(3600)
    await begin(world, notRequired)
    expect(events(world)).toHaveLength(5)
  })

  it('records it once when it is asked twice at the same moment', async () => {
    const world = new World()
    const both = await Promise.all([
      begin(world, { environmentId: 'sandbox' }),
      begin(world, { environmentId: 'sandbox' }),
    ])
    expect(both.map(codeOf)).toEqual([200, 200])
    expect(events(world)).toHaveLength(1)
  })

  it.each([
    ['an unknown tenant', { tenantId: 'nobody' }, 'UnknownTenant'],
    ['an unknown environment', { environmentId: 'nowhere' }, 'UnknownEnvironment'],
    ['an unknown service', { service: 'nothing' }, 'UnknownService'],
  ])('refuses %s and writes nothing', async (_, changes, code) => {
    const world = new World()
    expect(codeOf(await begin(world, changes, 'key-1'))).toBe(code)
    expect(world.table.outbox.size + world.table.answers.size + world.table.counts.size).toBe(0)
  })

  it('refuses when the only approver is the operator in person, under whatever tag', async () => {
    const world = new World()
    world.set({ approvers: { [approverIds.ada]: { name: 'Me', email: 'Olga+boss@Vendor.example' } } })
    expect(codeOf(await begin(world))).toBe('NoApprover')
  })

  it('asks for more time in the name of the own open grant, which stays as it is', async () => {
    const world = new World()
    const { tenantId, ulid } = await world.approved()
    const outcome = await begin(world, { extends: { tenantId, ulid } })
    expect(outcome).toMatchObject({ value: { status: 201, body: { extends: `${tenantId}.${ulid}` } } })
    expect(events(world).at(-1)).toMatchObject({ data: { details: { extends: `${tenantId}.${ulid}` } } })
    expect(world.table.doors.size).toBe(1)
    const other = { id: 'otto@vendor.example', name: 'Otto', email: 'otto@vendor.example' }
    expect(codeOf(await begin(world, { operator: other, extends: { tenantId, ulid } }))).toBe('NotFound')
    world.clock.advance(345_600)
    expect(codeOf(await begin(world, { extends: { tenantId, ulid } }))).toBe('NoGrant')
  })

  it('looks at the grant that is to go on once, also where it is the newest request: a transaction takes no two looks at an item', async () => {
    const world = new World()
    await begin(world)
    const [waiting] = [...world.table.requests.values()].map(({ request }) => request)
    if (!waiting) throw new Error('it was started')
    const granted = { accessLevel: 'read', accessPeriod: 3600, accessUntil: '2026-11-23T10:00:00.000Z' } as const
    const item = [...world.table.requests.values()][0]
    if (item) item.request = { ...waiting, state: 'Approved', version: 2, granted }
    const { commit } = world.table
    let pins: readonly string[] = []
    world.table.commit = (writes) => {
      pins = writes.map(({ kind }) => kind).filter((kind) => kind === 'pin-request' || kind === 'pin-not-open')
      return commit(writes)
    }
    expect(codeOf(await begin(world, { extends: waiting }))).toBe(201)
    expect(pins).toEqual(['pin-request'])
  })

  it('judges again when the grant that is to go on ends between the read and the transaction', async () => {
    const world = new World()
    const grant = await world.approved()
    const { commit } = world.table
    let raced = false
    world.table.commit = async (writes) => {
      const item = [...world.table.requests.values()].find(({ request }) => request.ulid === grant.ulid)
      if (!raced && item) item.request = { ...item.request, state: 'Ended', version: 3 }
      raced = true
      return commit(writes)
    }
    expect(codeOf(await begin(world, { extends: grant }))).toBe('NoGrant')
  })

  it('judges again when the customer switches the policy off between the read and the transaction', async () => {
    const world = new World()
    const { commit } = world.table
    let raced = false
    world.table.commit = async (writes) => {
      if (!raced) world.set({ policy: 'off' })
      raced = true
      return commit(writes)
    }
    expect(await begin(world)).toMatchObject({ value: { status: 200, body: { basis: 'PolicyOff' } } })
  })
})
