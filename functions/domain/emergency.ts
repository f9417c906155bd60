import { reachableApprovers } from './authority.ts'
import type { EventDraft } from './events.ts'
import { knownPlace, type NotRequiredBasis, notGoverned } from './governance.ts'
import { samePerson } from './identity.ts'
import { done, type Outcome, refused } from './problems.ts'
import { type AccessLevel, type AccessRequest, type Operator, type Step, withinLevel } from './request.ts'
import type { Environment, Service, TenantSettings } from './settings.ts'
import { firstEvent } from './start-rules.ts'
import { type Instant, isOver, plusSeconds, type Seconds } from './time.ts'

/** No deployment opens an emergency for longer; the ledger marks no door that would be open longer. */
export const longestEmergency: Seconds = 4 * 3600

/** No deployment lets a tenant have more emergencies a day, in UTC. */
export const mostEmergenciesPerDay = 4

/** What a deployment allows of emergencies. */
export interface EmergencyLimits {
  readonly period: Seconds
  readonly perDay: number
}

/** What somebody with the break-glass group sends, validated in form, not yet judged. */
export interface EmergencyAsk {
  readonly tenantId: string
  readonly environmentId: string
  readonly service: string
  readonly operator: Operator
  readonly accessLevel: AccessLevel
  /** Undefined: as long as deployment and tenant allow. */
  readonly accessPeriod?: Seconds
  readonly incident: string
  readonly justification: string
}

/** What an emergency is judged by. */
export interface EmergencyRuleInput {
  readonly ask: EmergencyAsk
  readonly settings?: TenantSettings
  readonly environment?: Environment
  readonly unmanaged: boolean
  /** The customer's brake on the environment: refused until then. */
  readonly brakeUntil?: Instant
  readonly openedToday: number
  readonly limits: EmergencyLimits
  readonly catalogue: readonly Service[]
  readonly vendorDomains: readonly string[]
  readonly now: Instant
}

export type EmergencyJudgement =
  | { readonly governed: false; readonly basis: NotRequiredBasis }
  | { readonly governed: true; readonly settings: TenantSettings; readonly environment: Environment }

/**
 * Whether an emergency may open a door (design §3). One that nobody of the customer could be told of is refused: it needs
 * no approval, but somebody who hears of it.
 */
export function judgeEmergency(input: EmergencyRuleInput): Outcome<EmergencyJudgement> {
  const { ask, now } = input
  const place = knownPlace(ask, input, input.catalogue)
  if (!place.ok) return place
  const basis = notGoverned(place.value, input.unmanaged)
  if (basis) return done({ governed: false, basis })

  const { settings, environment } = place.value
  const { brakeUntil } = input
  if (brakeUntil !== undefined && !isOver(brakeUntil, now)) return braked(brakeUntil)
  const { perDay } = input.limits
  if (input.openedToday >= perDay)
    return refused(
      'TooManyRequests',
      `At most ${perDay} emergency accesses a day per tenant, and today's are used up. Ask for an approval.`,
    )
  if (reachableApprovers(settings, ask.operator, input.vendorDomains).length === 0)
    return refused('NoApprover', 'This tenant has no approver who could be told at once. Contact its administrators.')
  return done({ governed: true, settings, environment })
}

/** The customer has said no, a short while ago. */
export const braked = (until: Instant): Outcome<never> =>
  refused(
    'EmergencyRefused',
    `The customer denied or revoked access to this environment: emergency access is refused until ${until}. Ask for an approval, or ask one of its approvers to allow it again.`,
    { until },
  )

/**
 * The request of an emergency: open from its first version on, for what was asked within what deployment and tenant
 * allow. Its door counts once the event is in the ledger, like any other.
 */
export function openEmergency(input: {
  readonly ask: EmergencyAsk
  readonly settings: TenantSettings
  readonly environment: Environment
  readonly limits: EmergencyLimits
  readonly ulid: string
  readonly started: Step
}): AccessRequest & Required<Pick<AccessRequest, 'granted' | 'incident'>> {
  const { ask, settings, limits, started } = input
  const now = started.at
  const longest = Math.min(limits.period, longestEmergency)
  const accessPeriod = Math.min(ask.accessPeriod ?? longest, longest)
  const granted = {
    accessLevel: withinLevel(ask.accessLevel, settings.maxAccessLevel) ? ask.accessLevel : settings.maxAccessLevel,
    accessPeriod: Math.min(accessPeriod, settings.maxAccessPeriod),
  }
  const accessUntil = plusSeconds(now, granted.accessPeriod)
  return {
    tenantId: ask.tenantId,
    ulid: input.ulid,
    version: 1,
    state: 'Emergency',
    environmentId: ask.environmentId,
    environmentName: input.environment.name,
    service: ask.service,
    operator: ask.operator,
    reason: { type: 'ProductionAlert', detail: ask.justification },
    incident: ask.incident,
    accessLevel: ask.accessLevel,
    accessPeriod,
    requestedAt: now,
    expiresAt: accessUntil,
    started,
    granted: { ...granted, accessUntil },
  }
}

/** The event that an emergency begins with: the ledger opens the door that says the same. */
export const emergencyEvent = (request: ReturnType<typeof openEmergency>): EventDraft =>
  firstEvent(request, 'lockbox.request.emergency', {
    ...request.granted,
    incident: request.incident,
    reasonType: request.reason.type,
  })

/** How much two functions' clocks may differ. */
const skew: Seconds = 60

/** Whether an emergency would keep a door open for longer than any may be, seen from when it was recorded. */
export const opensTooLong = (accessUntil: Instant, recordedAt: Instant): boolean =>
  !isOver(accessUntil, plusSeconds(recordedAt, longestEmergency + skew))

/**
 * Whether the customer's brake keeps an emergency's door shut: at the time that its event has, or at the time when it was
 * recorded. The first is the word of the function that the brake is for, so neither time gets around it.
 */
export const brakeHolds = (brakeUntil: Instant | undefined, at: Instant, recordedAt: Instant): boolean =>
  brakeUntil !== undefined && !(isOver(brakeUntil, at) && isOver(brakeUntil, recordedAt))

/**
 * Whether the request began as an emergency, whatever has become of it since. One that is open counts also without its
 * incident: whoever put it must not be able to leave out what others are told by.
 */
export const isEmergency = ({ incident, state }: Pick<AccessRequest, 'incident' | 'state'>): boolean =>
  incident !== undefined || state === 'Emergency'

/** Whether somebody of the customer may take note of this emergency: not the operator in person. */
export function mayAcknowledge(request: AccessRequest, approver: { readonly email: string }): Outcome<void> {
  if (!isEmergency(request))
    return refused('InvalidRequest', 'This request is no emergency access: there is nothing to acknowledge.')
  if (samePerson(request.operator, { id: approver.email, email: approver.email }))
    return refused('SelfApproval', 'Nobody acknowledges their own emergency access. Another approver has to.')
  return done(undefined)
}
