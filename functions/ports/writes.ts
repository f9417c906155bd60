import type { Comment, CommentSide } from '../domain/comments.ts'
import type { Confirmation } from '../domain/confirmation.ts'
import type { SealedEvent } from '../domain/events.ts'
import type { ExportJob } from '../domain/exports.ts'
import type { Domain, Key } from '../domain/keys.ts'
import type { Notice } from '../domain/notice.ts'
import type { Proposal } from '../domain/proposal.ts'
import type { AccessRequest, RequestKey, Step } from '../domain/request.ts'
import type { Environment, EnvironmentMark, TenantSettings } from '../domain/settings.ts'
import type { Instant, Seconds } from '../domain/time.ts'
import type { Door, LinkUse, MailDelivery, MailRecord, MailWanted, StoredAnswer } from './stored.ts'

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
  | {
      readonly kind: 'count'
      readonly key: Key
      readonly below: number
      readonly now: Instant
      /** @default - a day */
      readonly keepFor?: Seconds
    }
  /** Signed-in approvers ask for mails, whoever wants them; a locked link of somebody's stays locked. */
  | {
      readonly kind: 'want-mails'
      readonly request: AccessRequest
      readonly wanted: MailWanted
      /** The wish that this one takes the place of. */
      readonly former?: MailWanted
      readonly dueAt: Instant
    }
  /** Closes a door that was found open, whatever its request says; fails when it is closed already. */
  | { readonly kind: 'close-found-door'; readonly door: Door }
  | {
      readonly kind: 'add-comment'
      readonly side: CommentSide
      readonly request: RequestKey
      readonly comment: Comment
    }
  | { readonly kind: 'set-latest-drill'; readonly request: RequestKey; readonly formerUlid?: string }
  | { readonly kind: 'put-environment'; readonly environment: Environment; readonly formerVersion?: number }
  | { readonly kind: 'mark-told'; readonly key: Key; readonly now: Instant }
  /** The customer's settings as a whole, while they are of the version that the change was judged by. */
  | { readonly kind: 'change-settings'; readonly before: TenantSettings; readonly after: TenantSettings }
  /** The customer's mark on an environment; 0 is the version of a mark that was never changed. */
  | {
      readonly kind: 'set-managed'
      readonly tenantId: string
      readonly environmentId: string
      readonly mark: EnvironmentMark
      readonly formerVersion: number
    }
  | { readonly kind: 'put-notice'; readonly notice: Notice }
  /** Takes the place of a former wish, and of its code. */
  | {
      readonly kind: 'want-confirmation'
      readonly confirmation: Omit<Confirmation, 'mac' | 'takenAt'> & { readonly dueAt: Instant }
    }
  | { readonly kind: 'count-wrong-code-of-confirmation'; readonly confirmation: Confirmation }
  /** No code is wanted any more; with `used`, this very code, with the wrong ones that were counted when it was read. */
  | {
      readonly kind: 'close-confirmation'
      readonly tenantId: string
      readonly approverId: string
      readonly used?: Confirmation
    }
  /** Only in the place of one that does not wait any more. */
  | { readonly kind: 'put-proposal'; readonly proposal: Proposal }
  | { readonly kind: 'close-proposal'; readonly proposal: Proposal; readonly state: 'stopped' | 'accepted' }
  /** A grant was used. With `oncePerMinute` it fails in a minute in which a use is counted already. */
  | {
      readonly kind: 'record-use'
      readonly domain: 'check' | 'pass'
      readonly grant: RequestKey
      readonly now: Instant
      readonly oncePerMinute?: true
    }
  /** There is such a tenant, or such a request; nothing else about it is looked at. */
  | { readonly kind: 'pin-tenant'; readonly tenantId: string }
  | { readonly kind: 'pin-existing'; readonly request: RequestKey }
  /** The request is as it was read. */
  | { readonly kind: 'pin-request'; readonly request: AccessRequest }
  /** The customer's brake on the environment, if there is one, is over at `now`. */
  | { readonly kind: 'pin-no-brake'; readonly tenantId: string; readonly environmentId: string; readonly now: Instant }
  /** Emergency access is refused until then. */
  | { readonly kind: 'put-brake'; readonly tenantId: string; readonly environmentId: string; readonly until: Instant }
  /** Takes away the brake that was seen. */
  | { readonly kind: 'lift-brake'; readonly tenantId: string; readonly environmentId: string; readonly until: Instant }
  /** An approver took note of an emergency, the first one to do so. */
  | { readonly kind: 'acknowledge'; readonly request: AccessRequest; readonly acknowledged: Step }
  /** The operator was warned of the end of this very grant: once. */
  | { readonly kind: 'note-warned'; readonly request: AccessRequest; readonly now: Instant }
  /** What became of the mail to one recipient, unless something newer is known of it. */
  | {
      readonly kind: 'note-delivery'
      readonly request: RequestKey
      readonly recipient: string
      readonly delivery: MailDelivery
    }
  /** The door is still open, and recorded as it was read. */
  | { readonly kind: 'pin-door'; readonly door: Door }
  /** No wrong code was counted since the link was read, whatever the request says. */
  | { readonly kind: 'pin-link'; readonly request: RequestKey; readonly link: LinkUse }
  | { readonly kind: 'put-export'; readonly job: ExportJob }
  | { readonly kind: 'emit'; readonly domain: Domain; readonly sealed: SealedEvent }

/** What came of a transaction: every part, or none and which conditions failed. Whoever lost reads again who won. */
export type Committed =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly failed: readonly Write['kind'][]
    }
