import { isTenantId } from '../domain/ids.ts'
import { ProblemError } from '../domain/problems.ts'
import type { VendorReader } from '../domain/receipts.ts'
import { type Principal, requestsScope, requireGroup, requireScope } from '../runtime/auth.ts'

const forbidden = (detail: string): never => {
  throw new ProblemError({ code: 'Forbidden', detail })
}

/** The tenant of somebody of a customer's, from the token and from nowhere else. */
export function customerOf(principal: Principal): string {
  requireGroup(principal, 'approver', 'auditor')
  const { tenant } = principal
  return tenant !== undefined && isTenantId(tenant)
    ? tenant
    : forbidden('Your account belongs to no organisation. Ask your administrator.')
}

/** Whose receipts somebody of the vendor's may read. */
export function vendorReaderOf(principal: Principal): VendorReader {
  if (principal.kind === 'machine') {
    requireScope(principal, requestsScope)
    return { kind: 'machine', client: principal.client }
  }
  requireGroup(principal, 'operator', 'breakglass', 'vendor-admin')
  if (principal.groups.includes('vendor-admin')) return { kind: 'vendor-admin' }
  const email =
    principal.email ?? forbidden('Your account has no verified e-mail address. Verify it, then sign in again.')
  return { kind: 'person', operatorId: email }
}
