import type { LedgerRefusal } from '../domain/acceptance.ts'
import type { EventType } from '../domain/events.ts'
import type { Key } from '../domain/keys.ts'
import type { Head, LedgerEntry, RecordedEvent } from '../domain/ledger.ts'
import type { RequestKey } from '../domain/request.ts'
import type { Instant } from '../domain/time.ts'

/** Where an event stands in the ledger: what is found under its id. */
export interface Appended {
  readonly seq: number
  readonly recordedAt: Instant
  readonly hash: string
  /** Of the event as it lay in its domain's outbox (`eventDigest`): tells a repeat from another event with the same id. */
  readonly digest: string
  /** The state that a transition led to. */
  readonly after?: string
}

/** The `Ledger` table as its one writer sees it. Reads are strongly consistent. */
export interface LedgerTable {
  readonly head: (tenantId: string) => Promise<Head | undefined>
  /** By event id; what was never appended is missing. */
  readonly find: (tenantId: string, eventIds: readonly string[]) => Promise<ReadonlyMap<string, Appended>>
  /** False, and nothing was written, when the number or the event's id is taken, or another writer was in the way. */
  readonly insert: (entry: LedgerEntry, digest: string) => Promise<boolean>
}

/** What the bus says of an event: everything but the personal values. The detail of the bus's event. */
export interface Announcement {
  readonly tenantId: string
  readonly requestId?: string
  readonly eventId: string
  readonly seq: number
  readonly hash: string
  readonly event: RecordedEvent
}

export interface Bus {
  /** Resolves once the bus took it; whoever listens may get it more than once. */
  readonly publish: (announcement: Announcement) => Promise<void>
}

/** An event that the ledger did not take, with the reason. */
export interface RefusedEvent {
  readonly key: Key
  readonly reason: LedgerRefusal
  readonly found: unknown
}

/** Keeps refused events for whoever looks into the alarm. */
export interface RefusedStore {
  /** Resolves to the name it is kept under: the same for the same event, so to repeat it adds nothing. */
  readonly keep: (refused: RefusedEvent) => Promise<string>
}

/** What an auditor looks for; all of it must hold. `from` counts, `to` does not any more. */
export interface AuditFilter {
  readonly from?: Instant
  readonly to?: Instant
  /** As `actorSought` gives it: an address or, of actors that have none, an id; in lower case. */
  readonly actor?: string
  readonly environmentId?: string
  readonly type?: EventType
  /** Of any of these types. */
  readonly types?: readonly EventType[]
  /** Of a request of the same tenant. */
  readonly ulid?: string
  readonly supportTicket?: string
}

/** Where a page of the ledger ended; the time matters only to the indexes, which are sorted by it. */
export interface LedgerPosition {
  readonly seq: number
  readonly recordedAt?: Instant
}

/** The `Ledger` table as auditors see it. */
export interface AuditTrail {
  /** Newest first, by exactly one read. A page may be short, even empty, and still not be the last. */
  readonly page: (
    tenantId: string,
    filter: AuditFilter,
    limit: number,
    after?: LedgerPosition,
  ) => Promise<{ readonly entries: readonly LedgerEntry[]; readonly next?: LedgerPosition }>
}

/** The `Ledger` table for whoever says what became of a request. */
export interface RequestLedger {
  /**
   * The entries that moved it, in their order; strongly consistent, and no index is asked. Each was recomputed: throws
   * where one is not what the ledger made of this move of this request.
   */
  readonly moves: (request: RequestKey) => Promise<readonly LedgerEntry[]>
}
