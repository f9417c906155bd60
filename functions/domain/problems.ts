/**
 * Every reason for which a caller is refused. The code is the contract: it never changes its spelling. The detail
 * is for people and says what to do next. `runtime/problem-response.ts` is the one place that maps a code to HTTP.
 */
export type ProblemCode =
  | 'InvalidRequest'
  | 'PayloadTooLarge'
  | 'UnsupportedMediaType'
  | 'Unauthenticated'
  | 'Forbidden'
  | 'NotFound'
  | 'UnknownTenant'
  | 'UnknownEnvironment'
  | 'UnknownService'
  | 'NoApprover'
  | 'AccessLevelTooHigh'
  | 'RequestAlreadyOpen'
  | 'TooManyRequests'
  | 'IdempotencyMismatch'
  | 'AlreadyDecided'
  | 'RequestExpired'
  | 'NotAnApprover'
  | 'SelfApproval'
  | 'WayOfDecidingRefused'
  | 'NothingToEnd'
  | 'EnvironmentMoved'
  | 'WrongCode'
  | 'LinkLocked'
  | 'CustomerOwned'
  | 'VendorAddress'
  | 'VersionConflict'
  | 'LastApprover'
  | 'NotConfirmed'
  | 'AskChanged'
  | 'ReasonRequired'
  | 'ApproverCanAct'
  | 'ProposalNotDue'
  | 'NoGrant'
  | 'NoOutcome'
  | 'NotYetRecorded'
  | 'NotConfigured'
  | 'EmergencyRefused'
  | 'LockboxEnabled'
  | 'EnvironmentInUse'
  | 'Busy'
  | 'InternalError'

/** A refusal: expected, explained, and safe to show to the caller. */
export interface Problem {
  readonly code: ProblemCode
  /** What happened and what the caller can do next. Never a secret, never another tenant's fact. */
  readonly detail: string
  /** Members beside `code` and `detail` in the problem+json body, e.g. the id of the request that is already open. */
  readonly extra?: Readonly<Record<string, unknown>>
}

/** Either a value or the reason why there is none. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value })

export const refused = (code: ProblemCode, detail: string, extra?: Record<string, unknown>): Outcome<never> => ({
  ok: false,
  problem: { code, detail, ...(extra && { extra }) },
})

/** The value of an outcome; a refusal is thrown, for the layer that turns it into an answer. */
export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new ProblemError(outcome.problem)
}

/** Carries a problem through layers that can only throw. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem, options?: ErrorOptions) {
    super(`${problem.code}: ${problem.detail}`, options)
    this.name = 'ProblemError'
    this.problem = problem
  }
}
