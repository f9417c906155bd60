import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../../functions/approver/decide.ts'
import { revoke } from '../../../functions/approver/revoke.ts'
import { startDrill } from '../../../functions/approver/start-drill.ts'
import { open } from '../../../functions/breakglass/open.ts'
import { key } from '../../../functions/domain/keys.ts'
import { askDigest } from '../../../functions/domain/links.ts'
import { type ProblemCode, unwrap } from '../../../functions/domain/problems.ts'
import { close } from '../../../functions/operator/close.ts'
import type { StateTable, Write } from '../../../functions/ports.ts'
import { facts } from '../../support/doubles.ts'
import { emergencyAsk, opened, openIn } from '../../support/emergencies.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { approverIds, operatorActor, signedInAs, World } from '../../support/world.ts'

const codeOf = async (answer: ReturnType<typeof openIn>): Promise<ProblemCode | number> => {
  const outcome = await answer
  return outcome.ok ? outcome.value.status : outcome.problem.code
}
const brakeOf = (world: World, environmentId = 'production') =>
  world.table.brakes.get(`${key.brake('acme', environmentId).pk} ${environmentId}`)
const dayLater = '2026-11-24T09:00:00.000Z'
const end = (world: World, request: { tenantId: string; ulid: string }) =>
  close({ do: 'end', key: request, maySee: () => true, actor: () => operatorActor }, world)

describe('opening an emergency', () => {
  it('is open at once, with a door of its own kind and its event, and waits for nobody', async () => {
    const world = new World()
    const request = await opened(world, { accessLevel: 'read', accessPeriod: 3600 })
    expect(request).toMatchObject({
      state: 'Emergency',
      version: 1,
      incident: 'INC-4711',
      reason: { type: 'ProductionAlert', detail: 'The database refuses all connections.' },
      granted: { accessLevel: 'read', accessPeriod: 3600, accessUntil: '2026-11-23T10:00:00.000Z' },
      expiresAt: '2026-11-23T10:00:00.000Z',
    })
    expect(await world.table.request(request)).toMatchObject({ awaiting: false, dueAt: '2026-11-23T09:02:00.000Z' })
    expect(world.table.park(request, 'token')).toBe(false)
    const [door] = [...world.table.doors.values()]
    expect(door).toMatchObject({ basis: 'Emergency', operatorId: 'olga@vendor.example', accessLevel: 'read' })
    const [sealed] = [...world.table.outbox.values()]
    expect(sealed?.event).toMatchObject({
      type: 'lockbox.request.emergency',
      id: `${request.ulid}#1`,
      data: {
        version: 1,
        after: 'Emergency',
        details: { accessLevel: 'read', accessPeriod: 3600, accessUntil: door?.accessUntil, incident: 'INC-4711' },
      },
    })
    expect(Object.keys(sealed?.personal ?? {})).toContain('reason.detail')
  })

  it('lets nobody in before it is recorded, and then exactly for what was recorded', async () => {
    const world = new World()
    await opened(world)
    expect([...world.table.doors.values()][0]).not.toHaveProperty('recordedSeq')
    const memory = new MemoryLedger(world.table)
    await memory.run()
    expect([...world.table.doors.values()][0]).toMatchObject({ recordedSeq: 1 })
    expect(memory.refused.size).toBe(0)
  })

  it('opens no door that would be open for longer than any emergency may, whatever its function says', async () => {
    const world = new World()
    await opened(world)
    const memory = new MemoryLedger(world.table)
    // As if it had been asked for five hours ago and an hour longer than four: the ledger's own clock counts.
    memory.clock.advance(-120)
    await memory.run()
    expect([...world.table.doors.values()][0]).not.toHaveProperty('recordedSeq')
    expect(memory.reports).toMatchObject([{ outcome: 'recorded', door: 'differs' }])
  })

  it.each<[string, Partial<Parameters<typeof openIn>[1]>, (world: World) => void, ProblemCode | number]>([
    ['an unknown tenant', { tenantId: 'nobody' }, () => undefined, 'UnknownTenant'],
    ['an unknown environment', { environmentId: 'nowhere' }, () => undefined, 'UnknownEnvironment'],
    ['an unknown service', { service: 'teapot' }, () => undefined, 'UnknownService'],
    [
      'an environment that was moved',
      {},
      (w) => {
        const k = `environment#acme production`
        const found = w.table.environmentsOf.get(k)
        if (found) w.table.environmentsOf.set(k, { ...found, movedTo: 'other' })
      },
      'EnvironmentMoved',
    ],
    [
      'the id of fire drills',
      { operator: { id: 'fire-drill', name: 'X', email: 'x@y.example' } },
      () => undefined,
      'InvalidRequest',
    ],
    ['a tenant of which nobody could be told', {}, (w) => w.set({ approvers: {} }), 'NoApprover'],
    [
      'a tenant whose only approver is the operator in person',
      {},
      (w) => w.set({ approvers: { [approverIds.ada]: { name: 'O', email: 'OLGA+x@vendor.example' } } }),
      'NoApprover',
    ],
  ])('refuses %s, and writes nothing', async (_, changes, prepare, code) => {
    const world = new World()
    prepare(world)
    expect(await codeOf(openIn(world, changes))).toBe(code)
    expect(world.table.requests.size + world.table.doors.size + world.table.outbox.size).toBe(0)
  })

  it.each<[string, Partial<Parameters<typeof openIn>[1]>, (world: World) => void]>([
    ['ServiceNotCovered', { service: 'assistant' }, () => undefined],
    ['PolicyOff', {}, (w) => w.set({ policy: 'off' })],
    ['EnvironmentNotManaged', { environmentId: 'sandbox' }, () => undefined],
  ])('is not required: %s; told each time, recorded once an hour', async (basis, changes, prepare) => {
    const world = new World()
    prepare(world)
    for (let i = 0; i < 3; i++)
      expect(await openIn(world, changes)).toEqual({
        ok: true,
        value: { status: 200, body: { decision: 'NotRequired', basis } },
      })
    expect(world.eventTypes()).toEqual(['lockbox.request.notRequired'])
    world.clock.advance(3600)
    await openIn(world, changes)
    expect(world.eventTypes()).toHaveLength(2)
    expect(world.table.doors.size).toBe(0)
  })

  it('opens four a day and no fifth, and counts anew the next day in UTC', async () => {
    const world = new World()
    for (let i = 0; i < 4; i++) await end(world, await opened(world))
    expect(await codeOf(openIn(world))).toBe('TooManyRequests')
    world.clock.advance(15 * 3600)
    expect(await codeOf(openIn(world))).toBe(201)
  })

  it('refuses a second one of the same operator for the same place, and names the first', async () => {
    const world = new World()
    const request = await opened(world)
    expect(await openIn(world)).toMatchObject({
      problem: { code: 'RequestAlreadyOpen', extra: { requestId: `acme.${request.ulid}` } },
    })
    world.clock.advance(14_400)
    expect(await codeOf(openIn(world))).toBe(201)
  })

  it('opens one of two that come at the same moment', async () => {
    const world = new World()
    const codes = await Promise.all(Array.from({ length: 5 }, () => codeOf(openIn(world))))
    expect(codes.filter((code) => code === 201)).toHaveLength(1)
    expect(codes.filter((code) => code === 'RequestAlreadyOpen')).toHaveLength(4)
  })
})

describe('the brake', () => {
  const denied = async (world: World) => {
    const request = await world.open()
    unwrap(await decide(signedInAs(), request, { decision: 'deny', digest: askDigest(request) }, [], world))
  }

  it('is put by a denial, for a day, on this environment alone', async () => {
    const world = new World()
    world.table.managedMarks.clear()
    await denied(world)
    expect(brakeOf(world)).toBe(dayLater)
    expect(await openIn(world)).toMatchObject({ problem: { code: 'EmergencyRefused', extra: { until: dayLater } } })
    expect(await codeOf(openIn(world, { environmentId: 'sandbox' }))).toBe(201)
    const [event] = [...world.table.outbox.values()].filter((s) => s.event.type === 'lockbox.request.denied')
    expect(event?.event.data.details).toMatchObject({ emergencyRefusedUntil: dayLater })
    world.clock.advance(86_400)
    expect(await codeOf(openIn(world))).toBe(201)
  })

  it('is put by a revocation, of an approval as of an emergency', async () => {
    for (const make of [(w: World) => w.approved(), (w: World) => opened(w)]) {
      const world = new World()
      const request = await make(world)
      unwrap(await revoke({ caller: signedInAs(), key: request }, [], world))
      expect(brakeOf(world)).toBe(dayLater)
    }
  })

  it('is put by a revocation that found a door and no grant', async () => {
    const world = new World()
    const request = await world.approved()
    const item = [...world.table.requests.values()].find((stored) => stored.request.ulid === request.ulid)
    if (item) item.request = { ...request, state: 'Denied' }
    unwrap(await revoke({ caller: signedInAs(), key: request }, [], world))
    expect(brakeOf(world)).toBe(dayLater)
  })

  it('is not put by a fire drill, by a cancellation, or by an approval', async () => {
    const world = new World()
    const drill = unwrap(await startDrill(signedInAs(), facts, world))
    unwrap(await decide(signedInAs(), drill, { decision: 'deny', digest: askDigest(drill) }, [], world))
    const canceled = await world.open()
    await close({ do: 'cancel', key: canceled, maySee: () => true, actor: () => operatorActor }, world)
    await world.approved()
    expect(brakeOf(world)).toBeUndefined()
  })

  it('is a condition of the transaction: put meanwhile, it refuses', async () => {
    const world = new World()
    const between: StateTable['commit'] = async (writes: readonly Write[]) => {
      if (writes.some(({ kind }) => kind === 'pin-no-brake')) await denied(world)
      return world.table.commit(writes)
    }
    const table = new Proxy(world.table, { get: (t, name) => (name === 'commit' ? between : Reflect.get(t, name, t)) })
    expect(await codeOf(openIn(world, {}, { ...world, table, clock: world.clock, random: world.random }))).toBe(
      'EmergencyRefused',
    )
    expect(world.table.doors.size).toBe(0)
  })
})

describe('for random histories', () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant('open' as const),
      level: fc.constantFrom('read' as const, 'write' as const),
      period: fc.option(fc.integer({ min: 60, max: 14_400 }), { nil: undefined }),
      service: fc.constantFrom('crm', 'files'),
    }),
    fc.record({ do: fc.constantFrom('deny' as const, 'revoke' as const, 'end' as const) }),
    fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 50_000 }) }),
    fc.record({
      do: fc.constant('limit' as const),
      level: fc.constantFrom('read' as const, 'write' as const),
      period: fc.integer({ min: 60, max: 100_000 }),
    }),
  )

  it('an emergency opens exactly when neither brake nor count nor an open one is in the way, within every limit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const world = new World()
        const catalogue = {
          ...world.startConfig,
          catalogue: ['crm', 'files'].map((id) => ({ id, name: id, covered: true })),
        }
        let brake = ''
        const perDay = new Map<string, number>()
        for (const each of steps) {
          const now = world.clock.now()
          const doors = [...world.table.doors.values()].filter((door) => now < door.accessUntil)
          const latest = doors.at(-1)
          if (each.do === 'wait') world.clock.advance(each.seconds)
          else if (each.do === 'limit') world.set({ maxAccessLevel: each.level, maxAccessPeriod: each.period })
          else if (each.do === 'deny') {
            const request = await world.open({ ulid: world.random.ulid(now) })
            unwrap(await decide(signedInAs(), request, { decision: 'deny', digest: askDigest(request) }, [], world))
            brake = new Date(Date.parse(now) + 86_400_000).toISOString()
          } else if (each.do === 'revoke' && latest) {
            unwrap(await revoke({ caller: signedInAs(), key: latest.request, only: 'this' }, [], world))
            brake = new Date(Date.parse(now) + 86_400_000).toISOString()
          } else if (each.do === 'end' && latest) await end(world, latest.request)
          else if (each.do === 'open') {
            const ask = {
              ...emergencyAsk,
              service: each.service,
              accessLevel: each.level,
              ...(each.period !== undefined && { accessPeriod: each.period }),
            }
            const limits = facts.emergencyAccess
            const answer = await open({ ask, actor: operatorActor }, { ...catalogue, limits }, world)
            const today = now.slice(0, 10)
            const may =
              now >= brake && (perDay.get(today) ?? 0) < 4 && !doors.some((door) => door.service === each.service)
            expect(answer.ok).toBe(may)
            if (!may) continue
            perDay.set(today, (perDay.get(today) ?? 0) + 1)
            const { maxAccessLevel = 'read', maxAccessPeriod = 0 } = world.table.settingsOf.get('acme') ?? {}
            const door = [...world.table.doors.values()].at(-1)
            const seconds = (Date.parse(door?.accessUntil ?? '') - Date.parse(now)) / 1000
            expect(seconds).toBe(Math.min(each.period ?? 14_400, 14_400, maxAccessPeriod))
            expect(door?.accessLevel).toBe(maxAccessLevel === 'read' ? 'read' : each.level)
            expect(door).not.toHaveProperty('recordedSeq')
          }
        }
      }),
      { numRuns: 150 },
    )
  })
})
