import type { Key } from '../domain/keys.ts'
import type { DoorPlace } from '../domain/request-events.ts'
import type { Instant } from '../domain/time.ts'

/** What lies in an outbox: it says it is a sealed event, the ledger finds out whether that is so. */
export interface OutboxItem {
  readonly key: Key
  readonly sealed: unknown
}

/** What the ledger recorded of a grant; the door is marked only if it says the same. */
export interface RecordedGrant extends DoorPlace {
  readonly service: string
  readonly basis: 'Approved' | 'Emergency'
  readonly client?: string
  readonly accessLevel: string
  readonly accessUntil: Instant
}

/** `closed`: there is no such door (any more). `differs`: it opens more, or something else, than was recorded. */
export type DoorMark = 'marked' | 'closed' | 'differs'

/** The outbox as the ledger sees it. */
export interface Outbox {
  /** Those of the keys under which something lies, strongly consistent. */
  readonly read: (keys: readonly Key[]) => Promise<readonly OutboxItem[]>
  readonly remove: (key: Key) => Promise<void>
  /** Until when the customer refuses emergencies there, strongly consistent. */
  readonly brakeUntil: (tenantId: string, environmentId: string) => Promise<Instant | undefined>
  /**
   * Marks the door item of a grant as recorded under `seq`; to repeat it changes nothing. `refused`: one that has no mark
   * yet gets none, and differs.
   */
  readonly markRecorded: (grant: RecordedGrant, seq: number, refused?: boolean) => Promise<DoorMark>
  /** Takes the mark off whatever door lies there. */
  readonly unmark: (place: DoorPlace) => Promise<void>
}
