import type { AuditFilter, AuditTrail, LedgerPosition } from '../ports.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { type AuditQuery, filterOf } from './query.ts'

const pageSize = 50

/**
 * A page of the tenant's ledger, newest first, by one read. Filters that no index serves apply within a bounded part
 * of the ledger, so a page may be short or empty and still have a cursor: the end is where there is none.
 */
export async function list(tenantId: string, query: AuditQuery, trail: AuditTrail) {
  const { filter, after } = placeOf(tenantId, query)
  const { entries, next } = await trail.page(tenantId, filter, query.limit ?? pageSize, after)
  return {
    items: entries.map(({ seq, recordedAt, hash, prevHash, event, personal }) => ({
      seq,
      recordedAt,
      hash,
      previousHash: prevHash,
      event,
      personal,
    })),
    ...(next && { cursor: writeCursor(next, tenantId, filter) }),
  }
}

/** What is looked for, and from where on; refuses a cursor of another list. */
export function placeOf(
  tenantId: string,
  query: AuditQuery,
): { readonly filter: AuditFilter; readonly after?: LedgerPosition } {
  const filter = filterOf(query, tenantId)
  return { filter, ...(query.cursor !== undefined && { after: readCursor(query.cursor, tenantId, filter) }) }
}
