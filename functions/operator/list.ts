import { ProblemError } from '../domain/problems.ts'
import type { Instant } from '../domain/time.ts'
import type { ListFilter, StateTable } from '../ports.ts'
import { requestAnswer } from '../requests/answer.ts'
import type { Principal } from '../runtime/auth.ts'
import { maySee } from './caller.ts'

/**
 * Requests, newest first: a person's own; with a tenant and a state or ticket, all of that tenant for vendor
 * administrators and a machine's own for machines. A page may be short and still have a cursor.
 */
export async function list(
  principal: Principal,
  query: ListFilter & { readonly cursor?: string },
  table: StateTable,
  now: Instant,
) {
  const { cursor, ...filter } = query
  const across = principal.kind === 'machine' || (principal.groups.includes('vendor-admin') && filter.tenantId)
  if (across && (!filter.tenantId || !(filter.state || filter.supportTicket)))
    throw new ProblemError({
      code: 'InvalidRequest',
      detail: 'Name the tenant, and a state or a support ticket: ?tenantId=…&state=ActionNeeded.',
    })
  const page =
    across && filter.tenantId
      ? await table.listByTenant(filter.tenantId, filter, cursor)
      : await table.listByOperator(principal.email ?? '', filter, cursor)
  return {
    items: page.items.filter((request) => maySee(principal, request)).map((request) => requestAnswer(request, now)),
    ...(page.cursor && { cursor: page.cursor }),
  }
}
