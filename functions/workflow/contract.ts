import { isTenantId, isUlid } from '../domain/ids.ts'
import type { RequestKey } from '../domain/request.ts'

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
