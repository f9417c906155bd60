import { type Key, parseConfirmKey, parseOutboxKey, parseRequestKey } from '../domain/keys.ts'
import type { RequestKey } from '../domain/request.ts'
import { type Seconds, secondsBetween } from '../domain/time.ts'
import type { DueIndex, Invoker } from '../ports.ts'
import { type Done, type LookPorts, lookAfter } from './look-after.ts'

/** Keys per invocation: well within one function's timeout. */
const batch = 50
/** Requests that are looked after at the same time. */
const atOnce = 20

export interface SweepPorts extends LookPorts {
  readonly index: DueIndex
  readonly ledgerFunction: string
  /** Told of each request that could not be looked after, and stays due. */
  readonly failed: (request: RequestKey, error: unknown) => void
}

export interface Swept {
  readonly outboxItems: number
  /** Requests that were looked at. */
  readonly requests: number
  /** What was done about them, how often. */
  readonly done: Readonly<Partial<Record<Done, number>>>
  /** Codes that were not mailed. */
  readonly codes: number
  /** Seconds that the oldest outbox item is overdue. */
  readonly oldestOutboxItem: Seconds
}

/**
 * Heals what was lost between two steps. Outbox items that are overdue go to the ledger, and codes that were not mailed
 * to the relay: whoever gets a key re-reads the table. Requests are looked after here.
 */
export async function sweep(ports: SweepPorts): Promise<Swept> {
  const now = ports.clock.now()
  const due = await ports.index.due(now)
  const outbox = due.filter(({ key }) => parseOutboxKey(key))
  const codes = due.filter(({ key }) => parseConfirmKey(key))
  const requests = oldestFirst(due).flatMap(({ key }) => parseRequestKey(key) ?? [])
  await hand(outbox, ports.ledgerFunction, ports.invoker)
  await hand(codes, ports.relayFunction, ports.invoker)
  const done = await lookAfterAll(requests, ports)
  return {
    outboxItems: outbox.length,
    requests: requests.length,
    done,
    codes: codes.length,
    oldestOutboxItem: Math.max(0, ...outbox.map(({ dueAt }) => secondsBetween(dueAt, now))),
  }
}

/** One that fails holds up no other. Reminders are gathered: a tenant's approvers get one mail for all that wait. */
async function lookAfterAll(requests: readonly RequestKey[], ports: SweepPorts): Promise<Swept['done']> {
  const done: Partial<Record<Done, number>> = {}
  const toRemind = new Map<string, string[]>()
  for (let i = 0; i < requests.length; i += atOnce)
    await Promise.all(
      requests.slice(i, i + atOnce).map(async (request) => {
        try {
          for (const each of await lookAfter(request, ports)) {
            done[each] = (done[each] ?? 0) + 1
            if (each === 'remind')
              toRemind.set(request.tenantId, [...(toRemind.get(request.tenantId) ?? []), request.ulid])
          }
        } catch (error) {
          ports.failed(request, error)
        }
      }),
    )
  for (const [tenantId, ulids] of toRemind)
    await ports.invoker.invoke(ports.notifyFunction, { v: 1, remind: { tenantId, ulids: ulids.slice(0, batch) } })
  return done
}

interface Due {
  readonly key: Key
  readonly dueAt: string
}

const oldestFirst = (due: readonly Due[]): readonly Due[] => [...due].sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))

async function hand(due: readonly Due[], to: string, invoker: Invoker): Promise<void> {
  const keys = oldestFirst(due).map(({ key }) => key)
  for (let i = 0; i < keys.length; i += batch) await invoker.invoke(to, { keys: keys.slice(i, i + batch) })
}
