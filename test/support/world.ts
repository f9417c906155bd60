import type { SignedIn } from '../../functions/approver/caller.ts'
import { decide } from '../../functions/approver/decide.ts'
import { key } from '../../functions/domain/keys.ts'
import {
  askDigest,
  codeFrom,
  formatLinkId,
  macMessage,
  parseLinkId,
  storedLinkName,
} from '../../functions/domain/links.ts'
import { unwrap } from '../../functions/domain/problems.ts'
import type { AccessRequest, Actor, Operator } from '../../functions/domain/request.ts'
import type { TenantSettings } from '../../functions/domain/settings.ts'
import { openRequest } from '../../functions/domain/start-rules.ts'
import { instant, plusSeconds } from '../../functions/domain/time.ts'
import type { Clock, OutcomeInput, OutcomeSent, Random } from '../../functions/ports.ts'
import { MemoryTable, memoryCodes } from './memory-table.ts'

export const approverIds = { ada: '01J00000000000000000000ADA', bob: '01J00000000000000000000B0B' } as const

export const operator: Operator = { id: 'olga@vendor.example', name: 'Olga Operator', email: 'olga@vendor.example' }

export const operatorActor: Actor = {
  kind: 'operator',
  id: operator.id,
  name: operator.name,
  email: operator.email,
  method: 'access-token',
  ip: '203.0.113.7',
}

export const catalogue = [
  { id: 'crm', name: 'CRM', covered: true },
  { id: 'assistant', name: 'AI assistant', covered: false, reason: 'It stores no customer data.' },
] as const

export const settings = (changes: Partial<TenantSettings> = {}): TenantSettings => ({
  tenantId: 'acme',
  name: 'Acme Bank',
  version: 1,
  policy: 'on',
  approvalMode: 'email',
  approvers: {
    [approverIds.ada]: { name: 'Ada Admin', email: 'ada@acme.example' },
    [approverIds.bob]: { name: 'Bob Boss', email: 'bob@acme.example' },
  },
  maxAccessPeriod: 28_800,
  maxAccessLevel: 'write',
  timeZone: 'Europe/Zurich',
  createdFrom: '',
  ...changes,
})

/** An approver as their access token names them. */
export const signedInAs = (name: keyof typeof approverIds = 'ada', tenantId = 'acme'): SignedIn => {
  const email = `${name}@acme.example`
  return { tenantId, email, actor: { kind: 'approver', id: email, email, method: 'signed-in', ip: '198.51.100.9' } }
}

/** A clock that only the test moves. */
export class TestClock implements Clock {
  at = Date.parse('2026-11-23T09:00:00.000Z')
  now = () => instant(this.at)
  advance(seconds: number): void {
    this.at += seconds * 1000
  }
}

/** Chance that repeats itself from run to run. */
export function testRandom(): Random {
  let counter = 0
  const next = () => ++counter
  return {
    ulid: () => `01J${String(next()).padStart(23, '0')}`,
    bytes: (count) => Uint8Array.from({ length: count }, (_, i) => (next() * 31 + i * 17) % 256),
  }
}

/** One tenant with a managed environment, two approvers, and everything that a use case takes. */
export class World {
  readonly table = new MemoryTable()
  readonly clock = new TestClock()
  readonly random = testRandom()
  readonly codes = memoryCodes
  readonly vendorDomains = ['vendor.example']
  /** Nothing is mailed by notify on tell's behalf, unless a test says so. */
  readonly byNotify: (input: OutcomeInput) => Promise<OutcomeSent> = async () => ({ sent: false })
  readonly startConfig = {
    catalogue,
    vendorDomains: this.vendorDomains,
    approvalWindow: 345_600,
    accessPeriod: 28_800,
  }

  constructor() {
    this.table.settingsOf.set('acme', settings())
    for (const environmentId of ['production', 'sandbox'])
      this.table.environmentsOf.set(environmentName('acme', environmentId), {
        tenantId: 'acme',
        environmentId,
        name: environmentId,
        version: 1,
      })
    this.table.managedMarks.set(nameOf(key.unmanaged('acme', 'sandbox')), { managed: false, version: 0 })
  }

  /** Changes the tenant's settings as its own administrators would. */
  set(changes: Partial<TenantSettings>): void {
    const now = this.table.settingsOf.get('acme') ?? settings()
    this.table.settingsOf.set('acme', { ...now, ...changes, version: now.version + 1 })
  }

  /** A request that waits, as a start would have opened it. */
  async open(changes: Partial<AccessRequest> = {}): Promise<AccessRequest> {
    const now = this.clock.now()
    const environment = { tenantId: 'acme', environmentId: 'production', name: 'Production', version: 1 }
    const request = {
      ...openRequest({
        ask: {
          tenantId: 'acme',
          environmentId: 'production',
          service: 'crm',
          operator,
          reason: { type: 'VendorInitiatedService', detail: 'A failed import' },
          accessLevel: 'write',
        },
        settings: settings(),
        environment,
        ulid: this.random.ulid(now),
        started: { by: operatorActor, at: now },
        approvalWindow: 345_600,
        accessPeriod: 28_800,
      }),
      ...changes,
    }
    await this.table.commit([{ kind: 'create-request', request, dueAt: plusSeconds(now, 120) }])
    return request
  }

  /** A request that an approver has approved, with its door. */
  async approved(changes: Partial<AccessRequest> = {}): Promise<AccessRequest> {
    const request = await this.open(changes)
    const decision = { decision: 'approve', digest: askDigest(request) } as const
    return unwrap(await decide(signedInAs(), request, decision, this.vendorDomains, this))
  }

  /** Types of the events that wait for the ledger, in the order of their making. */
  eventTypes(): readonly string[] {
    return [...this.table.outbox.values()].map(({ event }) => event.type)
  }

  /** Link and code of an approver, stored as notify would. */
  async link(request: AccessRequest, approverId: string = approverIds.ada): Promise<{ linkId: string; code: string }> {
    const linkId = formatLinkId(request, approverId, this.random.bytes(16))
    const code = codeFrom(this.random.bytes(5))
    const email = this.table.settingsOf.get('acme')?.approvers[approverId]?.email ?? ''
    const mac = await memoryCodes.mac(macMessage(linkId, code, email, request))
    const at = this.clock.now()
    const name = storedLinkName({ text: linkId, approverId })
    await this.table.prepareMails(
      request,
      [
        {
          approverId,
          mail: { email, status: 'sent', at, attempts: 1 },
          link: { name, stored: { mac, sentAt: at, wrong: 0 } },
        },
      ],
      [],
      at,
    )
    return { linkId, code }
  }
}

const nameOf = (k: { pk: string; sk: string }): string => `${k.pk} ${k.sk}`
const environmentName = (tenantId: string, environmentId: string): string =>
  nameOf(key.environment(tenantId, environmentId))

/** Stands for a crash: the caller dies at its n-th call of a port, before or after the call took effect. */
export class Crash extends Error {}

/** The ports of a use case that crash at their n-th call (1-based); `after`: the call still takes effect. */
export function crashing<P extends object>(ports: P, at: number, when: 'before' | 'after'): P {
  let calls = 0
  const wrap = (target: object): object =>
    new Proxy(target, {
      get(inner, name) {
        const member = Reflect.get(inner, name, inner)
        if (typeof member !== 'function') return typeof member === 'object' && member ? wrap(member) : member
        return (...args: unknown[]) => {
          const result = () => member.apply(inner, args)
          // Time and chance do not fail.
          if (name === 'now' || name === 'ulid' || name === 'bytes') return result()
          calls += 1
          if (calls !== at) return result()
          if (when === 'before') return Promise.reject(new Crash(`before ${String(name)}`))
          return Promise.resolve(result()).then(() => Promise.reject(new Crash(`after ${String(name)}`)))
        }
      },
    })
  return wrap(ports) as P
}

export const linkOf = (text: string) => {
  const id = parseLinkId(text)
  if (!id) throw new Error('not a link id')
  return id
}
