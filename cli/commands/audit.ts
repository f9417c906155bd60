import type { operations } from '../../contract/client.ts'
import { answered } from '../api.ts'
import { line } from '../io.ts'
import { print, type Session } from '../session.ts'
import { auditTable } from '../tables.ts'
import type { AuditEntry } from '../words.ts'

type Query = NonNullable<operations['listAudit']['parameters']['query']>

export interface AuditOptions {
  readonly from?: string
  readonly to?: string
  readonly actor?: string
  readonly environment?: string
  readonly type?: string
  readonly request?: string
  readonly ticket?: string
}

/** The filter as the API takes it; a type may be given without its `lockbox.`. */
function filterOf({ environment, request, ticket, type, ...same }: AuditOptions): Query {
  return {
    ...(same.from && { from: same.from }),
    ...(same.to && { to: same.to }),
    ...(same.actor && { actor: same.actor }),
    ...(environment && { environmentId: environment }),
    ...(request && { requestId: request }),
    ...(ticket && { supportTicket: ticket }),
    ...(type && { type: (type.startsWith('lockbox.') ? type : `lockbox.${type}`) as NonNullable<Query['type']> }),
  }
}

async function page(session: Session, query: Query) {
  const api = await session.api('customers')
  return answered(api.GET('/audit', { params: { query } }), 'customers')
}

export async function list(session: Session, options: AuditOptions & { readonly limit: number }): Promise<void> {
  const filter = filterOf(options)
  const entries: AuditEntry[] = []
  let cursor: string | undefined
  do {
    const answer = await page(session, {
      ...filter,
      limit: Math.min(100, options.limit - entries.length),
      ...(cursor && { cursor }),
    })
    entries.push(...answer.items)
    cursor = answer.cursor
  } while (cursor && entries.length < options.limit)
  await print(session, { items: entries, ...(cursor && { cursor }) }, () =>
    entries.length > 0 ? auditTable(entries) : 'No entries.',
  )
  if (cursor && !session.json)
    await line(session.io.err, `There are more: raise --limit, now ${options.limit}, or take all: lockbox audit export`)
}
