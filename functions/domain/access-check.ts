import type { EventDraft } from './events.ts'
import { type AccessLevel, type AccessRequest, type Actor, type RequestKey, requestId, withinLevel } from './request.ts'
import type { Environment, TenantSettings } from './settings.ts'
import { type Instant, isOver } from './time.ts'

/** Why somebody may in. The last three are without a grant: lockbox does not govern what is asked for. */
export const allowedBases = [
  'Approved',
  'Emergency',
  'PolicyOff',
  'EnvironmentNotManaged',
  'ServiceNotCovered',
] as const
/** Why somebody may not. */
export const refusedBases = [
  'NoGrant',
  'AwaitingApproval',
  'NotYetRecorded',
  'LevelTooLow',
  'Denied',
  'Expired',
  'Canceled',
  'Revoked',
  'Ended',
  'UnknownTenant',
  'UnknownEnvironment',
  'EnvironmentMoved',
] as const
export type AccessBasis = (typeof allowedBases)[number] | (typeof refusedBases)[number]

/** What a data service asks, before it lets an operator at a customer's data. The service is the asking client's own. */
export interface AccessAsk {
  readonly tenantId: string
  readonly environmentId: string
  readonly operatorId: string
  readonly service: string
  readonly accessLevel: AccessLevel
  /** What the operator is about to do, and to what: names, of the data service's own making. */
  readonly action?: string
  readonly resource?: string
}

export interface AccessAnswer {
  readonly allowed: boolean
  readonly basis: AccessBasis
  /** The request behind the basis, if there is one. */
  readonly requestId?: string
  /** Of a grant: when it is over. */
  readonly until?: Instant
}

/** What counts of a door. */
export interface Grant {
  readonly request: RequestKey
  readonly service: string
  readonly basis: 'Approved' | 'Emergency'
  readonly accessLevel: AccessLevel
  readonly accessUntil: Instant
  /** Missing: the ledger does not have it yet, so it lets nobody in. */
  readonly recordedSeq?: number
}

/** What decides whether lockbox governs a place, and which request is the operator's newest for it. */
export interface AccessPlace {
  readonly settings?: Pick<TenantSettings, 'policy'>
  readonly environment?: Pick<Environment, 'movedTo'>
  readonly unmanaged: boolean
  readonly latestUlid?: string
}

/** How a request stands, as far as an answer says it. */
export type RequestStanding = Pick<AccessRequest, 'state' | 'expiresAt' | 'granted'>

/** What is read, in this order and no further than it takes: all consistently. */
export interface AccessFacts {
  /** Every door of the operator into that environment, whatever its service. */
  readonly grants: readonly Grant[]
  readonly place?: AccessPlace
  /** `none` where it was looked for in vain. */
  readonly newest?: RequestStanding | 'none'
}

export type AccessJudgement =
  | { readonly answer: AccessAnswer; readonly grant?: Grant }
  /** More has to be read. */
  | { readonly read: 'place' }
  | { readonly read: 'newest'; readonly request: RequestKey }

/**
 * Whether an operator may in at `now`. A grant of the right service and level opens; then come the reasons why nobody
 * has to ask, unless a request for it is under way: what was opened while the policy was on stays governed to its end.
 * What is unknown is refused (design §3).
 */
export function judgeAccess(ask: AccessAsk, facts: AccessFacts, covered: boolean, now: Instant): AccessJudgement {
  const open = facts.grants.filter(({ service, accessUntil }) => service === ask.service && !isOver(accessUntil, now))
  const enough = open.filter(({ accessLevel }) => withinLevel(ask.accessLevel, accessLevel))
  const grant = lasting(enough.filter(({ recordedSeq }) => recordedSeq !== undefined))
  if (grant) return { answer: by(grant.basis, grant), grant }

  const { place, newest } = facts
  if (!place) return { read: 'place' }
  if (!place.settings) return { answer: refusal('UnknownTenant') }
  if (!place.environment) return { answer: refusal('UnknownEnvironment') }
  if (place.environment.movedTo !== undefined) return { answer: refusal('EnvironmentMoved') }

  const latest = place.latestUlid ? { tenantId: ask.tenantId, ulid: place.latestUlid } : undefined
  if (latest && !newest) return { read: 'newest', request: latest }
  const standing = newest === undefined || newest === 'none' ? undefined : standingOf(newest, now)
  if (standing === 'AwaitingApproval') return { answer: refusal(standing, latest) }
  const unrecorded = lasting(enough)
  if (unrecorded) return { answer: refusal('NotYetRecorded', unrecorded.request) }
  const tooLow = lasting(open)
  if (tooLow) return { answer: refusal('LevelTooLow', tooLow.request) }
  if (!covered) return { answer: { allowed: true, basis: 'ServiceNotCovered' } }
  if (place.settings.policy === 'off') return { answer: { allowed: true, basis: 'PolicyOff' } }
  if (place.unmanaged) return { answer: { allowed: true, basis: 'EnvironmentNotManaged' } }
  return { answer: standing ? refusal(standing, latest) : refusal('NoGrant') }
}

/** The one that ends last. */
const lasting = (grants: readonly Grant[]): Grant | undefined =>
  grants.reduce<Grant | undefined>((best, one) => (best && best.accessUntil >= one.accessUntil ? best : one), undefined)

const by = (basis: Grant['basis'], grant: Grant): AccessAnswer => ({
  allowed: true,
  basis,
  requestId: requestId(grant.request),
  until: grant.accessUntil,
})

const refusal = (basis: (typeof refusedBases)[number], request?: RequestKey): AccessAnswer => ({
  allowed: false,
  basis,
  ...(request && { requestId: requestId(request) }),
})

/** What a request without an open door comes to, also where the clock has not run for it yet; undefined: it says nothing. */
function standingOf({ state, expiresAt, granted }: RequestStanding, now: Instant) {
  if (state === 'ActionNeeded') return isOver(expiresAt, now) ? 'Expired' : 'AwaitingApproval'
  if (state !== 'Approved' && state !== 'Emergency') return state
  return granted && isOver(granted.accessUntil, now) ? 'Ended' : undefined
}

/** A use of a grant, by the first one in a minute. */
export const usedEvent = (ask: AccessAsk, grant: Grant, actor: Actor, id: string, at: Instant): EventDraft => ({
  id,
  type: 'lockbox.access.used',
  tenantId: ask.tenantId,
  at,
  actor,
  request: {
    ...grant.request,
    environmentId: ask.environmentId,
    service: ask.service,
    operator: { id: ask.operatorId },
  },
  details: detailsOf(ask),
})

/** An access that no grant was needed for, by the first one in an hour. */
export const notRequiredEvent = (
  ask: AccessAsk,
  basis: AccessBasis,
  actor: Actor,
  id: string,
  at: Instant,
): EventDraft => ({
  id,
  type: 'lockbox.access.notRequired',
  tenantId: ask.tenantId,
  at,
  actor,
  environmentId: ask.environmentId,
  service: ask.service,
  details: { ...detailsOf(ask), basis },
  personal: { 'operator.id': ask.operatorId },
})

const detailsOf = ({ accessLevel, action, resource }: AccessAsk) => ({ accessLevel, action, resource })
