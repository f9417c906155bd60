import type { AccessPlace, RequestStanding } from '../domain/access-check.ts'
import type { Comment, CommentSide } from '../domain/comments.ts'
import type { Confirmation } from '../domain/confirmation.ts'
import type { SealedEvent } from '../domain/events.ts'
import type { Key } from '../domain/keys.ts'
import type { Notice } from '../domain/notice.ts'
import type { AccessRequest, RequestKey } from '../domain/request.ts'
import type { Environment, EnvironmentMark, TenantSettings } from '../domain/settings.ts'
import type { Instant } from '../domain/time.ts'
import type {
  ConfirmationFacts,
  DecisionFacts,
  DrillFacts,
  EnvironmentFacts,
  ProposalFacts,
  StartFacts,
} from './facts.ts'
import type { ListFilter, Page, RequestPlace, TenantList } from './lists.ts'
import type { Door, MailWanted, PreparedMail, StoredRequest, Uses } from './stored.ts'
import type { Committed, Write } from './writes.ts'

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
  readonly confirmation: (tenantId: string, approverId: string) => Promise<Confirmation | undefined>
  readonly confirmationFacts: (tenantId: string, approverId: string) => Promise<ConfirmationFacts>
  /** Stores a code's MAC before its mail is sent; false when another wish, or another run of notify, came in between. */
  readonly prepareConfirmation: (confirmation: Confirmation, mac: Uint8Array, now: Instant) => Promise<boolean>
  /** Nothing is to be sent any more; no-op when another wish took this one's place. */
  readonly finishConfirmation: (confirmation: Confirmation) => Promise<void>
  /** All environments of a tenant with the customer's marks, by id. */
  readonly environments: (
    tenantId: string,
  ) => Promise<readonly { readonly environment: Environment; readonly mark?: EnvironmentMark }[]>
  readonly environmentFacts: (tenantId: string, environmentId: string) => Promise<EnvironmentFacts>
  readonly noticeFacts: (
    tenantId: string,
    eventId: string,
  ) => Promise<{ readonly notice?: Notice; readonly settings?: TenantSettings }>
  readonly proposalFacts: (tenantId: string) => Promise<ProposalFacts>
  /** Which of these were already told. */
  readonly told: (keys: readonly Key[]) => Promise<ReadonlySet<string>>

  // For the tenant's own approvers, and what both sides say about a request.
  /** Newest first; by an index where there is one, so eventually consistent. Never decides. */
  readonly tenantRequests: (
    tenantId: string,
    list: TenantList,
    limit: number,
    after?: RequestPlace,
  ) => Promise<{ readonly requests: readonly AccessRequest[]; readonly next?: RequestPlace }>
  /** Every door of the tenant, or those of one operator into one environment; also those that are over. */
  readonly doorsOf: (
    tenantId: string,
    of?: { readonly environmentId: string; readonly operatorId: string },
  ) => Promise<readonly Door[]>
  /** Both sides', oldest first. */
  readonly comments: (request: RequestKey) => Promise<readonly Comment[]>
  readonly comment: (side: CommentSide, request: RequestKey, id: string) => Promise<Comment | undefined>
  /** In the order of the keys; what was never counted is 0. */
  readonly countsOf: (keys: readonly Key[]) => Promise<readonly number[]>
  /** As the vendor named them, without the customer's marks. */
  readonly namedEnvironments: (tenantId: string) => Promise<readonly Environment[]>
  readonly drillFacts: (tenantId: string, countKey: Key) => Promise<DrillFacts>

  // For the check: every read strongly consistent.
  /** What decides whether lockbox governs a place, and which request is the operator's newest for it; one batch. */
  readonly accessPlace: (ask: {
    readonly tenantId: string
    readonly environmentId: string
    readonly operatorId: string
    readonly service: string
  }) => Promise<AccessPlace>
  /** How a request stands: nothing else of its item is read. */
  readonly requestStanding: (request: RequestKey) => Promise<RequestStanding | undefined>
  /** How a grant was used, by the function that recorded it; what never happened is left out. */
  readonly usesOf: (grant: RequestKey) => Promise<{ readonly check?: Uses; readonly pass?: Uses }>
}

/** What is overdue: read from the sparse index by `dueAt`, so eventually consistent; whoever heals re-reads by key. */
export interface DueIndex {
  readonly due: (now: Instant) => Promise<readonly { readonly key: Key; readonly dueAt: Instant }[]>
}
