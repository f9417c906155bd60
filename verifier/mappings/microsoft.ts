import { personalValue } from '../../functions/domain/entry-words.ts'
import type { Exported } from './exported.ts'

const operation = 'LockboxRequestOperation'
const lockbox = 'powerplatform.analytics.resource.tenant.lockbox'

/** States in the words of Microsoft's example where it has one; the others are ours. */
export const microsoftStates: Readonly<Record<string, string>> = {
  'lockbox.request.started': 'Created',
  'lockbox.request.approved': 'Approved',
  'lockbox.request.denied': 'Denied',
  'lockbox.request.canceled': 'Canceled',
  'lockbox.request.expired': 'Expired',
  'lockbox.request.emergency': 'Emergency',
  'lockbox.request.revoked': 'Revoked',
  'lockbox.request.ended': 'Ended',
}

type Property = readonly [name: string, of: (entry: Exported) => string | undefined]

/** The keys, in the order of Microsoft's example; documented in `docs/exports.md`. */
export const microsoftKeys: readonly Property[] = [
  [`${lockbox}.data_access.duration`, ({ event }) => hours(event.data.details.accessPeriod)],
  [`${lockbox}.support_ticket.id`, ({ event }) => event.data.supportTicket ?? 'vendor initiated'],
  [`${lockbox}.request.state`, ({ event }) => microsoftStates[event.type]],
  [`${lockbox}.request.expiration_time`, ({ event }) => american(event.data.details.expiresAt)],
  [`${lockbox}.request.id`, ({ event }) => event.data.requestId],
  ['version', () => '1.0'],
  ['type', () => 'PowerPlatformAdministratorActivityRecord'],
  ['powerplatform.analytics.activity.name', () => operation],
  ['powerplatform.analytics.activity.id', ({ event }) => event.id],
  ['powerplatform.analytics.resource.environment.id', ({ event }) => event.data.environmentId],
  ['enduser.id', (entry) => personalValue(entry, 'actor.id')],
  ['enduser.principal_name', (entry) => personalValue(entry, 'actor.email') ?? personalValue(entry, 'actor.name')],
  ['enduser.role', ({ event }) => event.data.actor.kind],
  ['powerplatform.analytics.resource.tenant.id', ({ event }) => event.data.tenantId],
]

/**
 * A transition of a request as Microsoft's audit log has one: the common members of the Office 365 Management Activity
 * API, and the properties that Power Platform documents. Undefined: Microsoft records nothing of the kind.
 */
export function toMicrosoft(entry: Exported): Readonly<Record<string, unknown>> | undefined {
  const { event } = entry
  if (!Object.hasOwn(microsoftStates, event.type)) return undefined
  return {
    CreationTime: event.time.replace(/\.\d{3}Z$/, ''),
    Id: event.id,
    Operation: operation,
    OrganizationId: event.data.tenantId,
    UserId: personalValue(entry, 'actor.email') ?? personalValue(entry, 'actor.id') ?? '',
    PropertyCollection: microsoftKeys.flatMap(([Name, of]) => {
      const Value = of(entry)
      return Value === undefined ? [] : [{ Name, Value }]
    }),
  }
}

/** Seconds as hours, `8` or `0.5`. */
const hours = (seconds: unknown): string | undefined =>
  typeof seconds === 'number' ? String(Math.round((seconds / 3600) * 100) / 100) : undefined

/** `6/1/2024 11:59:15 PM +00:00`, as Microsoft's example has it. */
function american(at: unknown): string | undefined {
  const [, year, month, day, hour, rest] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d)(:\d\d:\d\d)/.exec(String(at)) ?? []
  if (hour === undefined) return undefined
  return `${Number(month)}/${Number(day)}/${year} ${Number(hour) % 12 || 12}${rest} ${Number(hour) < 12 ? 'AM' : 'PM'} +00:00`
}
