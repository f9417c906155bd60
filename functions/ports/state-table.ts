import type { AccessPlace, RequestStanding } from '../domain/access-check.ts'
import type { Comment, CommentSide } from '../domain/comments.ts'
import type { Confirmation } from '../domain/confirmation.ts'
import type { Look } from '../domain/duties.ts'
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
  EmergencyFacts,
  EnvironmentFacts,
  MigrationFacts,
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
    readonly notedKey: Key
    readonly former?: RequestKey
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
  /** Creates a tenant's settings once, with its first event and its place in the registry, by PartiQL inserts only; false when they exist. */
  readonly createSettings: (settings: TenantSettings, sealed: SealedEvent) => Promise<boolean>
  /** Stores fresh links, before their mails are sent, while the request is as it was read; false when it is not. */
  readonly prepareMails: (
    request: AccessRequest,
    prepared: readonly PreparedMail[],
    obsoleteLinks: readonly string[],
    now: Instant,
    wish?: MailWanted,
    /** A reminder, while nobody reminded since `former`. */
    reminder?: { readonly former?: Instant },
  ) => Promise<boolean>
  /** The wish for mails was served; no-op when it is gone or another one. */
  readonly finishWish: (request: RequestKey, wish: MailWanted) => Promise<void>
  /**
   * The execution has read this version, and nobody has to wake it any more: the sweep looks next when told, or never.
   * No-op when the version has moved on, or something else became due meanwhile.
   */
  readonly noteSettled: (stored: StoredRequest, next: Instant | undefined) => Promise<void>
  /**
   * What the sweep does now and when it looks next, before it does it; false when somebody else changed the item since
   * it was read. A new `attempt` forgets where the former execution waited, and what it had read.
   */
  readonly noteLook: (
    stored: StoredRequest,
    look: Pick<Look, 'handed' | 'next'> & { readonly attempt?: number; readonly acknowledgeAsked?: Instant },
  ) => Promise<boolean>
  readonly confirmation: (tenantId: string, approverId: string) => Promise<Confirmation | undefined>
  readonly confirmationFacts: (tenantId: string, approverId: string) => Promise<ConfirmationFacts>
  /** Stores a code's MAC before its mail is sent; false when another wish, or another run of notify, came in between. */
  readonly prepareConfirmation: (confirmation: Confirmation, mac: Uint8Array, now: Instant) => Promise<boolean>
  /** Nothing is to be sent any more; no-op when another wish took this one's place. */
  readonly finishConfirmation: (confirmation: Confirmation) => Promise<void>
  /** All environments of a tenant with the customer's marks and brakes, by id. */
  readonly environments: (tenantId: string) => Promise<
    readonly {
      readonly environment: Environment
      readonly mark?: EnvironmentMark
      readonly brakeUntil?: Instant
    }[]
  >
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
  /** Every door of the tenant, those into one environment, or those of one operator into it; also those that are over. */
  readonly doorsOf: (
    tenantId: string,
    of?: { readonly environmentId: string; readonly operatorId?: string },
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

  // For the vendor's administrators.
  /** Puts a tenant into the registry, unless it is there. */
  readonly register: (tenantId: string) => Promise<void>
  /** A request without its links and its task token. */
  readonly shownRequest: (key: RequestKey) => Promise<AccessRequest | undefined>
  /** Grants that an operator seems to have open, in all tenants; from an index, so eventually consistent. Never decides. */
  readonly grantsOf: (operatorId: string) => Promise<readonly RequestKey[]>
  /** Requests that seem to wait for a decision about an environment, or to be granted; from an index. Never decides. */
  readonly openOn: (tenantId: string, environmentId: string) => Promise<readonly RequestKey[]>
  readonly migrationFacts: (migration: {
    readonly environmentId: string
    readonly from: string
    readonly to: string
  }) => Promise<MigrationFacts>
  readonly emergencyFacts: (tenantId: string, environmentId: string, countKey: Key) => Promise<EmergencyFacts>
}

/** What is overdue: read from the sparse index by `dueAt`, so eventually consistent; whoever heals re-reads by key. */
export interface DueIndex {
  readonly due: (now: Instant) => Promise<readonly { readonly key: Key; readonly dueAt: Instant }[]>
}
