import { key } from '../../functions/domain/keys.ts'
import type { RequestKey } from '../../functions/domain/request.ts'
import { lookAfter } from '../../functions/events/look-after.ts'
import { sweep } from '../../functions/events/sweep.ts'
import type { DueIndex, Executions, StoredRequest } from '../../functions/ports.ts'
import { relay } from '../../functions/stream/relay.ts'
import { remindInput } from '../../functions/workflow/contract.ts'
import { notify } from '../../functions/workflow/notify.ts'
import { remind } from '../../functions/workflow/remind.ts'
import { settle } from '../../functions/workflow/settle.ts'
import { warn } from '../../functions/workflow/warn.ts'
import { facts, TestMailer } from './doubles.ts'
import type { World } from './world.ts'

export const plan = { first: 14_400, every: 86_400, beforeEnd: 14_400 }
const origin = 'https://lockbox.example'

/** What hangs on the table in this release, around a world: its executions, its mails, and the sweep. */
export class Sweeping implements Executions {
  readonly world: World
  readonly mailer = new TestMailer()
  /** Executions that run, by name; where one waits, its token. */
  readonly running = new Map<string, string | undefined>()
  readonly closed = new Set<string>()
  readonly failures: unknown[] = []
  /** Payloads that somebody is to handle; a crash of the sweep keeps those of before. */
  readonly invoked: { readonly functionName: string; readonly payload: unknown }[] = []
  readonly invoker = {
    invoke: async (functionName: string, payload: unknown) => {
      this.invoked.push({ functionName, payload })
    },
  }
  /** Whether what is handed over is handled at all. */
  up = true

  constructor(world: World) {
    this.world = world
  }

  /** Every item that is due by its own word. */
  readonly index: DueIndex = {
    due: async (now) =>
      [...this.world.table.requests.values()].flatMap(({ request, dueAt }) =>
        dueAt && dueAt <= now ? [{ key: key.request(request), dueAt }] : [],
      ),
  }

  ports = () => ({
    table: this.world.table,
    index: this.index,
    invoker: this.invoker,
    clock: this.world.clock,
    random: this.world.random,
    reminders: plan,
    relayFunction: 'relay',
    ledgerFunction: 'ledger',
    notifyFunction: 'notify',
    failed: (_: RequestKey, error: unknown) => {
      this.failures.push(error)
    },
  })

  /** One sweep, and everything that it has handed over. */
  async sweep(ports = this.ports()) {
    const swept = await sweep(ports)
    await this.handle()
    return swept
  }
  look = (request: RequestKey) => lookAfter(request, this.ports())

  async handle(): Promise<void> {
    const work = this.invoked.splice(0)
    if (!this.up) return
    const { table, clock, random, codes } = this.world
    const ports = { table, clock, random, codes, mailer: this.mailer }
    for (const { functionName, payload } of work) {
      if (functionName === 'relay')
        for (const k of (payload as { keys: { pk: string; sk: string }[] }).keys)
          await relay(
            { key: k, cause: 'sweep' },
            { table, executions: this, invoker: this.invoker, notifyFunction: 'notify' },
          )
      if (functionName !== 'notify') continue
      const reminder = remindInput(payload)
      const request = payload as RequestKey & { warn?: true; acknowledge?: true }
      if (reminder) await remind(reminder, facts, origin, ports)
      else if (request.warn) await warn(request, facts, origin, ports)
      else if (!request.acknowledge) await notify(request, facts, origin, ports)
    }
  }

  /** The state machine, as far as it goes without waiting. */
  start: Executions['start'] = async ({ tenantId, ulid }, attempt) => {
    const name = `${tenantId}.${ulid}-${attempt}`
    if (this.running.has(name) || this.closed.has(name)) return
    await this.run({ tenantId, ulid }, name)
  }
  wake: Executions['wake'] = async (taskToken) => {
    const found = [...this.running].find(([, token]) => token === taskToken)
    if (!found) return
    const [name] = found
    const [tenantId = '', ulid = ''] = name.slice(0, name.lastIndexOf('-')).split('.')
    await this.settled({ tenantId, ulid }, name)
  }
  private async run(request: RequestKey, name: string): Promise<void> {
    const { table, clock, random, codes } = this.world
    await notify(request, facts, origin, { table, clock, random, codes, mailer: this.mailer })
    const token = `token of ${name} ${this.world.random.ulid('')}`
    this.running.set(name, token)
    if (!table.park(request, token)) await this.settled(request, name)
  }
  private async settled(request: RequestKey, name: string): Promise<void> {
    const { state } = await settle(request, this.world)
    if (state === 'ActionNeeded') return
    this.running.set(name, undefined)
    if (state !== 'Approved' && state !== 'Emergency') this.stop(name)
  }
  /** An execution is gone. */
  stop(name: string): void {
    this.running.delete(name)
    this.closed.add(name)
  }

  stored(request: RequestKey): StoredRequest {
    const stored = this.world.table.requests.get(`request#${request.tenantId} ${request.ulid}`)
    if (!stored) throw new Error('the request is there')
    return stored
  }
}
