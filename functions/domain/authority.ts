import { isVendorAddress, samePerson } from './identity.ts'
import { done, type Outcome, type Problem, refused } from './problems.ts'
import { type AccessRequest, withinLevel } from './request.ts'
import type { Approver, TenantSettings } from './settings.ts'

/** How an approver reaches us: with link and code, or signed in. */
export type Via = 'link' | 'sign-in'

/**
 * Whether this approver may decide this request now (design §3: the authority of *now*): still listed, with a
 * confirmed address, not the operator in person, not an address of the vendor's, and the tenant accepts this way of deciding.
 */
export function mayDecide(input: {
  readonly request: AccessRequest
  readonly settings: TenantSettings
  readonly approverId: string
  readonly via: Via
  readonly decision: 'approve' | 'deny'
  readonly vendorDomains: readonly string[]
}): Outcome<Approver> {
  const { request, settings, approverId } = input
  if (settings.tenantId !== request.tenantId) return notAnApprover
  const may = mayAct(settings, approverId, input.vendorDomains)
  if (!may.ok) return may
  const approver = may.value
  if (samePerson(request.operator, { id: approver.email, email: approver.email }))
    return refused('SelfApproval', 'Nobody decides their own request. Another approver has to.')
  if (!acceptsWay(settings, input.via, input.decision))
    return refused(
      'WayOfDecidingRefused',
      input.decision === 'approve'
        ? 'Your organisation approves only signed in. Open the admin centre and look for this request.'
        : 'Your organisation decides only signed in. Open the admin centre and look for this request.',
    )
  return done(approver)
}

const notAnApprover = refused(
  'NotAnApprover',
  'You are no longer an approver of this organisation. Ask one of its administrators.',
)

/**
 * Whether this approver may act for the tenant at all now: listed, with an address that was confirmed and is not the
 * vendor's. Everything that is not a decision (revoking, asking, mailing again) needs no more than this.
 */
export function mayAct(
  settings: TenantSettings,
  approverId: string,
  vendorDomains: readonly string[],
): Outcome<Approver> {
  const approver = Object.hasOwn(settings.approvers, approverId) ? settings.approvers[approverId] : undefined
  if (!approver) return notAnApprover
  if (approver.unconfirmed)
    return refused(
      'NotConfirmed',
      'Your address is not confirmed yet. Type the code that was mailed to it, then try again.',
    )
  if (isVendorAddress(approver.email, vendorDomains))
    return refused('VendorAddress', 'An address of the vendor cannot decide a request. Ask another approver.')
  return done(approver)
}

/** What an approval of this moment gives at most: what was asked, within the tenant's limits. */
export const atMost = (
  request: Pick<AccessRequest, 'accessLevel' | 'accessPeriod'>,
  settings: Pick<TenantSettings, 'maxAccessLevel' | 'maxAccessPeriod'>,
): Pick<AccessRequest, 'accessLevel' | 'accessPeriod'> => ({
  accessLevel: withinLevel(request.accessLevel, settings.maxAccessLevel)
    ? request.accessLevel
    : settings.maxAccessLevel,
  accessPeriod: Math.min(request.accessPeriod, settings.maxAccessPeriod),
})

/** Refuses a denial without its reason, where the tenant wants one. */
export const reasonMissing = (
  settings: Pick<TenantSettings, 'denyNeedsReason'>,
  decision: { readonly decision: 'approve' | 'deny'; readonly reason?: string },
): Problem | undefined =>
  settings.denyNeedsReason && decision.decision === 'deny' && !decision.reason?.trim()
    ? {
        code: 'ReasonRequired',
        detail: 'Your organisation wants a reason for every denial. Write one, then send again.',
      }
    : undefined

/** Design §5: `email`, `deny-by-email` (approving needs a sign-in), `sign-in`. */
export function acceptsWay(
  settings: Pick<TenantSettings, 'approvalMode'>,
  via: Via,
  decision: 'approve' | 'deny',
): boolean {
  if (via === 'sign-in' || settings.approvalMode === 'email') return true
  return settings.approvalMode === 'deny-by-email' && decision === 'deny'
}

/** The approvers who can be asked about a request of this operator: those who may decide it in some way. */
export const reachableApprovers = (
  settings: TenantSettings,
  operator: { readonly id: string; readonly email: string },
  vendorDomains: readonly string[],
): readonly (readonly [approverId: string, approver: Approver])[] =>
  Object.entries(settings.approvers).filter(
    ([, approver]) =>
      !approver.unconfirmed &&
      !isVendorAddress(approver.email, vendorDomains) &&
      !samePerson(operator, { id: approver.email, email: approver.email }),
  )
