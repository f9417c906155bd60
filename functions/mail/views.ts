import { atMost } from '../domain/authority.ts'
import {
  type AccessLevel,
  type AccessRequest,
  type Actor,
  display,
  type Operator,
  type ReasonType,
  type RequestState,
  requestId,
} from '../domain/request.ts'
import type { ApprovalMode, TenantSettings } from '../domain/settings.ts'
import type { Instant, Seconds } from '../domain/time.ts'
import type { Announcement } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { type Frame, frameOf } from './frame.ts'
import { oneLine, paragraph } from './text.ts'
import type { GrantUses } from './uses-words.ts'

/** What mails and pages show of a request: plain text without invisible characters, not yet escaped. */
export interface RequestView extends Frame {
  readonly id: string
  readonly approvalMode: ApprovalMode
  readonly environment: { readonly id: string; readonly name: string }
  readonly service: { readonly id: string; readonly name: string }
  /** With `client`, the vendor's machine named this operator: then the vendor vouches for the name, not a sign-in. */
  readonly operator: Operator
  readonly reason: { readonly type: ReasonType; readonly detail: string }
  readonly supportTicket?: string
  /** Of an emergency: the incident that it is for. */
  readonly incident?: string
  readonly asked: { readonly accessLevel: AccessLevel; readonly accessPeriod: Seconds }
  /** What an approval gives at most: what was asked, within the tenant's limits of this moment. */
  readonly atMost: { readonly accessLevel: AccessLevel; readonly accessPeriod: Seconds }
  readonly requestedAt: Instant
  readonly expiresAt: Instant
  /** When this is shown or sent. */
  readonly now: Instant
  /** A fire drill: every mail and page says so before anything else. */
  readonly drill?: true
  /** More time: id of the grant that it is to go on from. */
  readonly extends?: string
}

/** Link and code of one approver's mail; none where the tenant decides signed in only. */
export interface RequestMailView extends RequestView {
  /** The code as printed: `K7F2-QX9M`. */
  readonly link?: { readonly id: string; readonly code: string }
}

/** The states in which nobody is asked any more. */
export type OutcomeState = Exclude<RequestState, 'ActionNeeded'>

/** How a request came to its state: what happened last. */
export interface OutcomeView extends RequestView {
  readonly state: OutcomeState
  readonly at: Instant
  readonly by: Pick<Actor, 'kind' | 'method' | 'id' | 'name' | 'email'>
  /** What whoever did it gave as a reason. */
  readonly why?: string
  readonly granted?: {
    readonly accessLevel: AccessLevel
    readonly accessPeriod: Seconds
    readonly accessUntil: Instant
  }
}

/** An outcome as the ledger recorded it: the mail that carries seq and hash is a witness. */
export interface OutcomeMailView extends OutcomeView {
  readonly recorded: { readonly seq: number; readonly hash: string; readonly type: string }
  /** What people read of the state that the request has reached since. */
  readonly movedOn?: string
  /** Of an access that is over: what it was used for. */
  readonly uses?: GrantUses
}

/** A request as approvers see it now. Pure: `now` in, plain data out. */
export function requestView(
  request: AccessRequest,
  settings: TenantSettings,
  facts: DeploymentFacts,
  publicUrl: string,
  now: Instant,
): RequestView {
  const { operator, accessLevel, accessPeriod } = request
  const service = facts.catalogue.find(({ id }) => id === request.service)
  return {
    id: requestId(request),
    ...frameOf(settings, facts, publicUrl),
    approvalMode: settings.approvalMode,
    environment: { id: request.environmentId, name: oneLine(request.environmentName) },
    service: { id: request.service, name: oneLine(service?.name ?? request.service) },
    operator: {
      id: oneLine(operator.id),
      name: oneLine(operator.name),
      email: oneLine(operator.email),
      ...(operator.country && { country: oneLine(operator.country) }),
      ...(operator.employer && { employer: oneLine(operator.employer) }),
      ...(operator.client && { client: oneLine(operator.client) }),
    },
    reason: { type: request.reason.type, detail: paragraph(request.reason.detail) },
    ...(request.supportTicket && { supportTicket: oneLine(request.supportTicket) }),
    ...(request.incident && { incident: oneLine(request.incident) }),
    asked: { accessLevel, accessPeriod },
    atMost: atMost(request, settings),
    requestedAt: request.requestedAt,
    expiresAt: request.expiresAt,
    now,
    ...(request.drill && { drill: request.drill }),
    ...(request.extends && { extends: requestId({ tenantId: request.tenantId, ulid: request.extends }) }),
  }
}

/**
 * How a request came to its state, at `now`; undefined while it waits. One whose window is over counts as expired,
 * whether or not the timer has fired.
 */
export function endingView(
  request: AccessRequest,
  settings: TenantSettings,
  facts: DeploymentFacts,
  publicUrl: string,
  now: Instant,
): OutcomeView | undefined {
  const shown = requestView(request, settings, facts, publicUrl, now)
  if (request.state === 'ActionNeeded') {
    if (now < request.expiresAt) return undefined
    return { ...shown, state: 'Expired', at: request.expiresAt, by: { kind: 'system', id: 'clock', method: 'clock' } }
  }
  const { by, at, reason } = request.closed ?? request.decided ?? request.started
  return {
    ...shown,
    state: request.state,
    at,
    by: {
      kind: by.kind,
      method: by.method,
      id: by.id,
      ...(by.name && { name: oneLine(by.name) }),
      ...(by.email && { email: oneLine(by.email) }),
    },
    ...(reason && { why: paragraph(reason) }),
    ...(request.granted && { granted: request.granted }),
  }
}

/** What an outcome's mail says of the ledger: of a whole announcement, or of what notify is told of it. */
export type RecordedOutcome = Pick<Announcement, 'seq' | 'hash'> & {
  readonly event: { readonly type: string; readonly data: { readonly recordedAt: Instant } }
}

/** The view of an outcome mail; throws for a request that still waits, because then there is no outcome. */
export function outcomeView(
  request: AccessRequest,
  settings: TenantSettings,
  facts: DeploymentFacts,
  publicUrl: string,
  { seq, hash, event }: RecordedOutcome,
  movedOn?: RequestState,
): OutcomeMailView {
  const ending = endingView(request, settings, facts, publicUrl, event.data.recordedAt)
  if (!ending) throw new TypeError('a request that waits has no outcome')
  return { ...ending, recorded: { seq, hash, type: event.type }, ...(movedOn && { movedOn: display[movedOn] }) }
}
