import type { AuditTrail } from '../ports.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { type AuditQuery, filterOf } from './query.ts'

const pageSize = 50

/**
 * A page of the tenant's ledger, newest first, by one read. Filters that no index serves apply within a bounded part
 * of the ledger, so a page may be short or empty and still have a cursor: the end is where there is none.
 */
export async function list(tenantId: string, query: AuditQuery, trail: AuditTrail) {
  const filter = filterOf(query, tenantId)
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, tenantId, filter)
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
