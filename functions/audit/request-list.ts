import type { ReadEntry } from '../domain/entry-words.ts'
import { parseRequestId } from '../domain/ids.ts'
import { askTypes, type RequestRow, rowOf } from '../domain/request-rows.ts'
import type { AuditFilter, AuditTrail, LedgerPosition } from '../ports.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { type RequestsQuery, within } from './query.ts'

const pageSize = 25

/** One read of a request's entries takes this many, and there are at most so many reads of one request. */
const perRead = 250
const mostReads = 4

/** A row, and whether the ledger has more of the request than was read for it. */
export type ListedRow = RequestRow & { readonly partial?: true }

/**
 * A page of rows, one a request, newest first by when it was asked. One read finds the requests, and at most four each
 * what became of them; of one with more entries than that the row says so, and has its newest uses only.
 */
export async function listRequests(tenantId: string, query: RequestsQuery, trail: AuditTrail) {
  const { limit = pageSize, cursor, ...asked } = query
  const filter: AuditFilter = { ...within(asked), types: askTypes }
  const after = cursor === undefined ? undefined : readCursor(cursor, tenantId, filter)
  const { entries, next } = await trail.page(tenantId, filter, limit, after)
  const rows = await Promise.all(entries.map((first) => rowFrom(tenantId, first, trail)))
  return {
    items: rows.filter((row) => row !== undefined),
    ...(next && { cursor: writeCursor(next, tenantId, filter) }),
  }
}

async function rowFrom(tenantId: string, first: ReadEntry, trail: AuditTrail): Promise<ListedRow | undefined> {
  const key = parseRequestId(first.event.data.requestId ?? '')
  if (!key) return undefined
  const newestFirst: ReadEntry[] = []
  let after: LedgerPosition | undefined
  for (let read = 0; read < mostReads; read++) {
    const page = await trail.page(tenantId, { ulid: key.ulid }, perRead, after)
    newestFirst.push(...page.entries)
    after = page.next
    if (!after) break
  }
  // From an index, which may not have the first one yet, or has it at the end of what was read.
  const later = newestFirst.reverse().filter(({ seq }) => seq > first.seq)
  const row = rowOf([first, ...later])
  return row && { ...row, ...(after && { partial: true as const }) }
}
