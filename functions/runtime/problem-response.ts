import type { Problem, ProblemCode } from '../domain/problems.ts'
import type { HttpAnswer } from './http-answer.ts'

/** The one place where a refusal becomes HTTP: status and title by code (RFC 9457). */
const answers: Readonly<Record<ProblemCode, readonly [status: number, title: string]>> = {
  InvalidRequest: [400, 'The request is not valid'],
  PayloadTooLarge: [413, 'The body is too large'],
  UnsupportedMediaType: [415, 'The body is not JSON'],
  Unauthenticated: [401, 'Sign in first'],
  Forbidden: [403, 'Not allowed'],
  NotFound: [404, 'Not found'],
  UnknownTenant: [404, 'Unknown tenant'],
  UnknownEnvironment: [404, 'Unknown environment'],
  UnknownService: [422, 'Unknown service'],
  NoApprover: [409, 'Nobody can approve'],
  AccessLevelTooHigh: [422, 'Access level too high'],
  RequestAlreadyOpen: [409, 'A request is already open'],
  TooManyRequests: [429, 'Too many requests'],
  IdempotencyMismatch: [422, 'Idempotency key used for another body'],
  AlreadyDecided: [409, 'Already decided'],
  RequestExpired: [409, 'The request expired'],
  NotAnApprover: [403, 'Not an approver'],
  SelfApproval: [403, 'Nobody decides their own request'],
  WayOfDecidingRefused: [403, 'Sign in to decide'],
  NothingToEnd: [409, 'No open access'],
  EnvironmentMoved: [409, 'The environment was moved'],
  WrongCode: [403, 'Wrong code'],
  LinkLocked: [403, 'This link is locked'],
  CustomerOwned: [403, 'Owned by the customer'],
  VendorAddress: [422, "One of the vendor's own addresses"],
  VersionConflict: [409, 'Changed in the meantime'],
  LastApprover: [409, 'The last approver'],
  NotConfirmed: [403, 'The address is not confirmed'],
  AskChanged: [409, 'Not what was shown'],
  ReasonRequired: [422, 'A reason is needed'],
  ApproverCanAct: [409, 'An approver can act'],
  ProposalNotDue: [409, 'Not yet'],
  NoGrant: [409, 'No open grant'],
  NoOutcome: [409, 'Not decided yet'],
  NotYetRecorded: [409, 'Not recorded yet'],
  NotConfigured: [404, 'Not configured'],
  EmergencyRefused: [409, 'Emergency access is refused'],
  LockboxEnabled: [409, 'Lockbox is on'],
  EnvironmentInUse: [409, 'The environment is in use'],
  Busy: [503, 'Try again'],
  InternalError: [500, 'Something went wrong'],
}

/** HTTP status of a problem. */
export const statusOf = (problem: Problem): number => answers[problem.code][0]

/** Short title of a problem, the same for every instance of its code. */
const titleOf = (problem: Problem): string => answers[problem.code][1]

/** `application/problem+json` of a refusal. */
export const problemResponse = (problem: Problem): HttpAnswer => ({
  status: statusOf(problem),
  headers: {
    'content-type': 'application/problem+json',
    ...(problem.code === 'Busy' && { 'retry-after': '1' }),
    ...(problem.code === 'TooManyRequests' && { 'retry-after': '3600' }),
  },
  body: {
    type: 'about:blank',
    title: titleOf(problem),
    status: statusOf(problem),
    ...problem.extra,
    code: problem.code,
    detail: problem.detail,
  },
})
