import { parseRequestKey } from '../domain/keys.ts'
import type { Executions, Invoker, StateTable } from '../ports.ts'
import type { Trigger } from './triggers.ts'

export interface RelayPorts {
  readonly table: Pick<StateTable, 'request'>
  readonly executions: Executions
  readonly invoker: Invoker
  readonly notifyFunction: string
}

/**
 * Carries what the table says to the workflow: starts the execution of a new request, wakes it after a decision,
 * hands a wish for mails to notify. It re-reads the request by key, so repeats and old records are no-ops.
 */
export async function relay({ key, cause }: Trigger, ports: RelayPorts): Promise<void> {
  const request = parseRequestKey(key)
  const stored = request && (await ports.table.request(request))
  if (!request || !stored) return

  const { awaiting, taskToken, mailWanted } = stored
  // Overdue and without a token: it was never started, or was decided before it was parked. Starting twice is harmless.
  if (cause === 'inserted' || (cause === 'sweep' && stored.dueAt && !taskToken && !mailWanted))
    await ports.executions.start(request, stored.attempt)
  if (!awaiting && taskToken) await ports.executions.wake(taskToken)
  if (awaiting && mailWanted && (!mailWanted.takenAt || cause === 'sweep'))
    await ports.invoker.invoke(ports.notifyFunction, { v: 1, ...request })
}
