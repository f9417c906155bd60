import type { operations } from '../../contract/client.ts'
import { answered } from '../api.ts'
import { line } from '../io.ts'
import { print, type Session } from '../session.ts'
import { requestRowsTable } from '../tables.ts'
import type { RequestRow } from '../words.ts'

type Query = NonNullable<operations['listAuditRequests']['parameters']['query']>

export interface RequestsOptions {
  readonly from?: string
  readonly to?: string
  readonly ticket?: string
  readonly limit: number
}

const pageSize = 50

/** One row a request, newest first: the population that an auditor samples from. */
export async function auditRequests(session: Session, options: RequestsOptions): Promise<void> {
  const { from, to, ticket, limit } = options
  const filter: Query = { ...(from && { from }), ...(to && { to }), ...(ticket && { supportTicket: ticket }) }
  const rows: RequestRow[] = []
  let cursor: string | undefined
  do {
    const api = await session.api('customers')
    const query = { ...filter, limit: Math.min(pageSize, limit - rows.length), ...(cursor && { cursor }) }
    const answer = await answered(api.GET('/audit/requests', { params: { query } }), 'customers')
    rows.push(...answer.items)
    cursor = answer.cursor
  } while (cursor && rows.length < limit)
  await print(session, { items: rows, ...(cursor && { cursor }) }, () =>
    rows.length > 0 ? requestRowsTable(rows) : 'No requests.',
  )
  if (cursor && !session.json) await line(session.io.err, `There are more: raise --limit, now ${limit}.`)
}
