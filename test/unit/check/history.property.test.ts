import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide } from '../../../functions/approver/decide.ts'
import { revoke } from '../../../functions/approver/revoke.ts'
import type { AccessAnswer, AccessAsk } from '../../../functions/domain/access-check.ts'
import { emergencyEvent, openEmergency } from '../../../functions/domain/emergency.ts'
import { seal } from '../../../functions/domain/events.ts'
import { key } from '../../../functions/domain/keys.ts'
import { askDigest } from '../../../functions/domain/links.ts'
import { type AccessLevel, type AccessRequest, requestId } from '../../../functions/domain/request.ts'
import { minuteOf } from '../../../functions/domain/time.ts'
import { close } from '../../../functions/operator/close.ts'
import { start } from '../../../functions/operator/start.ts'
import { end } from '../../../functions/workflow/end.ts'
import { settle } from '../../../functions/workflow/settle.ts'
import { accessAsk, askCheck, checkPorts } from '../../support/checks.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { catalogue, operatorActor, settings, signedInAs, World } from '../../support/world.ts'

const services = ['crm', 'files', 'assistant'] as const
const environments = ['production', 'sandbox', 'nowhere'] as const
const operators = ['olga@vendor.example', 'otto@vendor.example'] as const
const levels = ['read', 'write'] as const

/** What is known of a request to whoever only follows what was done, and knows nothing of doors. */
interface Known {
  readonly request: AccessRequest
  readonly waitsUntil: number
  answered: boolean
  granted?: { readonly level: AccessLevel; readonly until: number }
  /** Ended or revoked. */
  closed: boolean
}

/** The rules once more, as the documentation tells them: from what happened, instead of from what the table holds. */
class Model {
  policy = 'on'
  readonly managed: Record<string, boolean> = { production: true, sandbox: false }
  readonly known: Known[] = []

  says(ask: AccessAsk, at: number, isRecorded: (id: string) => boolean): boolean {
    const own = this.known.filter(
      ({ request: r }) =>
        r.environmentId === ask.environmentId && r.operator.id === ask.operatorId && r.service === ask.service,
    )
    const open = own.filter(({ granted, closed }) => granted && !closed && at < granted.until)
    const opens = ({ granted, request }: Known) =>
      isRecorded(requestId(request)) && (granted?.level === 'write' || ask.accessLevel === 'read')
    if (open.some(opens)) return true
    if (!(ask.environmentId in this.managed)) return false
    if (own.some((one) => !one.answered && at < one.waitsUntil)) return false
    if (open.length > 0) return false
    return ask.service === 'assistant' || this.policy === 'off' || this.managed[ask.environmentId] === false
  }
}

const step = fc.record({
  do: fc.constantFrom(
    ...(['ask', 'ask', 'ask', 'approve', 'approve', 'approve', 'record', 'record', 'wait', 'wait'] as const),
    ...(['deny', 'cancel', 'end', 'revoke', 'emergency', 'policy', 'manage', 'clock closes', 'check'] as const),
  ),
  /** How many requests ago: mostly the newest. */
  one: fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 4),
  operator: fc.constantFrom(...operators),
  environment: fc.constantFrom('production', 'production', 'production', ...environments),
  service: fc.constantFrom('crm', 'crm', ...services),
  level: fc.constantFrom(...levels),
  seconds: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 90 }) },
    { weight: 3, arbitrary: fc.integer({ min: 600, max: 4000 }) },
    { weight: 1, arbitrary: fc.constant(345_600) },
  ),
  only: fc.boolean(),
  function: fc.nat(1),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

class History {
  readonly world = new World()
  readonly model = new Model()
  readonly memory = new MemoryLedger(this.world.table)
  /** Two warm functions. */
  readonly functions = [checkPorts(this.world), checkPorts(this.world)]
  /** Grants in minutes, by what the check said yes to. */
  readonly usedIn = new Set<string>()
  /** Emergencies that the ledger kept shut. */
  readonly shut = new Set<string>()
  yes = 0
  no = 0

  async play(steps: readonly Step[]): Promise<void> {
    for (const each of steps) {
      await this.act(each)
      // Mostly about what was asked for before.
      const { request } = this.model.known.at(-1 - each.one) ?? {}
      const about = request
        ? { operatorId: request.operator.id, environmentId: request.environmentId, service: request.service }
        : { operatorId: each.operator, service: each.service }
      await this.compare(accessAsk({ ...about, accessLevel: each.level }), each)
    }
    for (const operatorId of operators)
      for (const environmentId of environments)
        for (const service of services)
          for (const accessLevel of levels)
            await this.compare({ tenantId: 'acme', operatorId, environmentId, service, accessLevel })
  }

  async act({ do: what, one, ...by }: Step): Promise<void> {
    const { world, model } = this
    const { table, clock, vendorDomains } = world
    const known = model.known.at(-1 - one)
    switch (what) {
      case 'ask': {
        const ask = {
          tenantId: 'acme',
          environmentId: by.environment,
          service: by.service,
          operator: { id: by.operator, name: 'O', email: by.operator },
          reason: { type: 'ProductionAlert' as const, detail: 'The disk is full' },
          accessLevel: by.level,
          accessPeriod: 3600,
        }
        const config = {
          ...world.startConfig,
          catalogue: [...catalogue, { id: 'files', name: 'Files', covered: true }],
        }
        const answer = await start({ ask, actor: operatorActor, client: 'tool' }, config, world)
        const request = [...table.requests.values()].at(-1)?.request
        if (answer.ok && answer.value.status === 201 && request)
          model.known.push({ request, waitsUntil: Date.parse(request.expiresAt), answered: false, closed: false })
        return
      }
      case 'approve':
      case 'deny': {
        if (!known) return
        // An approver lowers a level, and raises none.
        const accessLevel = known.request.accessLevel === 'read' ? 'read' : by.level
        const decision = { decision: what, digest: askDigest(known.request), accessLevel }
        const decided = await decide(signedInAs(), known.request, decision, vendorDomains, world)
        if (!decided.ok) return
        known.answered = true
        if (what === 'approve') known.granted = { level: accessLevel, until: clock.at + 3600_000 }
        return
      }
      case 'cancel':
      case 'end': {
        if (!known) return
        const done = await close(
          { do: what, key: known.request, maySee: () => true, actor: () => operatorActor },
          world,
        )
        if (done.ok && what === 'cancel') known.answered = true
        if (done.ok && what === 'end') known.closed = true
        return
      }
      case 'revoke': {
        if (!known) return
        const input = { caller: signedInAs(), key: known.request, ...(by.only && { only: 'this' as const }) }
        const done = await revoke(input, vendorDomains, world)
        const ended = done.ok ? done.value.map(({ id }) => id) : []
        for (const each of model.known) if (ended.includes(requestId(each.request))) each.closed = true
        return
      }
      case 'emergency':
        return this.emergency(by)
      case 'policy':
        model.policy = model.policy === 'on' ? 'off' : 'on'
        return world.set({ policy: model.policy as 'on' | 'off' })
      case 'manage': {
        if (!(by.environment in model.managed)) return
        const managed = !model.managed[by.environment]
        model.managed[by.environment] = managed
        const { pk, sk } = key.unmanaged('acme', by.environment)
        table.managedMarks.set(`${pk} ${sk}`, { managed, version: 1 })
        return
      }
      case 'record': {
        // Some of what waits: the others are late.
        const waiting = this.memory.waiting()
        this.memory.clock.at = clock.at
        const before = this.memory.entries.length
        await this.memory.run(waiting.slice(0, Math.max(1, waiting.length - one)))
        // What is recorded while the customer's brake holds is on record, and opens nothing.
        for (const { event } of this.memory.entries.slice(before))
          if (event.type === 'lockbox.request.emergency' && this.isBraked()) this.shut.add(event.data.requestId ?? '')
        return
      }
      // The workflow tidies up, whenever it comes to that: nothing depends on it.
      case 'clock closes':
        if (known) await settle(known.request, world)
        if (known?.granted && clock.at >= known.granted.until) await end(known.request, world)
        return
      case 'wait':
        return clock.advance(by.seconds)
      case 'check':
        return
    }
  }

  isBraked(): boolean {
    const { pk, sk } = key.brake('acme', 'production')
    return (this.world.table.brakes.get(`${pk} ${sk}`) ?? '') > this.world.clock.now()
  }

  /** As break-glass opens it, where nothing keeps it from that: request, door and event in one transaction. */
  async emergency({ operator, service, level }: Pick<Step, 'operator' | 'service' | 'level'>): Promise<void> {
    if (this.isBraked()) return
    const { table, clock, random } = this.world
    const now = clock.now()
    const place = { tenantId: 'acme', environmentId: 'production' }
    const request = openEmergency({
      ask: {
        ...{ ...place, service, operator: { id: operator, name: 'O', email: operator } },
        ...{ accessLevel: level, accessPeriod: 3600, incident: 'INC-1', justification: 'Everything is down' },
      },
      settings: settings(),
      environment: { ...place, name: 'Production', version: 1 },
      limits: { period: 3600, perDay: 4 },
      ulid: random.ulid(now),
      started: { by: operatorActor, at: now },
    })
    const { accessUntil } = request.granted
    const at = { request, environmentId: 'production', operatorId: operator, service }
    const door = { ...at, basis: 'Emergency', accessLevel: level, accessFrom: now, accessUntil } as const
    await table.commit([
      { kind: 'create-request', request, dueAt: now },
      { kind: 'open-door', door },
      { kind: 'emit', domain: 'breakglass', sealed: seal(emergencyEvent(request), random.bytes) },
    ])
    const granted = { level, until: clock.at + 3600_000 }
    this.model.known.push({ request, waitsUntil: 0, answered: true, closed: false, granted })
  }

  async compare(ask: AccessAsk, by: { readonly function: number } = { function: 0 }): Promise<void> {
    const { world, model, memory } = this
    const ports = this.functions[by.function] ?? checkPorts(world)
    const answer: AccessAnswer = await askCheck(ask, ports)
    const opened = new Set(
      memory.entries
        .filter(({ event: { type } }) => type === 'lockbox.request.approved' || type === 'lockbox.request.emergency')
        .map(({ event }) => event.data.requestId),
    )
    const expected = model.says(ask, world.clock.at, (id) => opened.has(id) && !this.shut.has(id))
    expect(answer.allowed, `${JSON.stringify(ask)} ${answer.basis}`).toBe(expected)
    this[expected ? 'yes' : 'no'] += 1
    if (answer.until) this.usedIn.add(`${answer.requestId} ${minuteOf(world.clock.now())}`)
  }

  /** What the check recorded, in the ledger or on its way there. */
  uses(): readonly string[] {
    return [
      ...this.memory.entries.map(({ event }) => event),
      ...[...this.world.table.outbox.values()].map((s) => s.event),
    ]
      .filter(({ type }) => type === 'lockbox.access.used')
      .map(({ data, time }) => `${data.requestId} ${minuteOf(time)}`)
  }
}

test('whatever happened, the check says yes exactly when the rules say so, and every use is recorded once a minute', async () => {
  const answers = { yes: 0, no: 0, used: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), async (steps) => {
      const history = new History()
      await history.play(steps)
      const uses = history.uses()
      expect([...uses].sort()).toEqual([...history.usedIn].sort())
      for (const { request } of history.model.known) {
        const { check } = await history.world.table.usesOf(request)
        expect(check?.count ?? 0).toBe(uses.filter((use) => use.startsWith(requestId(request))).length)
      }
      expect([...history.memory.refused.values()]).toEqual([])
      answers.yes += history.yes
      answers.no += history.no
      answers.used += uses.length
    }),
    { numRuns: 500 },
  )
  // Neither answer is a rare one, and grants were really used.
  expect(Math.min(answers.yes, answers.no)).toBeGreaterThan(1000)
  expect(answers.used).toBeGreaterThan(150)
})
