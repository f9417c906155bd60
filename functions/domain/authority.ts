import { isVendorAddress, samePerson } from './identity.ts'
import { done, type Outcome, refused } from './problems.ts'
import type { AccessRequest } from './request.ts'
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
  const approver = Object.hasOwn(settings.approvers, approverId) ? settings.approvers[approverId] : undefined
  if (settings.tenantId !== request.tenantId || !approver)
    return refused(
      'NotAnApprover',
      'You are no longer an approver of this organisation. Ask one of its administrators.',
    )
  if (approver.unconfirmed)
    return refused(
      'NotConfirmed',
      'Your address is not confirmed yet. Sign in to the admin centre and type the code that was mailed to you.',
    )
  if (isVendorAddress(approver.email, input.vendorDomains))
    return refused('VendorAddress', 'An address of the vendor cannot decide a request. Ask another approver.')
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

/** Design §5: `email`, `deny-by-email` (approving needs a sign-in), `sign-in`. */
export function acceptsWay(
  settings: Pick<TenantSettings, 'approvalMode'>,
  via: Via,
  decision: 'approve' | 'deny',
): boolean {
  if (via === 'sign-in' || settings.approvalMode === 'email') return true
  return settings.approvalMode === 'deny-by-email' && decision === 'deny'
}

/** Whether this decision carries the reason that the tenant asks for. */
export function hasNeededReason(
  settings: Pick<TenantSettings, 'denyNeedsReason'>,
  decision: 'approve' | 'deny',
  reason: string | undefined,
): Outcome<undefined> {
  return decision === 'deny' && settings.denyNeedsReason && !reason?.trim()
    ? refused('ReasonRequired', 'Your organisation wants a reason for every denial. Write one, then deny again.')
    : done(undefined)
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
