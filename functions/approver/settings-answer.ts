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
  approvers: byId(settings.approvers).map(([id, { name, email, unconfirmed }]) => ({
    id,
    name,
    email,
    confirmed: !unconfirmed,
  })),
  observers: byId(settings.observers ?? {}).map(([id, { name, email }]) => ({ id, name, email })),
  auditors: byId(settings.auditors ?? {}).map(([id, { name, email, mails }]) => ({
    id,
    name,
    email,
    mails: [...mails],
  })),
  maxAccessPeriod: formatDuration(settings.maxAccessPeriod),
  maxAccessLevel: settings.maxAccessLevel,
  timeZone: settings.timeZone,
  denyNeedsReason: settings.denyNeedsReason === true,
  warnings: warnings(settings),
  you,
  deploymentMaxAccessPeriod: formatDuration(deployment.accessPeriod),
  approvalWindow: formatDuration(deployment.approvalWindow),
})

/** In the order in which they came: a map of DynamoDB has none, and the answer's ETag must not hang on it. */
const byId = <T>(people: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(people).sort(([a], [b]) => (a < b ? -1 : 1))

function warnings({ approvers }: TenantSettings): SettingsAnswer['warnings'] {
  const confirmed = Object.values(approvers).filter(({ unconfirmed }) => !unconfirmed)
  if (confirmed.length === 0) return ['NobodyConfirmed']
  return confirmed.length === 1 ? ['OneApproverOnly'] : []
}
