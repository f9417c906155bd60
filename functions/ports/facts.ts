import type { Confirmation } from '../domain/confirmation.ts'
import type { Proposal } from '../domain/proposal.ts'
import type { AccessRequest } from '../domain/request.ts'
import type { Environment, EnvironmentMark, TenantSettings } from '../domain/settings.ts'
import type { Instant } from '../domain/time.ts'
import type { StoredAnswer, StoredRequest } from './stored.ts'

// What use cases are judged by: each one consistent read.

/** Everything that a start is judged by, from one consistent batch read. */
export interface StartFacts {
  readonly settings?: TenantSettings
  readonly environment?: Environment
  readonly unmanaged: boolean
  readonly latestUlid?: string
  readonly answer?: StoredAnswer
  readonly startsThisHour: number
  /** It is recorded for this hour that no approval is needed. */
  readonly noted: boolean
  /** The request that this one asks to go on from. */
  readonly former?: AccessRequest
}

/** Everything that a decision is judged by, from one consistent batch read. */
export interface DecisionFacts {
  readonly stored?: StoredRequest
  readonly settings?: TenantSettings
}

/** Everything that a confirmation of an address is judged by, from one consistent batch read. */
export interface ConfirmationFacts {
  readonly settings?: TenantSettings
  readonly confirmation?: Confirmation
}

/** Everything that taking an environment in or out of the policy is judged by, from one consistent batch read. */
export interface EnvironmentFacts {
  readonly settings?: TenantSettings
  readonly environment?: Environment
  readonly mark?: EnvironmentMark
  /** Emergency access is refused until then; it may be over. */
  readonly brakeUntil?: Instant
}

/** Everything that a proposal is judged by, from one consistent batch read. */
export interface ProposalFacts {
  readonly settings?: TenantSettings
  readonly proposal?: Proposal
}

/** Everything that the start of a fire drill is judged by. */
export interface DrillFacts {
  readonly settings?: TenantSettings
  readonly environments: readonly Environment[]
  /** Ids of the environments that the customer took out of the policy. */
  readonly unmanaged: ReadonlySet<string>
  readonly latestUlid?: string
  readonly startsToday: number
}

/** Everything that a migration of an environment is judged by, from one consistent batch read. */
export interface MigrationFacts {
  readonly from: { readonly settings?: TenantSettings; readonly environment?: Environment }
  readonly to: { readonly settings?: TenantSettings; readonly environment?: Environment }
}

/** Everything that an emergency is judged by, from one consistent batch read. */
export interface EmergencyFacts {
  readonly settings?: TenantSettings
  readonly environment?: Environment
  readonly unmanaged: boolean
  readonly brakeUntil?: Instant
  readonly openedToday: number
}
