import type { TenantRequestsQuery } from '../contract/bodies.ts'
import { ProblemError } from '../domain/problems.ts'
import type { AccessRequest } from '../domain/request.ts'
import type { StateTable, TenantList } from '../ports.ts'
import { type ListPosition, readCursor, writeCursor } from './list-cursor.ts'

const pageSize = 50

/**
 * A page of the tenant's requests, newest first; without a state, what waits comes first. Filters that no index serves
 * apply within a bounded part, so a page may be short or empty and still have a cursor: the end is where there is none.
 */
export async function list(
  tenantId: string,
  query: TenantRequestsQuery,
  table: StateTable,
): Promise<{ readonly requests: readonly AccessRequest[]; readonly cursor?: string }> {
  const asked = listOf(query)
  const limit = query.limit ?? pageSize
  const start: ListPosition =
    query.cursor === undefined
      ? { phase: asked.state === undefined ? 'waiting' : 'all' }
      : readCursor(query.cursor, tenantId, asked)
  const found: AccessRequest[] = []
  let next = await read(start)
  // What waits rarely fills a page: the rest of it is filled from what follows. Two reads at most.
  if (next && next.phase !== start.phase && found.length < limit) next = await read(next)
  return { requests: found, ...(next && { cursor: writeCursor(next, tenantId, asked) }) }

  async function read({ phase, after }: ListPosition): Promise<ListPosition | undefined> {
    const page = await table.tenantRequests(tenantId, phased(asked, phase), limit - found.length, after)
    found.push(...page.requests)
    if (page.next) return { phase, after: page.next }
    return phase === 'waiting' ? { phase: 'others' } : undefined
  }
}

/** What the query looks for. */
function listOf({ limit: _limit, cursor: _cursor, ...list }: TenantRequestsQuery): TenantList {
  if (list.from && list.to && list.from >= list.to)
    throw new ProblemError({ code: 'InvalidRequest', detail: '"from" must be before "to".' })
  return list
}

const phased = (list: TenantList, phase: ListPosition['phase']): TenantList =>
  phase === 'all'
    ? list
    : { ...list, ...(phase === 'waiting' ? { state: 'ActionNeeded' } : { notState: 'ActionNeeded' }) }
