import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { isSameAddress, isVendorAddress } from '../domain/identity.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import type { Actor } from '../domain/request.ts'
import type { Approver, TenantSettings } from '../domain/settings.ts'
import { personOf, principalOf, requireEmail, requireGroup, requireTenant } from '../runtime/auth.ts'
import { originOf } from '../runtime/http.ts'

/** Whoever the token vouches for. Whether they are an approver is for the tenant's list to say, at each call anew. */
export interface SignedIn {
  /** From the token, never from path or body. */
  readonly tenantId: string
  /** Verified, lower case. */
  readonly email: string
  /** As the record names them; `id` becomes the approver id once the list was read. */
  readonly actor: Actor
}

/** The caller of an approver's route: group `approver`, a verified address, a tenant. */
export function signedIn(event: APIGatewayProxyEventV2, issuer: string): SignedIn {
  const principal = principalOf(event, issuer)
  requireGroup(principal, 'approver')
  const tenantId = requireTenant(principal)
  const email = requireEmail(principal)
  const actor = personOf(principal, { kind: 'approver', method: 'signed-in' }, originOf(event))
  return { tenantId, email, actor }
}

/** An approver on the list of this moment, with the name that the list gives them. */
export interface Listed {
  readonly approverId: string
  readonly approver: Approver
  readonly actor: Actor
}

/** Where the caller stands on the tenant's list; a token's group alone admits to nothing (design §2). */
export function listed({ tenantId, email, actor }: SignedIn, settings: TenantSettings | undefined): Outcome<Listed> {
  if (settings?.tenantId === tenantId)
    for (const [approverId, approver] of Object.entries(settings.approvers))
      if (isSameAddress(approver.email, email))
        return { ok: true, value: { approverId, approver, actor: { ...actor, id: approverId, name: approver.name } } }
  return refused('NotAnApprover', 'You are not on the list of approvers of your organisation. Ask one of them.')
}

/**
 * A caller who may act for the organisation: on the list, with a confirmed address that is none of the vendor's. What
 * they do has to pin the version of these settings.
 */
export function acting(
  caller: SignedIn,
  settings: TenantSettings | undefined,
  vendorDomains: readonly string[],
): Outcome<Listed & { readonly settings: TenantSettings }> {
  const found = listed(caller, settings)
  if (!found.ok) return found
  if (!settings) return refused('NotAnApprover', 'Your organisation has no settings.')
  const { approver } = found.value
  if (approver.unconfirmed)
    return refused(
      'NotConfirmed',
      'Your address is not confirmed yet. Type the code that was mailed to you, or ask for a new one.',
    )
  if (isVendorAddress(approver.email, vendorDomains))
    return refused('VendorAddress', 'An address of the vendor cannot act for a customer. Ask another approver.')
  return done({ ...found.value, settings })
}
