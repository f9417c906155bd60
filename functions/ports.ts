import type { LedgerRefusal } from './domain/acceptance.ts'
import type { EventType, SealedEvent } from './domain/events.ts'
import type { Domain, Key } from './domain/keys.ts'
import type { Head, LedgerEntry, RecordedEvent } from './domain/ledger.ts'
import type { StoredLink } from './domain/links.ts'
import type { AccessLevel, AccessRequest, RequestKey, RequestState } from './domain/request.ts'
import type { Environment, TenantSettings } from './domain/settings.ts'
import type { Instant } from './domain/time.ts'

/** Use cases take time and chance as arguments, so that a simulated world can drive the same code. */
export interface Clock {
  readonly now: () => Instant
}
export interface Random {
  readonly ulid: (at: Instant) => string
  readonly bytes: (count: number) => Uint8Array
}

/** What lets an operator in: put when a grant opens, deleted when it closes; counts only once `recordedSeq` is set. */
export interface Door {
  readonly request: RequestKey
  readonly environmentId: string
  readonly operatorId: string
  readonly service: string
  readonly accessLevel: AccessLevel
  readonly accessFrom: Instant
  readonly accessUntil: Instant
  /** Set by the ledger alone. */
  readonly recordedSeq?: number
}

/** How the mail to one approver went. */
export interface MailRecord {
  readonly email: string
  readonly status: 'preparing' | 'sent' | 'failed'
  readonly at: Instant
  readonly attempts: number
  /** The reason of the last failure, an error's name. */
  readonly error?: string
}

/** Somebody wants approvers mailed again; only notify makes links and codes. */
export interface MailWanted {
  /** A ULID: notify clears exactly the wish that it served. */
  readonly id: string
  readonly approvers: readonly string[]
  /** Set while a notify serves it; the relay hands a wish out once, the sweep again when it is overdue. */
  readonly takenAt?: Instant
}

/** A request with what only the workflow and the link page need of its item. */
export interface StoredRequest {
  readonly request: AccessRequest
  /** By `storedLinkName`. */
  readonly links: Readonly<Record<string, StoredLink>>
  /** Wrong codes by approver id. */
  readonly wrongCodes: Readonly<Record<string, number>>
  /** By approver id. */
  readonly mails: Readonly<Record<string, MailRecord>>
  readonly mailWanted?: MailWanted
  /** Where the execution waits. Only the relay sends it anywhere, and only to Step Functions. */
  readonly taskToken?: string
  readonly awaiting: boolean
  readonly dueAt?: Instant
  /** Which execution of this request this is: part of its name. */
  readonly attempt: number
}

/**
 * A link as it is used: by its stored name, for its approver, with the wrong codes that were counted when it was read.
 * Every use pins both numbers, so that guesses sent at the same moment cannot share one count.
 */
export interface LinkUse {
  readonly name: string
  readonly approverId: string
  readonly wrongSoFar: number
  readonly approverWrongSoFar: number
}

/** The answer that a start gave, kept for 24 hours for whoever sends the same key again. */
export interface StoredAnswer {
  readonly bodyDigest: string
  readonly status: number
  readonly body: unknown
}

/** Everything that a start is judged by, from one consistent batch read. */
export interface StartFacts {
  readonly settings?: TenantSettings
  readonly environment?: Environment
  readonly unmanaged: boolean
  readonly latestUlid?: string
  readonly answer?: StoredAnswer
  readonly startsThisHour: number
}

/** Everything that a decision is judged by, from one consistent batch read. */
export interface DecisionFacts {
  readonly stored?: StoredRequest
  readonly settings?: TenantSettings
}

/**
 * One part of a transaction. Every change of the table is a list of these, committed by one `TransactWriteItems`.
 * A `pin` changes nothing: it makes the transaction fail when the fact that a rule was evaluated against has changed.
 */
export type Write =
  | { readonly kind: 'create-request'; readonly request: AccessRequest; readonly dueAt: Instant }
  | {
      readonly kind: 'move-request'
      readonly before: AccessRequest
      readonly after: AccessRequest
      readonly now: Instant
      /** The execution must be woken by then; the sweep heals what is overdue. */
      readonly dueAt?: Instant
      /** A decision by link: no wrong code was counted since the link was found open. */
      readonly link?: LinkUse
      /** The execution itself makes this move: nobody has to wake it. */
      readonly forgetToken?: boolean
    }
  | { readonly kind: 'count-wrong-code'; readonly request: AccessRequest; readonly link: LinkUse }
  /** A fresh mail instead of a locked link: once per link. */
  | {
      readonly kind: 'want-mail'
      readonly request: AccessRequest
      readonly link: LinkUse
      readonly wanted: MailWanted
      /** The wish that this one takes the place of. */
      readonly former?: MailWanted
      readonly dueAt: Instant
    }
  /** How the mails went, by approver id. */
  | {
      readonly kind: 'mail-results'
      readonly request: RequestKey
      readonly mails: Readonly<Record<string, MailRecord>>
    }
  | { readonly kind: 'open-door'; readonly door: Door }
  | { readonly kind: 'close-door'; readonly request: AccessRequest }
  | { readonly kind: 'pin-settings'; readonly tenantId: string; readonly version: number }
  | {
      readonly kind: 'pin-environment'
      readonly tenantId: string
      readonly environmentId: string
      readonly version?: number
    }
  | { readonly kind: 'pin-managed'; readonly tenantId: string; readonly environmentId: string }
  /** The operator's former request for the same environment and service is no longer open at `now`. */
  | { readonly kind: 'pin-not-open'; readonly request: RequestKey; readonly now: Instant }
  | { readonly kind: 'set-latest'; readonly request: AccessRequest; readonly formerUlid?: string }
  | {
      readonly kind: 'remember-answer'
      readonly key: Key
      readonly answer: StoredAnswer
      readonly now: Instant
    }
  | { readonly kind: 'count'; readonly key: Key; readonly below: number; readonly now: Instant }
  | { readonly kind: 'put-environment'; readonly environment: Environment; readonly formerVersion?: number }
  | { readonly kind: 'mark-told'; readonly key: Key; readonly now: Instant }
  | { readonly kind: 'emit'; readonly domain: Domain; readonly sealed: SealedEvent }

/** What came of a transaction: every part, or none and which conditions failed. Whoever lost reads again who won. */
export type Committed =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly failed: readonly Write['kind'][]
    }

export interface Page<T> {
  readonly items: readonly T[]
  /** Opaque; present when there is more. */
  readonly cursor?: string
}

/** The `State` table. Reads are strongly consistent unless they say otherwise. */
export interface StateTable {
  readonly commit: (writes: readonly Write[]) => Promise<Committed>
  readonly startFacts: (keys: {
    readonly tenantId: string
    readonly environmentId: string
    readonly operatorId: string
    readonly service: string
    readonly answerKey?: Key
    readonly countKey: Key
    readonly now: Instant
  }) => Promise<StartFacts>
  readonly decisionFacts: (request: RequestKey) => Promise<DecisionFacts>
  readonly request: (key: RequestKey) => Promise<StoredRequest | undefined>
  readonly settings: (tenantId: string) => Promise<TenantSettings | undefined>
  readonly environment: (tenantId: string, environmentId: string) => Promise<Environment | undefined>
  /** Newest first; from an index, so eventually consistent. Never decides. */
  readonly listByOperator: (operatorId: string, filter: ListFilter, cursor?: string) => Promise<Page<AccessRequest>>
  /** Newest first, of one tenant (for the vendor's administrators). */
  readonly listByTenant: (tenantId: string, filter: ListFilter, cursor?: string) => Promise<Page<AccessRequest>>
  /** Creates a tenant's settings once, with its first event, by PartiQL inserts only; false when they exist. */
  readonly createSettings: (settings: TenantSettings, sealed: SealedEvent) => Promise<boolean>
  /** Stores fresh links, before their mails are sent, while the request still waits; false when it does not. */
  readonly prepareMails: (
    request: RequestKey,
    prepared: readonly PreparedMail[],
    obsoleteLinks: readonly string[],
    now: Instant,
    wish?: MailWanted,
  ) => Promise<boolean>
  /** The wish for mails was served; no-op when it is gone or another one. */
  readonly finishWish: (request: RequestKey, wish: MailWanted) => Promise<void>
  /** The execution is under way: nothing is due until the next transition. No-op when the version has moved on. */
  readonly clearDue: (request: AccessRequest, options?: { readonly forgetToken?: boolean }) => Promise<void>
  /** Which of these were already told. */
  readonly told: (keys: readonly Key[]) => Promise<ReadonlySet<string>>
}

/** A mail about to be sent; without a link where the tenant decides signed in only. */
export interface PreparedMail {
  readonly approverId: string
  readonly mail: MailRecord
  readonly link?: { readonly name: string; readonly stored: StoredLink }
}

export interface ListFilter {
  readonly tenantId?: string
  readonly state?: RequestState
  readonly supportTicket?: string
}

/** What is overdue: read from the sparse index by `dueAt`, so eventually consistent; whoever heals re-reads by key. */
export interface DueIndex {
  readonly due: (now: Instant) => Promise<readonly { readonly key: Key; readonly dueAt: Instant }[]>
}

/** What lies in an outbox: it says it is a sealed event, the ledger finds out whether that is so. */
export interface OutboxItem {
  readonly key: Key
  readonly sealed: unknown
}
/** What the ledger recorded of a grant; the door is marked only if it says the same. */
export interface RecordedGrant {
  readonly tenantId: string
  readonly environmentId: string
  readonly operatorId: string
  readonly ulid: string
  readonly service: string
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
  /** Marks the door item of a grant as recorded under `seq`; to repeat it changes nothing. */
  readonly markRecorded: (grant: RecordedGrant, seq: number) => Promise<DoorMark>
}

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

/** A mail's content; the adapter makes one raw MIME message of it. */
export interface MailMessage {
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Groups the mails of one request into one thread. */
  readonly threadId: string
}
export interface Mailer {
  /** Resolves once SES took the message. */
  readonly send: (message: MailMessage) => Promise<{ readonly messageId: string }>
}

/** Makes and checks the keyed MAC of a link's code; the key never leaves KMS. Notify makes, link checks. */
export interface CodeMaker {
  readonly mac: (message: Uint8Array) => Promise<Uint8Array>
}
export interface CodeChecker {
  readonly verify: (message: Uint8Array, mac: Uint8Array) => Promise<boolean>
}

/** The Step Functions side of a request. */
export interface Executions {
  /** Starts the execution `<requestId>-<attempt>`; one that runs or ran already counts as started. */
  readonly start: (request: RequestKey, attempt: number) => Promise<void>
  /** Wakes the waiting execution; one that is gone counts as woken (the table is re-read anyway). */
  readonly wake: (taskToken: string) => Promise<void>
}

/** Asks another function of the stack to do its job for these keys. */
export interface Invoker {
  readonly invoke: (functionName: string, payload: unknown) => Promise<void>
}

/** Somebody who can sign in to the customers' pool. */
export interface Account {
  readonly username: string
  /** Set when the account was made, and never changed. */
  readonly tenantId?: string
  /** False until its owner has chosen a password. */
  readonly entered: boolean
}
/** The customers' user pool, as invitations see it. */
export interface Accounts {
  readonly find: (email: string) => Promise<Account | undefined>
  /** Makes an account and has its owner mailed a temporary password; undefined when the address has one already. */
  readonly create: (person: {
    readonly email: string
    readonly name: string
    readonly tenantId: string
  }) => Promise<Account | undefined>
  /** Adds to a group; to repeat it changes nothing. */
  readonly admit: (account: Account, group: 'approver' | 'auditor') => Promise<void>
}
