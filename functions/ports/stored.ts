import type { Handed } from '../domain/duties.ts'
import type { StoredLink } from '../domain/links.ts'
import type { AccessLevel, AccessRequest, RequestKey } from '../domain/request.ts'
import type { Instant } from '../domain/time.ts'

// What the State table keeps beside what the domain knows.

/** What lets an operator in: put when a grant opens, deleted when it closes; counts only once `recordedSeq` is set. */
export interface Door {
  readonly request: RequestKey
  readonly environmentId: string
  readonly operatorId: string
  readonly service: string
  /** What opened it: an approval, or an emergency. */
  readonly basis: 'Approved' | 'Emergency'
  /** The machine client that asked in the operator's name: it alone may ask for tokens in that name. */
  readonly client?: string
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
  /** What the mail service said became of it. */
  readonly delivery?: MailDelivery
}

/** What became of a mail after it was sent. */
export interface MailDelivery {
  readonly status: 'delivered' | 'bounced' | 'complained' | 'rejected'
  readonly at: Instant
  /** Why it did not arrive, in the mail service's words. */
  readonly detail?: string
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
  /** The version that its execution has read after it woke. */
  readonly settled?: number
  /** What the sweep handed to others. */
  readonly handed?: Handed
  /** When its approvers were last reminded. */
  readonly reminded?: Instant
  /** When its operator was warned of the end. */
  readonly warned?: Instant
  /** When the approvers were last asked to take note of an emergency. */
  readonly acknowledgeAsked?: Instant
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

/** How a grant was used: at data services (`check`), or by tokens and credentials that were given out (`pass`). */
export interface Uses {
  readonly count: number
  readonly firstAt: Instant
  readonly lastAt: Instant
}

/** A mail about to be sent; without a link where the tenant decides signed in only. */
export interface PreparedMail {
  readonly approverId: string
  /** Missing: an outcome's mail, of which the request keeps the link alone. */
  readonly mail?: MailRecord
  readonly link?: { readonly name: string; readonly stored: StoredLink }
}
