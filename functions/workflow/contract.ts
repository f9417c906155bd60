import { isTenantId, isUlid } from '../domain/ids.ts'
import type { RequestKey } from '../domain/request.ts'
import type { OutcomeInput } from '../ports.ts'

/**
 * What the state machine and its functions hand each other: keys, and the version of this shape, so that executions
 * of four days survive a redeploy. A function accepts the former release's shape too; so far there is one.
 */
export interface WorkflowInput extends RequestKey {
  readonly v: 1
}

/** An input that is not of this shape is a deployment error: the execution fails with an alarm. */
export function workflowInput(event: unknown): WorkflowInput {
  const { v, tenantId, ulid } = (event ?? {}) as Partial<WorkflowInput>
  if (v !== 1 || !tenantId || !isTenantId(tenantId) || !ulid || !isUlid(ulid))
    throw new Error('the workflow input is not {v: 1, tenantId, ulid}')
  return { v, tenantId, ulid }
}

/** What the relay asks notify for: the code of one approver, whose address is to be confirmed. */
export interface ConfirmInput {
  readonly v: 1
  readonly confirm: { readonly tenantId: string; readonly approverId: string }
}

/** Undefined when the input is about something else. */
export function confirmInput(event: unknown): ConfirmInput['confirm'] | undefined {
  const { v, confirm } = (event ?? {}) as Partial<ConfirmInput>
  if (v !== 1 || confirm === undefined) return undefined
  const { tenantId, approverId } = confirm
  if (!isTenantId(tenantId) || !isUlid(approverId))
    throw new Error('the confirmation is not {v: 1, confirm: {tenantId, approverId}}')
  return { tenantId, approverId }
}

/** What tell asks notify for: the mail of an outcome to one approver, with link and code. Undefined: something else. */
export function outcomeInput(event: unknown): OutcomeInput | undefined {
  const { outcome } = (event ?? {}) as Partial<OutcomeInput>
  if (outcome === undefined) return undefined
  const { approverId, seq, hash, type, recordedAt, version } = outcome
  const texts = [hash, type, recordedAt].every((text) => typeof text === 'string')
  if (!isUlid(approverId) || !texts || !Number.isSafeInteger(seq) || !Number.isSafeInteger(version))
    throw new Error('the outcome is not {approverId, seq, hash, type, recordedAt, version}')
  return { ...workflowInput(event), outcome: { approverId, seq, hash, type, recordedAt, version } }
}

/** Whether notify is asked to remind the approvers that an emergency waits for their acknowledgement. */
export const wantsAcknowledgement = (event: unknown): boolean =>
  ((event ?? {}) as { readonly acknowledge?: unknown }).acknowledge === true

/** What the sweep asks notify for beside the mails of a request: reminders, and the warning before an end. */
export interface RemindInput {
  readonly v: 1
  /** Requests that are due; all others of the tenant that wait come along. */
  readonly remind: { readonly tenantId: string; readonly ulids: readonly string[] }
}
export interface WarnInput extends WorkflowInput {
  readonly warn: true
}

/** Undefined when the input is about something else. */
export function remindInput(event: unknown): RemindInput['remind'] | undefined {
  const { v, remind } = (event ?? {}) as Partial<RemindInput>
  if (v !== 1 || remind === undefined) return undefined
  if (!isTenantId(remind.tenantId) || !remind.ulids.every(isUlid))
    throw new Error('the reminder is not {v: 1, remind: {tenantId, ulids}}')
  return remind
}

/** Whether it is the operator who is to be mailed, about the end of their access. */
export const isWarning = (event: unknown): boolean => ((event ?? {}) as Partial<WarnInput>).warn === true
