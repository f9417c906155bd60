import type { EventDraft, EventType } from './events.ts'
import { done, type Outcome, type Problem, refused } from './problems.ts'
import { type AccessLevel, type AccessRequest, type Actor, display, type RequestState, withinLevel } from './request.ts'
import { type Instant, plusSeconds, type Seconds } from './time.ts'

/** What can be asked of a request that exists (design §3). Who may ask it is decided in `authority.ts`. */
export type Command =
  | {
      readonly do: 'approve'
      readonly by: Actor
      readonly accessLevel?: AccessLevel
      readonly accessPeriod?: Seconds
      readonly reason?: string
      /** The tenant's maxima of this moment; what is granted is clamped to them. */
      readonly limits: { readonly accessLevel: AccessLevel; readonly accessPeriod: Seconds }
    }
  | { readonly do: 'deny' | 'cancel' | 'expire' | 'revoke' | 'end'; readonly by: Actor; readonly reason?: string }

/** A legal move: the request after it, its audit event, and what happens to the door. */
export interface Transition {
  readonly before: AccessRequest
  readonly after: AccessRequest
  readonly event: EventDraft
  readonly door: 'open' | 'close' | 'none'
  /** The customer said no: emergency access to the environment is refused until then. */
  readonly brakeUntil?: Instant
}

interface Move {
  readonly from: readonly RequestState[]
  readonly to: RequestState
  readonly event: EventType
  readonly door: Transition['door']
}

/** Design §3 as a table. */
export const moves: Readonly<Record<Command['do'], Move>> = {
  approve: { from: ['ActionNeeded'], to: 'Approved', event: 'lockbox.request.approved', door: 'open' },
  deny: { from: ['ActionNeeded'], to: 'Denied', event: 'lockbox.request.denied', door: 'none' },
  cancel: { from: ['ActionNeeded'], to: 'Canceled', event: 'lockbox.request.canceled', door: 'none' },
  expire: { from: ['ActionNeeded'], to: 'Expired', event: 'lockbox.request.expired', door: 'none' },
  revoke: { from: ['Approved', 'Emergency'], to: 'Revoked', event: 'lockbox.request.revoked', door: 'close' },
  end: { from: ['Approved', 'Emergency'], to: 'Ended', event: 'lockbox.request.ended', door: 'close' },
}

/** After a denial or a revocation no emergency opens the environment for so long, unless an approver lifts that. */
export const brakeFor: Seconds = 24 * 3600

/** Whether the request still waits for a decision at `now`: the clock counts, not the timer. */
export const awaitsDecision = (request: AccessRequest, now: Instant): boolean =>
  request.state === 'ActionNeeded' && now < request.expiresAt

/** Whether the request lets its operator in at `now`, as far as the request knows (the door item decides). */
export const isOpenGrant = (request: AccessRequest, now: Instant): boolean =>
  (request.state === 'Approved' || request.state === 'Emergency') &&
  request.granted !== undefined &&
  now < request.granted.accessUntil

/** From when on a request is history: its ending, or the end of its grant or its window, whichever it came to. */
export function overFrom(request: AccessRequest): Instant {
  if (request.closed) return request.closed.at
  if (request.state === 'Denied' && request.decided) return request.decided.at
  return request.granted?.accessUntil ?? request.expiresAt
}

/** The id of the event of a request's transition to `version`. */
export const transitionEventId = (ulid: string, version: number): string => `${ulid}#${version}`

/** The one way to move a request. Refusals tell the loser who won. */
export function transition(request: AccessRequest, command: Command, now: Instant): Outcome<Transition> {
  const move = moves[command.do]
  const problem = refusal(request, command, now)
  if (problem) return { ok: false, problem }

  const step = { by: command.by, at: now, ...(command.reason && { reason: command.reason }) }
  const decision = command.do === 'approve' || command.do === 'deny'
  const granted = command.do === 'approve' ? grant(request, command, now) : request.granted
  // Whoever denies a fire drill refuses nothing.
  const brakes = (command.do === 'deny' || command.do === 'revoke') && !request.drill
  const brakeUntil = brakes ? plusSeconds(now, brakeFor) : undefined
  const after: AccessRequest = {
    ...request,
    version: request.version + 1,
    state: move.to,
    ...(granted && { granted }),
    ...(decision ? { decided: step } : { closed: step }),
  }
  return done({
    before: request,
    after,
    // Whatever is decided about a fire drill, it lets nobody in.
    door: request.drill ? 'none' : move.door,
    ...(brakeUntil && { brakeUntil }),
    event: {
      id: transitionEventId(request.ulid, after.version),
      type: move.event,
      tenantId: request.tenantId,
      at: now,
      actor: command.by,
      request: after,
      version: after.version,
      before: request.state,
      after: after.state,
      details: {
        ...(request.drill && { drill: true }),
        ...(command.do === 'approve' && granted),
        // The door names it too, and the ledger compares.
        ...(command.do === 'approve' && request.operator.client && { client: request.operator.client }),
        ...(brakeUntil && { emergencyRefusedUntil: brakeUntil }),
      },
      personal: { reason: command.reason },
    },
  })
}

function grant(request: AccessRequest, command: Command & { do: 'approve' }, now: Instant) {
  const asked = command.accessLevel ?? request.accessLevel
  const accessLevel = withinLevel(asked, command.limits.accessLevel) ? asked : command.limits.accessLevel
  const accessPeriod = Math.min(
    command.accessPeriod ?? request.accessPeriod,
    request.accessPeriod,
    command.limits.accessPeriod,
  )
  return { accessLevel, accessPeriod, accessUntil: plusSeconds(now, accessPeriod) }
}

function refusal(request: AccessRequest, command: Command, now: Instant): Problem | undefined {
  const move = moves[command.do]
  if (!move.from.includes(request.state)) return lost(request, command.do)

  if (command.do === 'approve' || command.do === 'deny' || command.do === 'cancel') {
    if (now >= request.expiresAt)
      return {
        code: 'RequestExpired',
        detail: `The request expired at ${request.expiresAt}. If access is still needed, the operator starts a new one.`,
        extra: { expiresAt: request.expiresAt },
      }
  }
  if (command.do === 'expire' && now < request.expiresAt)
    return { code: 'Busy', detail: `The request waits for a decision until ${request.expiresAt}.` }

  if (command.do === 'end' && command.by.kind === 'system' && request.granted && now < request.granted.accessUntil)
    return { code: 'Busy', detail: `The access is open until ${request.granted.accessUntil}.` }

  if (command.do === 'approve') {
    if (command.accessLevel && !withinLevel(command.accessLevel, request.accessLevel))
      return {
        code: 'AccessLevelTooHigh',
        detail: `The request asks for ${request.accessLevel}; an approver may lower that, never raise it.`,
      }
    if (command.accessPeriod !== undefined && !isShorter(command.accessPeriod, request.accessPeriod))
      return { code: 'InvalidRequest', detail: 'The access period may be shortened, never prolonged.' }
  }
  return undefined
}

/** Whole seconds, at least one: anything else, `NaN` included, is no period. */
const isShorter = (period: Seconds, limit: Seconds): boolean =>
  Number.isSafeInteger(period) && period > 0 && period <= limit

/** What the loser of a race, or a late caller, is told. */
function lost(request: AccessRequest, command: Command['do']): Problem {
  const step = request.closed ?? request.decided
  const extra = {
    state: request.state,
    ...(step && { at: step.at }),
    ...(step?.by.name && { by: step.by.name }),
  }
  if (command === 'end' || command === 'revoke')
    return {
      code: 'NothingToEnd',
      detail: `There is no open access to end: the request is "${display[request.state]}".`,
      extra,
    }
  return {
    code: 'AlreadyDecided',
    detail: `The request is already "${display[request.state]}"${step ? ` since ${step.at}` : ''}; nothing was changed.`,
    extra,
  }
}

/** Why nobody can decide this request (any more); undefined while it waits. */
export const whyNotWaiting = (request: AccessRequest, now: Instant): Problem | undefined =>
  refusal(request, { do: 'deny', by: request.started.by }, now)

/** For what is not there and for what is somebody else's: the two look the same. */
export const noSuchRequest: Outcome<never> = refused(
  'NotFound',
  'There is no such request, or it is not yours to see. Check the id.',
)
