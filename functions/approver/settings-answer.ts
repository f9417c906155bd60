import type { InferOutput } from 'valibot'
import type { settingsAnswer as shape } from '../contract/answers.ts'
import type { TenantSettings } from '../domain/settings.ts'
import { formatDuration, type Seconds } from '../domain/time.ts'

export type SettingsAnswer = InferOutput<typeof shape>

/** The settings as the tenant's own approvers see them. */
export const settingsAnswer = (
  settings: TenantSettings,
  you: string,
  deployment: { readonly accessPeriod: Seconds; readonly approvalWindow: Seconds },
): SettingsAnswer => ({
  tenantId: settings.tenantId,
  name: settings.name,
  version: settings.version,
  policy: settings.policy,
  approvalMode: settings.approvalMode,
  approvers: Object.entries(settings.approvers).map(([id, { name, email, unconfirmed }]) => ({
    id,
    name,
    email,
    confirmed: !unconfirmed,
  })),
  observers: Object.entries(settings.observers ?? {}).map(([id, { name, email }]) => ({ id, name, email })),
  maxAccessPeriod: formatDuration(settings.maxAccessPeriod),
  maxAccessLevel: settings.maxAccessLevel,
  timeZone: settings.timeZone,
  denyNeedsReason: settings.denyNeedsReason === true,
  warnings: warnings(settings),
  you,
  deploymentMaxAccessPeriod: formatDuration(deployment.accessPeriod),
  approvalWindow: formatDuration(deployment.approvalWindow),
})

function warnings({ approvers }: TenantSettings): SettingsAnswer['warnings'] {
  const confirmed = Object.values(approvers).filter(({ unconfirmed }) => !unconfirmed)
  if (confirmed.length === 0) return ['NobodyConfirmed']
  return confirmed.length === 1 ? ['OneApproverOnly'] : []
}
