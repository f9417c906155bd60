import { actorSought } from '../domain/events.ts'
import { keyPart } from '../domain/ids.ts'
import { type Key, prefix } from '../domain/keys.ts'
import { type LedgerEntry, paddedSeq } from '../domain/ledger.ts'
import type { Instant } from '../domain/time.ts'
import type { Appended } from '../ports.ts'
import { ledgerIndexPrefix } from '../runtime/tables.ts'

/** Keys of the `Ledger` table and of its indexes. */
export const ledgerKey = {
  tenant: (tenantId: string): string => `${prefix.ledger.tenant}${tenantId}`,
  entry: (tenantId: string, seq: number): Key => ({ pk: ledgerKey.tenant(tenantId), sk: paddedSeq(seq) }),
  event: (tenantId: string, eventId: string): Key => ({ pk: `${prefix.ledger.event}${tenantId}`, sk: eventId }),
  time: (recordedAt: Instant, seq: number): string => `${recordedAt}#${paddedSeq(seq)}`,
  /** By what `actorSought` gives. */
  actor: (tenantId: string, sought: string): string => `${ledgerIndexPrefix.actor}${tenantId}#${keyPart(sought)}`,
  request: (tenantId: string, ulid: string): string => `${ledgerIndexPrefix.request}${tenantId}#${ulid}`,
  environment: (tenantId: string, environmentId: string): string =>
    `${ledgerIndexPrefix.environment}${tenantId}#${environmentId}`,
} as const

/** The item of an entry: in an index only where it has what the index is about. */
export function entryItem(entry: LedgerEntry) {
  const { tenantId, requestId, environmentId } = entry.event.data
  const sought = actorSought(entry.personal)
  return {
    ...ledgerKey.entry(tenantId, entry.seq),
    ...entry,
    timeKey: ledgerKey.time(entry.recordedAt, entry.seq),
    ...(sought && { actorKey: ledgerKey.actor(tenantId, sought) }),
    // `<tenant>.<ulid>`: a tenant id has no dot.
    ...(requestId && { requestKey: ledgerKey.request(tenantId, requestId.slice(tenantId.length + 1)) }),
    ...(environmentId && { environmentKey: ledgerKey.environment(tenantId, environmentId) }),
  }
}

/** The item that keeps an event from being appended twice. */
export const markerItem = (entry: LedgerEntry, digest: string) => ({
  ...ledgerKey.event(entry.event.data.tenantId, entry.event.id),
  seq: entry.seq,
  recordedAt: entry.recordedAt,
  hash: entry.hash,
  digest,
  after: entry.event.data.after,
})

/** The entry in an item. */
export function entryOf(item: Record<string, unknown>): LedgerEntry {
  const { seq, recordedAt, hash, prevHash, event, personal } = item as unknown as LedgerEntry
  return { seq, recordedAt, hash, prevHash, event, personal }
}

/** What a marker says. */
export function appendedOf(item: Record<string, unknown>): Appended {
  const { seq, recordedAt, hash, digest, after } = item as unknown as Appended
  return { seq, recordedAt, hash, digest, ...(after && { after }) }
}
