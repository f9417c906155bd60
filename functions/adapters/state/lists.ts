import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb'
import { isTenantId, isUlid } from '../../domain/ids.ts'
import { parseRequestKey } from '../../domain/keys.ts'
import { ProblemError } from '../../domain/problems.ts'
import type { AccessRequest } from '../../domain/request.ts'
import { instantForm } from '../../domain/time.ts'
import type { ListFilter, Page } from '../../ports.ts'
import { stateIndexes } from '../../runtime/tables.ts'
import { operatorKey, requestOf, stateKey, ticketKey } from './items.ts'

const pageSize = 50

/** One operator's requests, newest first. Filters apply inside a page: a page may be short and still have a cursor. */
export const listByOperator = (
  client: DynamoDBDocumentClient,
  table: string,
  operatorId: string,
  filter: ListFilter,
  cursor?: string,
): Promise<Page<AccessRequest>> =>
  query(client, table, { ...stateIndexes.byOperator, value: operatorKey(operatorId) }, filter, cursor)

/** One tenant's requests, newest first: of a ticket, or in one state. */
export const listByTenant = (
  client: DynamoDBDocumentClient,
  table: string,
  tenantId: string,
  filter: ListFilter,
  cursor?: string,
): Promise<Page<AccessRequest>> =>
  filter.supportTicket
    ? query(
        client,
        table,
        { ...stateIndexes.byTicket, value: ticketKey(tenantId, filter.supportTicket) },
        { ...filter, tenantId },
        cursor,
      )
    : query(
        client,
        table,
        { ...stateIndexes.byState, value: stateKey(tenantId, filter.state ?? 'ActionNeeded') },
        { tenantId },
        cursor,
      )

async function query(
  client: DynamoDBDocumentClient,
  table: string,
  index: { readonly name: string; readonly pk: string; readonly value: string },
  filter: ListFilter,
  cursor?: string,
): Promise<Page<AccessRequest>> {
  const filters = Object.entries(filter).filter(([, value]) => value !== undefined)
  const start = cursor === undefined ? undefined : readCursor(cursor, index.pk, index.value)
  const input: QueryCommandInput = {
    TableName: table,
    IndexName: index.name,
    KeyConditionExpression: '#partition = :partition',
    ExpressionAttributeNames: {
      '#partition': index.pk,
      ...Object.fromEntries(filters.map(([name]) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ':partition': index.value,
      ...Object.fromEntries(filters.map(([name, value]) => [`:${name}`, value])),
    },
    ...(filters.length > 0 && { FilterExpression: filters.map(([name]) => `#${name} = :${name}`).join(' AND ') }),
    ScanIndexForward: false,
    Limit: pageSize,
    ...(start && { ExclusiveStartKey: start }),
  }
  const answer = await client.send(new QueryCommand(input))
  return {
    items: (answer.Items ?? []).map(requestOf),
    ...(answer.LastEvaluatedKey && { cursor: writeCursor(answer.LastEvaluatedKey) }),
  }
}

const writeCursor = (lastKey: Record<string, unknown>): string =>
  Buffer.from(JSON.stringify(lastKey)).toString('base64url')

/** A cursor continues the list that it came from; with another list's partition it is refused. */
function readCursor(cursor: string, partitionKey: string, value: string): Record<string, string> {
  try {
    const lastKey = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as Record<string, string>
    const names = Object.keys(lastKey).sort().join()
    const expected = ['pk', 'requestedAt', 'sk', partitionKey].sort().join()
    if (names === expected && lastKey[partitionKey] === value && isPlace(lastKey)) return lastKey
  } catch {
    // Answered below: what is not JSON is as foreign as another list's cursor.
  }
  throw new ProblemError({ code: 'InvalidRequest', detail: 'This cursor is not of this list. Start again without it.' })
}

/** Whether it is where a request can be: DynamoDB fails on a key that is too long, or is no key. */
function isPlace({ pk, sk, requestedAt }: Record<string, unknown>): boolean {
  if (typeof pk !== 'string' || typeof sk !== 'string' || typeof requestedAt !== 'string') return false
  const request = parseRequestKey({ pk, sk })
  return request !== undefined && isTenantId(request.tenantId) && isUlid(request.ulid) && instantForm.test(requestedAt)
}
