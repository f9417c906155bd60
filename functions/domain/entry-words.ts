import { type EventType, opensDoor } from './events.ts'
import type { LedgerEntry } from './ledger.ts'
import type { AccessLevel } from './request.ts'
import { formatDuration, type Instant, instantForm } from './time.ts'

/** What of an entry says what happened; its place and its hash are beside it. */
export type ReadEntry = Pick<LedgerEntry, 'seq' | 'hash' | 'recordedAt' | 'event' | 'personal'>

/** Who did it, and how they proved who they are. An erased value is missing. */
export interface Doer {
  readonly kind: string
  readonly method: string
  readonly id?: string
  readonly name?: string
  readonly email?: string
  readonly client?: string
}

/** A personal value of an entry; undefined when it never had one, or when it was erased. */
export const personalValue = ({ personal }: Pick<ReadEntry, 'personal'>, name: string): string | undefined =>
  Object.hasOwn(personal, name) ? personal[name]?.value : undefined

const named = <K extends string>(key: K, value: string | undefined): { readonly [k in K]?: string } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [k in K]?: string }

/** Who did what an entry says. Neither address nor program: those are for the ledger's own readers. */
export function doerOf(entry: ReadEntry): Doer {
  const { kind, method, client } = entry.event.data.actor
  return {
    kind,
    method,
    ...named('id', personalValue(entry, 'actor.id')),
    ...named('name', personalValue(entry, 'actor.name')),
    ...named('email', personalValue(entry, 'actor.email')),
    ...named('client', client),
  }
}

/** Whom a request is for, by its first event. */
export const operatorIn = (
  first: ReadEntry,
): { readonly id?: string; readonly name?: string; readonly email?: string } => ({
  ...named('id', personalValue(first, 'operator.id')),
  ...named('name', personalValue(first, 'operator.name')),
  ...named('email', personalValue(first, 'operator.email')),
})

/** Why access is asked for, by a request's first event; undefined when all of it was erased. */
export function reasonIn(first: ReadEntry): { readonly type?: string; readonly detail?: string } | undefined {
  const type = first.event.data.details.reasonType
  const reason = {
    ...named('type', typeof type === 'string' ? type : undefined),
    ...named('detail', personalValue(first, 'reason.detail')),
  }
  return Object.keys(reason).length > 0 ? reason : undefined
}

/** What somebody said of what they did. */
export const whyIn = (entry: ReadEntry): { readonly why?: string } => named('why', personalValue(entry, 'reason'))

/** Level and period in an event's details: as asked in a request's first event, as given in an approval. */
export function accessIn({ event }: ReadEntry): { readonly accessLevel?: AccessLevel; readonly accessPeriod?: string } {
  const { accessLevel, accessPeriod } = event.data.details
  return {
    ...((accessLevel === 'read' || accessLevel === 'write') && { accessLevel }),
    ...(typeof accessPeriod === 'number' && accessPeriod > 0 && { accessPeriod: formatDuration(accessPeriod) }),
  }
}

/** What a request's access was, by the event that opened it; undefined for any other, and for one that says it wrong. */
export function grantIn(
  entry: ReadEntry,
): { readonly accessLevel: AccessLevel; readonly accessPeriod?: string; readonly accessUntil: Instant } | undefined {
  if (!opensDoor(entry.event.type)) return undefined
  const { accessLevel, ...rest } = accessIn(entry)
  const { accessUntil } = entry.event.data.details
  return accessLevel && typeof accessUntil === 'string' && instantForm.test(accessUntil)
    ? { accessLevel, ...rest, accessUntil }
    : undefined
}

/** What became of a request, by the type of its newest transition; its start is no outcome. */
export const outcomeOfType = {
  'lockbox.request.approved': 'approved',
  'lockbox.request.denied': 'denied',
  'lockbox.request.expired': 'expired',
  'lockbox.request.canceled': 'canceled',
  'lockbox.request.emergency': 'emergency',
  'lockbox.request.revoked': 'revoked',
  'lockbox.request.ended': 'ended',
} as const satisfies Partial<Record<EventType, string>>
