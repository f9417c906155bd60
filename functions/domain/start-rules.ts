import { reachableApprovers } from './authority.ts'
import type { EventDraft } from './events.ts'
import { knownPlace, type NotRequiredBasis, notGoverned } from './governance.ts'
import { done, type Outcome, refused } from './problems.ts'
import {
  type AccessLevel,
  type AccessRequest,
  type Actor,
  type Operator,
  type ReasonType,
  type RequestKey,
  requestId,
  type Step,
  withinLevel,
} from './request.ts'
import type { Environment, Service, TenantSettings } from './settings.ts'
import { type Instant, plusSeconds, type Seconds } from './time.ts'
import { transitionEventId } from './transitions.ts'

/** What an operator asks for, validated in form, not yet judged. */
export interface Ask {
  readonly tenantId: string
  readonly environmentId: string
  readonly service: string
  readonly operator: Operator
  readonly reason: { readonly type: ReasonType; readonly detail: string }
  readonly supportTicket?: string
  readonly accessLevel: AccessLevel
  /** Undefined: as long as deployment and tenant allow. */
  readonly accessPeriod?: Seconds
  /** The operator's own grant that this one asks to go on from. */
  readonly extends?: RequestKey
}

/** How many starts an operator has an hour in one tenant (design §3). */
export const maxStartsPerHour = 10

export interface StartRuleInput {
  readonly ask: Ask
  readonly settings?: TenantSettings
  readonly environment?: Environment
  readonly unmanaged: boolean
  readonly startsThisHour: number
  readonly catalogue: readonly Service[]
  readonly vendorDomains: readonly string[]
}

export type Judgement =
  | { readonly governed: false; readonly basis: NotRequiredBasis }
  | { readonly governed: true; readonly settings: TenantSettings; readonly environment: Environment }

/** Whether a start is governed, not governed, or refused. */
export function judgeStart(input: StartRuleInput): Outcome<Judgement> {
  const { ask } = input
  const place = knownPlace(ask, input, input.catalogue)
  if (!place.ok) return place
  if (input.startsThisHour >= maxStartsPerHour)
    return refused(
      'TooManyRequests',
      `At most ${maxStartsPerHour} starts an hour per operator and tenant. Try again next hour.`,
    )
  const basis = notGoverned(place.value, input.unmanaged)
  if (basis) return done({ governed: false, basis })

  const { settings, environment } = place.value
  if (!withinLevel(ask.accessLevel, settings.maxAccessLevel))
    return refused('AccessLevelTooHigh', `This tenant allows at most "${settings.maxAccessLevel}". Ask for that.`)
  if (reachableApprovers(settings, ask.operator, input.vendorDomains).length === 0)
    return refused(
      'NoApprover',
      'This tenant has no approver who could decide this request. Contact its administrators.',
    )
  return done({ governed: true, settings, environment })
}

/** The request that a governed ask opens. The period is what was asked, clamped to deployment and tenant. */
export function openRequest(input: {
  readonly ask: Ask
  readonly settings: TenantSettings
  readonly environment: Environment
  readonly ulid: string
  readonly started: Step
  readonly approvalWindow: Seconds
  readonly accessPeriod: Seconds
}): AccessRequest {
  const { ask, settings } = input
  const now: Instant = input.started.at
  return {
    tenantId: ask.tenantId,
    ulid: input.ulid,
    version: 1,
    state: 'ActionNeeded',
    environmentId: ask.environmentId,
    environmentName: input.environment.name,
    service: ask.service,
    operator: ask.operator,
    reason: ask.reason,
    ...(ask.supportTicket && { supportTicket: ask.supportTicket }),
    accessLevel: ask.accessLevel,
    accessPeriod: Math.min(ask.accessPeriod ?? input.accessPeriod, input.accessPeriod, settings.maxAccessPeriod),
    requestedAt: now,
    expiresAt: plusSeconds(now, input.approvalWindow),
    started: input.started,
    ...(ask.extends && { extends: ask.extends.ulid }),
  }
}

/** The personal values of an ask, as its event carries them. */
const askedWords = (ask: Pick<Ask, 'operator' | 'reason'>) => ({
  'operator.name': ask.operator.name,
  'operator.email': ask.operator.email,
  'operator.country': ask.operator.country,
  'operator.employer': ask.operator.employer,
  'reason.detail': ask.reason.detail,
})

/** The event that a request begins with, its version 1, whether it waits then or is open. */
export const firstEvent = (
  request: AccessRequest,
  type: 'lockbox.request.started' | 'lockbox.request.emergency',
  details: EventDraft['details'],
): EventDraft => ({
  id: transitionEventId(request.ulid, request.version),
  type,
  tenantId: request.tenantId,
  at: request.started.at,
  actor: request.started.by,
  request,
  version: request.version,
  after: request.state,
  ...(details && { details }),
  personal: { environmentName: request.environmentName, ...askedWords(request) },
})

/** Of a request that waits for a decision. */
export const startedEvent = (request: AccessRequest): EventDraft =>
  firstEvent(request, 'lockbox.request.started', {
    accessLevel: request.accessLevel,
    accessPeriod: request.accessPeriod,
    expiresAt: request.expiresAt,
    reasonType: request.reason.type,
    ...(request.drill && { drill: true }),
    ...(request.extends && { extends: requestId({ tenantId: request.tenantId, ulid: request.extends }) }),
  })

/** That somebody asked for what needs no approval. */
export const notRequiredEvent = (
  ask: Pick<Ask, 'tenantId' | 'environmentId' | 'service' | 'operator' | 'reason' | 'supportTicket'>,
  details: EventDraft['details'] & { readonly basis: NotRequiredBasis },
  actor: Actor,
  id: string,
  at: Instant,
): EventDraft => ({
  id,
  type: 'lockbox.request.notRequired',
  tenantId: ask.tenantId,
  at,
  actor,
  environmentId: ask.environmentId,
  service: ask.service,
  ...(ask.supportTicket && { supportTicket: ask.supportTicket }),
  details,
  personal: { 'operator.id': ask.operator.id, ...askedWords(ask) },
})
