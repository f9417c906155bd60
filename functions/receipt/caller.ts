import type { VendorReader } from '../domain/receipts.ts'
import {
  type Principal,
  requestsScope,
  requireEmail,
  requireGroup,
  requireScope,
  requireTenant,
} from '../runtime/auth.ts'

/** The tenant of somebody of a customer's. */
export function customerOf(principal: Principal): string {
  requireGroup(principal, 'approver', 'auditor')
  return requireTenant(principal)
}

/** Whose receipts somebody of the vendor's may read. */
export function vendorReaderOf(principal: Principal): VendorReader {
  if (principal.kind === 'machine') {
    requireScope(principal, requestsScope)
    return { kind: 'machine', client: principal.client }
  }
  requireGroup(principal, 'operator', 'breakglass', 'vendor-admin')
  if (principal.groups.includes('vendor-admin')) return { kind: 'vendor-admin' }
  return { kind: 'person', operatorId: requireEmail(principal) }
}
