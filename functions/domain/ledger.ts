import { canonicalJson, sha256Hex, sha256HexAfter } from './digest.ts'
import type { AuditEvent, EventData, SaltedValue, SealedEvent } from './events.ts'
import type { Domain } from './keys.ts'
import type { Instant } from './time.ts'

/** What the ledger itself says of an event, and hashes with it. */
export interface Recording {
  /** The domain of the outbox that the event lay in: what IAM vouches for, not what the event says of itself. */
  readonly domain: Domain
  readonly seq: number
  readonly recordedAt: Instant
}

/** An event as the ledger hashes it: where it came from, its place and the time of its recording are part of it. */
export interface RecordedEvent extends Omit<AuditEvent, 'data'> {
  readonly data: EventData & Recording
}

/** Where the next event is appended. */
export interface Head {
  readonly seq: number
  readonly recordedAt: Instant
  readonly hash: string
}

/** One event of a tenant's ledger. Hashes are lower-case hex of SHA-256. The format is written in `docs/ledger.md`. */
export interface LedgerEntry extends Head {
  readonly prevHash: string
  readonly event: RecordedEvent
  /** What the hashes in `event.data.personal` stand for; a value that was erased is missing. */
  readonly personal: Readonly<Record<string, SaltedValue>>
}

/** Sixteen digits: the largest safe integer has as many, and text sorts as numbers do. */
export const paddedSeq = (seq: number): string => String(seq).padStart(16, '0')

/** What the chain of a tenant starts from: SHA-256 of the UTF-8 bytes of `lockbox/1/<tenant>` (design §7). */
export const genesis = (tenantId: string): string => sha256Hex(`lockbox/1/${tenantId}`)

/** `hash(n) = SHA-256(hash(n-1) ‖ canonical(event n))`: the raw 32 bytes, then the UTF-8 of the JCS form. */
export const chainHash = (prevHash: string, event: RecordedEvent): string => hashAfter(prevHash, canonicalJson(event))

/** The same, of an event that is in its canonical form already. */
export const hashAfter = (prevHash: string, canonicalEvent: string): string =>
  sha256HexAfter(prevHash, 'hex', canonicalEvent)

/** The event with what the ledger says of it. */
export const recorded = (event: AuditEvent, { domain, seq, recordedAt }: Recording): RecordedEvent => ({
  ...event,
  data: { ...event.data, domain, seq, recordedAt },
})

/**
 * The entry that `sealed`, found in an outbox of `domain`, becomes behind `head` (undefined: it is the tenant's
 * first). Clocks of two functions differ, the ledger's order does not: an entry is never recorded before its
 * predecessor.
 */
export function appendTo(head: Head | undefined, domain: Domain, sealed: SealedEvent, now: Instant): LedgerEntry {
  const seq = (head?.seq ?? 0) + 1
  const recordedAt = head && head.recordedAt > now ? head.recordedAt : now
  const prevHash = head?.hash ?? genesis(sealed.event.data.tenantId)
  const event = recorded(sealed.event, { domain, seq, recordedAt })
  return { seq, recordedAt, prevHash, hash: chainHash(prevHash, event), event, personal: sealed.personal }
}
