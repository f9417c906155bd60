import { type Key, parseConfirmKey, parseOutboxKey, parseRequestKey } from '../domain/keys.ts'
import { type Seconds, secondsBetween } from '../domain/time.ts'
import type { Clock, DueIndex, Invoker } from '../ports.ts'

/** Keys per invocation: well within one function's timeout. */
const batch = 50

export interface Swept {
  readonly outboxItems: number
  readonly requests: number
  /** Codes that were not mailed. */
  readonly codes: number
  /** Seconds that the oldest outbox item is overdue. */
  readonly oldestOutboxItem: Seconds
}

/**
 * Heals what was lost between two steps: outbox items that are overdue go to the ledger, requests whose execution was
 * not started or not woken, and codes that were not mailed, go to the relay. It only hands out keys; whoever gets them re-reads the table.
 */
export async function sweep(ports: {
  readonly index: DueIndex
  readonly invoker: Invoker
  readonly clock: Clock
  readonly ledgerFunction: string
  readonly relayFunction: string
}): Promise<Swept> {
  const now = ports.clock.now()
  const due = await ports.index.due(now)
  const outbox = due.filter(({ key }) => parseOutboxKey(key))
  const requests = due.filter(({ key }) => parseRequestKey(key))
  const codes = due.filter(({ key }) => parseConfirmKey(key))
  await hand(outbox, ports.ledgerFunction, ports.invoker)
  await hand([...requests, ...codes], ports.relayFunction, ports.invoker)
  return {
    outboxItems: outbox.length,
    requests: requests.length,
    codes: codes.length,
    oldestOutboxItem: Math.max(0, ...outbox.map(({ dueAt }) => secondsBetween(dueAt, now))),
  }
}

async function hand(
  due: readonly { readonly key: Key; readonly dueAt: string }[],
  to: string,
  invoker: Invoker,
): Promise<void> {
  const oldestFirst = [...due].sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
  for (let i = 0; i < oldestFirst.length; i += batch)
    await invoker.invoke(to, { keys: oldestFirst.slice(i, i + batch).map(({ key }) => key) })
}
