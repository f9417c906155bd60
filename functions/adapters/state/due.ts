import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { prefix } from '../../domain/keys.ts'
import type { Instant } from '../../domain/time.ts'
import type { DueIndex } from '../../ports.ts'
import { stateIndexes } from '../../runtime/tables.ts'
import type { Item } from '../batch-get.ts'
import { dueShards } from './items.ts'

/** So many overdue items of a shard are healed in one sweep, the oldest first; the rest waits for the next. */
const perPage = 200
/** More than one: what cannot be healed stays the oldest, and must not hide what can. */
const pages = 5

/** The sparse index by `dueAt`: what is due, not what exists. */
export const dueIndex = (client: DynamoDBDocumentClient, table: string): DueIndex => ({
  due: async (now) => {
    const shards = await Promise.all(
      Array.from({ length: dueShards }, (_, shard) => overdue(client, table, `${prefix.index.due}${shard}`, now)),
    )
    return shards
      .flat()
      .map((item) => ({ key: { pk: String(item.pk), sk: String(item.sk) }, dueAt: String(item.dueAt) }))
  },
})

async function overdue(client: DynamoDBDocumentClient, table: string, shard: string, now: Instant): Promise<Item[]> {
  const found: Item[] = []
  let after: Item | undefined
  for (let page = 0; page < pages; page++) {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: stateIndexes.due.name,
        KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
        ExpressionAttributeValues: { ':shard': shard, ':now': now },
        Limit: perPage,
        ...(after && { ExclusiveStartKey: after }),
      }),
    )
    found.push(...Items)
    after = LastEvaluatedKey
    if (!after) break
  }
  return found
}
