import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { AuditFilter, AuditTrail, LedgerPosition } from '../ports.ts'
import { ledgerIndexes } from '../runtime/tables.ts'
import { entryOf, ledgerKey } from './ledger-items.ts'

/** How many entries a page looks through when not every one of them need match. */
const searched = 250

/** The `Ledger` table for auditors: one query a page, by the index that leaves the least to filter. */
export const auditTrail = (client: DynamoDBDocumentClient, table: string): AuditTrail => ({
  page: async (tenantId, filter, limit, after) => {
    const { index, key, ...range } = keyConditions(tenantId, filter)
    const filters = filterConditions(tenantId, filter, index?.pk)
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        // An index lags behind by moments; the plain list of a tenant is read from the table, so that it shows no gap.
        ...(index ? { IndexName: index.name } : { ConsistentRead: true }),
        KeyConditionExpression: range.condition,
        ...(filters.condition && { FilterExpression: filters.condition }),
        ...(filters.names && { ExpressionAttributeNames: filters.names }),
        ExpressionAttributeValues: { ':key': key, ...range.values, ...filters.values },
        ScanIndexForward: false,
        Limit: filters.condition ? Math.max(limit, searched) : limit,
        ...(after && { ExclusiveStartKey: startKey(tenantId, after, index && { [index.pk]: key }) }),
      }),
    )
    const entries = Items.slice(0, limit).map(entryOf)
    // More matched than was asked for: the next page goes on behind what this one shows, not behind what was read.
    const last = Items.length > limit ? Items[limit - 1] : LastEvaluatedKey
    const next = last && positionOf(last, index !== undefined)
    return { entries, ...(next && { next }) }
  },
})

/** The index to read, its partition, and the part of it that lies in the time asked for. */
function keyConditions(tenantId: string, filter: AuditFilter) {
  const { ulid, actor, environmentId, from, to } = filter
  const { byRequest, byActor, byEnvironment, byTime } = ledgerIndexes
  const within = (index: (typeof ledgerIndexes)[keyof typeof ledgerIndexes], key: string) => ({
    index,
    key,
    // A sort key is `<recordedAt>#<seq>`, so it lies behind the bare instant: from counts, to does not.
    condition: [`${index.pk} = :key`, ...timeCondition(from, to)].join(' AND '),
    values: { ...(from && { ':from': from }), ...(to && { ':to': to }) },
  })
  if (ulid) return within(byRequest, ledgerKey.request(tenantId, ulid))
  if (actor) return within(byActor, ledgerKey.actor(tenantId, actor))
  if (environmentId) return within(byEnvironment, ledgerKey.environment(tenantId, environmentId))
  if (from || to) return within(byTime, ledgerKey.tenant(tenantId))
  return { index: undefined, key: ledgerKey.tenant(tenantId), condition: 'pk = :key', values: {} }
}

function timeCondition(from: string | undefined, to: string | undefined): readonly string[] {
  if (from && to) return ['timeKey BETWEEN :from AND :to']
  if (from) return ['timeKey >= :from']
  return to ? ['timeKey < :to'] : []
}

/** What the chosen index leaves to filter. */
function filterConditions(tenantId: string, filter: AuditFilter, indexed: string | undefined) {
  const { actor, environmentId, type, types, supportTicket } = filter
  const conditions: [condition: string, values: Record<string, string>, names?: Record<string, string>][] = []
  if (actor && indexed !== 'actorKey')
    conditions.push(['actorKey = :actor', { ':actor': ledgerKey.actor(tenantId, actor) }])
  if (environmentId && indexed !== 'environmentKey')
    conditions.push([
      'environmentKey = :environment',
      { ':environment': ledgerKey.environment(tenantId, environmentId) },
    ])
  if (type) conditions.push(['event.#type = :type', { ':type': type }, { '#type': 'type' }])
  if (types) {
    const values = Object.fromEntries(types.map((each, i) => [`:type${i}`, each]))
    conditions.push([`event.#type IN (${Object.keys(values).join(', ')})`, values, { '#type': 'type' }])
  }
  if (supportTicket)
    conditions.push(['event.#data.supportTicket = :ticket', { ':ticket': supportTicket }, { '#data': 'data' }])
  const names = Object.assign({}, ...conditions.map(([, , n]) => n)) as Record<string, string>
  return {
    condition: conditions.map(([condition]) => condition).join(' AND '),
    values: Object.assign({}, ...conditions.map(([, values]) => values)) as Record<string, string>,
    ...(Object.keys(names).length > 0 && { names }),
  }
}

/** The key that a position stands for in the list that is read. */
const startKey = (tenantId: string, { seq, recordedAt }: LedgerPosition, indexKey?: Record<string, string>) => ({
  ...ledgerKey.entry(tenantId, seq),
  ...(indexKey && recordedAt && { ...indexKey, timeKey: ledgerKey.time(recordedAt, seq) }),
})

function positionOf(item: Record<string, unknown>, indexed: boolean): LedgerPosition {
  const [recordedAt = ''] = indexed ? String(item.timeKey).split('#') : []
  return { seq: Number(item.sk), ...(indexed && { recordedAt }) }
}
