import type { Instant, Seconds } from './time.ts'

/** The states of design §3; their spelling is the same in code, API, mail, page and docs. */
export type RequestState =
  | 'ActionNeeded'
  | 'Approved'
  | 'Emergency'
  | 'Denied'
  | 'Expired'
  | 'Canceled'
  | 'Revoked'
  | 'Ended'

/** What people read. */
export const display: Readonly<Record<RequestState, string>> = {
  ActionNeeded: 'Action needed',
  Approved: 'Approved',
  Emergency: 'Emergency access',
  Denied: 'Denied',
  Expired: 'Expired',
  Canceled: 'Canceled',
  Revoked: 'Revoked',
  Ended: 'Access ended',
}

/** All states. */
export const requestStates = Object.keys(display) as readonly RequestState[]

export type AccessLevel = 'read' | 'write'

/** Whether `level` allows no more than `limit`. */
export const withinLevel = (level: AccessLevel, limit: AccessLevel): boolean => level === 'read' || limit === 'write'

/** Microsoft's reasons for access; `CustomerInitiatedSupport` needs a ticket (design §6). */
export const reasonTypes = [
  'CustomerInitiatedSupport',
  'VendorInitiatedService',
  'VendorInitiatedReview',
  'ThirdPartyDataRequest',
  'ProductionAlert',
] as const
export type ReasonType = (typeof reasonTypes)[number]

/** The support engineer who asks. `id` is the verified e-mail, lower case, unless configured otherwise. */
export interface Operator {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly country?: string
  readonly employer?: string
  /** The machine client that named this operator, when support tooling asked in their name. */
  readonly client?: string
}

/** From where somebody acted, as the gateway saw it. */
export interface Origin {
  readonly ip?: string
  readonly userAgent?: string
}

/**
 * How somebody proved who they are. The record says what is known, never more (design §5): `link-and-code` is
 * "decided with the link and code mailed to x@y".
 */
export type ProofMethod = 'access-token' | 'client-credentials' | 'link-and-code' | 'signed-in' | 'clock' | 'system'

/** Who moved a request, and everything that is recorded about them. */
export interface Actor extends Origin {
  readonly kind: 'operator' | 'approver' | 'vendor-admin' | 'auditor' | 'system'
  readonly id: string
  readonly name?: string
  readonly email?: string
  readonly client?: string
  readonly method: ProofMethod
}

/** One transition as it stays on the request: who, when, from where, how proven, and why. */
export interface Step {
  readonly by: Actor
  readonly at: Instant
  readonly reason?: string
}

/** One ask by one operator for one environment and service. Its public id is `<tenant>.<ulid>`. */
export interface AccessRequest {
  readonly tenantId: string
  readonly ulid: string
  /** 1 when started, plus one with each transition. */
  readonly version: number
  readonly state: RequestState
  readonly environmentId: string
  readonly environmentName: string
  readonly service: string
  readonly operator: Operator
  readonly reason: { readonly type: ReasonType; readonly detail: string }
  readonly supportTicket?: string
  /** As asked; what was granted may be less. */
  readonly accessLevel: AccessLevel
  readonly accessPeriod: Seconds
  readonly requestedAt: Instant
  readonly expiresAt: Instant
  readonly started: Step
  /** Ulid of the operator's own grant that this one asks to go on from. */
  readonly extends?: string
  /** Of an emergency: the incident that it is for. */
  readonly incident?: string
  /** Of an emergency: the approver who took note of it. It is no transition. */
  readonly acknowledged?: Step
  /** A fire drill of the customer's: it goes the whole way and opens no door. */
  readonly drill?: true
  /** Present once approved. */
  readonly granted?: {
    readonly accessLevel: AccessLevel
    readonly accessPeriod: Seconds
    readonly accessUntil: Instant
  }
  /** Approve or deny. */
  readonly decided?: Step
  /** Cancel, expire, revoke or end. */
  readonly closed?: Step
}

/** A request's key: also what the workflow and the sweep hand around. */
export interface RequestKey {
  readonly tenantId: string
  readonly ulid: string
}

/** `<tenant>.<ulid>`, so that every read is by key. */
export const requestId = (key: RequestKey): string => `${key.tenantId}.${key.ulid}`
