import type { ApiClient } from '../../infra/local/api.ts'

export interface ShownSettings {
  readonly version: number
  readonly approvers: readonly { readonly id: string; readonly name: string; readonly email: string }[]
}
/** What an approver sends back of what they were shown: the settings, without what is told beside them. */
export const wantedOf = (settings: Record<string, unknown> & ShownSettings, changes: Record<string, unknown> = {}) => {
  const {
    version,
    policy,
    approvalMode,
    observers,
    auditors,
    maxAccessPeriod,
    maxAccessLevel,
    timeZone,
    denyNeedsReason,
  } = settings
  const approvers = settings.approvers.map(({ id, name, email }) => ({ id, name, email }))
  return {
    version,
    policy,
    approvalMode,
    approvers,
    observers,
    auditors,
    maxAccessPeriod,
    maxAccessLevel,
    timeZone,
    denyNeedsReason,
    ...changes,
  }
}

/** Switches the lockbox policy, as an approver does in the admin centre. */
export async function switchPolicy(approver: ApiClient, policy: 'on' | 'off'): Promise<void> {
  const { body: settings } = await approver.get('/tenant/settings')
  const answer = await approver.put('/tenant/settings', wantedOf(settings, { policy }))
  if (answer.status !== 200) throw new Error(`the policy was not switched: ${answer.text}`)
}
