import { parseConfirmKey, parseRequestKey } from '../domain/keys.ts'
import type { Executions, Invoker, StateTable } from '../ports.ts'
import type { Trigger } from './triggers.ts'

export interface RelayPorts {
  readonly table: Pick<StateTable, 'request' | 'confirmation'>
  readonly executions: Executions
  readonly invoker: Invoker
  readonly notifyFunction: string
}

/**
 * Carries what the table says to the workflow: starts the execution of a new request, wakes it after a decision,
 * hands a wish for mails or for a code to notify. It re-reads the request by key, so repeats and old records are no-ops.
 */
export async function relay({ key, cause }: Trigger, ports: RelayPorts): Promise<void> {
  const confirm = parseConfirmKey(key)
  if (confirm) return relayConfirmation(confirm, cause, ports)
  const request = parseRequestKey(key)
  const stored = request && (await ports.table.request(request))
  if (!request || !stored) return

  const { awaiting, taskToken, mailWanted, attempt } = stored
  // For the sweep: without a token it was never started, or is to be started anew. Starting twice is harmless.
  if (cause === 'inserted' || (cause === 'sweep' && !taskToken)) await ports.executions.start(request, attempt)
  if (!awaiting && taskToken) await ports.executions.wake(taskToken)
  // A wish that is overdue the sweep itself takes to notify.
  if (mailWanted && !mailWanted.takenAt && cause !== 'sweep')
    await ports.invoker.invoke(ports.notifyFunction, { v: 1, ...request })
}

/** Once per wish, and whenever the sweep finds it overdue. */
async function relayConfirmation(
  { tenantId, approverId }: { readonly tenantId: string; readonly approverId: string },
  cause: Trigger['cause'],
  ports: RelayPorts,
): Promise<void> {
  const confirmation = await ports.table.confirmation(tenantId, approverId)
  if (!confirmation?.dueAt || (confirmation.takenAt && cause !== 'sweep')) return
  await ports.invoker.invoke(ports.notifyFunction, { v: 1, confirm: { tenantId, approverId } })
}
