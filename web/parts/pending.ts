import { listRequests } from '../api/customers.ts'
import { useInGroup } from './customer-queries.ts'
import { useLive } from './live.ts'

/** How many requests wait for a decision: the same call, and the same answer, as the first page of *Action needed*. */
export function usePending(): { readonly count?: number; readonly more: boolean } {
  const approver = useInGroup('approver')
  const page = useLive('customers', ['pending'], () => listRequests({ state: 'ActionNeeded' }), approver).data
  return { ...(page && { count: page.items.length }), more: page?.cursor !== undefined }
}
