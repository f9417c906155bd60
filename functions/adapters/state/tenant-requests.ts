import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { drillOperator } from '../../domain/drill.ts'
import { ulidInstant, ulidsWithin } from '../../domain/ids.ts'
import { key } from '../../domain/keys.ts'
import type { AccessRequest } from '../../domain/request.ts'
import { instant } from '../../domain/time.ts'
import type { RequestPlace, StateTable, TenantList } from '../../ports.ts'
import { shownAttributes, stateIndexes } from '../../runtime/tables.ts'
import type { Item } from '../batch-get.ts'
import { requestOf, stateKey, ticketKey } from './items.ts'

/** How many requests a page looks through when not every one of them need match. */
const searched = 250

/** One tenant's requests, newest first: one query a page, by the index that leaves the least to filter. */
export async function tenantRequests(
  client: DynamoDBDocumentClient,
  table: string,
  ...[tenantId, list, limit, after]: Parameters<StateTable['tenantRequests']>
): ReturnType<StateTable['tenantRequests']> {
  const from = sourceOf(tenantId, list)
  // DynamoDB refuses a range that ends before it begins.
  if (from.range && from.range.last < from.range.first) return { requests: [] }
  const filter = filterOf(list, from)
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: table,
      // The partition of the table has links and the task token too: a page names what it shows, and IAM holds it to that.
      ...(from.index
        ? { IndexName: from.index.name }
        : {
            Select: 'SPECIFIC_ATTRIBUTES',
            ProjectionExpression: shownAttributes.map((name) => `#${name}`).join(', '),
          }),
      KeyConditionExpression: `#${from.pk} = :partition${from.range ? ` AND #${from.sk} BETWEEN :first AND :last` : ''}`,
      ...(filter.conditions.length > 0 && { FilterExpression: filter.conditions.join(' AND ') }),
      ExpressionAttributeNames: Object.fromEntries(
        [
          from.pk,
          ...(from.range ? [from.sk] : []),
          ...(from.index ? filter.names : [...shownAttributes, ...filter.names]),
        ].map((name) => [`#${name}`, name]),
      ),
      ExpressionAttributeValues: {
        ':partition': from.partition,
        ...(from.range && { ':first': from.range.first, ':last': from.range.last }),
        ...filter.values,
      },
      ScanIndexForward: false,
      Limit: filter.conditions.length > 0 ? Math.max(limit, searched) : limit,
      ...(after && { ExclusiveStartKey: startKey(tenantId, after, from) }),
    }),
  )
  const shown = Items.slice(0, limit)
  // More matched than was asked for: the next page goes on behind what this one shows, not behind what was read.
  const last = Items.length > limit ? shown.at(-1) : LastEvaluatedKey && (LastEvaluatedKey as Item)
  const next = last && placeOf(last)
  return { requests: shown.map((item) => listed(item, from.index !== undefined)), ...(next && { next }) }
}

/** An index does not carry `drill` (a deployed index keeps its projection): there its operator's id tells. */
function listed(item: Item, indexed: boolean): AccessRequest {
  const request = requestOf(item)
  return indexed && request.operator.id === drillOperator ? { ...request, drill: true } : request
}

interface Source {
  readonly index?: { readonly name: string }
  readonly pk: string
  readonly sk: string
  readonly partition: string
  readonly range?: { readonly first: string; readonly last: string }
}

/** Where to read: by ticket, by state, or the tenant's whole partition, in which the ULIDs are in the order of time. */
function sourceOf(tenantId: string, { supportTicket, state, from, to }: TenantList): Source {
  const timed = from !== undefined || to !== undefined
  const index = supportTicket ? stateIndexes.byTicket : state ? stateIndexes.byState : undefined
  if (!index) {
    const { pk } = key.request({ tenantId, ulid: '' })
    return { pk: 'pk', sk: 'sk', partition: pk, ...(timed && { range: ulidsWithin(from, to) }) }
  }
  return {
    index,
    pk: index.pk,
    sk: index.sk,
    partition: supportTicket ? ticketKey(tenantId, supportTicket) : stateKey(tenantId, state ?? ''),
    ...(timed && {
      // Before every instant, also before the one that is just before 1970: DynamoDB refuses a range that ends before it begins.
      range: { first: from ?? '1', last: to === undefined ? '9999' : instant(Date.parse(to) - 1) },
    }),
  }
}

/** What the source leaves to filter. */
function filterOf({ state, notState, supportTicket, environmentId, operator }: TenantList, { index }: Source) {
  const parts: [condition: string, names: readonly string[], values: Record<string, string>][] = []
  if (state && index && supportTicket) parts.push(['#state = :state', ['state'], { ':state': state }])
  if (notState) parts.push(['#state <> :notState', ['state'], { ':notState': notState }])
  if (environmentId) parts.push(['#environmentId = :environment', ['environmentId'], { ':environment': environmentId }])
  if (operator)
    parts.push([
      '(#operator.#id = :operator OR #operator.#email = :operator)',
      ['operator', 'id', 'email'],
      { ':operator': operator },
    ])
  return {
    conditions: parts.map(([condition]) => condition),
    names: parts.flatMap(([, names]) => names),
    values: Object.assign({}, ...parts.map(([, , values]) => values)) as Record<string, string>,
  }
}

const startKey = (tenantId: string, { ulid, requestedAt }: RequestPlace, { index, pk, partition }: Source) => ({
  ...key.request({ tenantId, ulid }),
  ...(index && { [pk]: partition, requestedAt }),
})

/** A key of the table does not have the time of asking, but its ULID was made then. */
const placeOf = (item: Item): RequestPlace => {
  const ulid = String(item.sk)
  return { ulid, requestedAt: item.requestedAt === undefined ? ulidInstant(ulid) : String(item.requestedAt) }
}
