import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { prefix } from '../../domain/keys.ts'
import type { DueIndex } from '../../ports.ts'
import { stateIndexes } from '../../runtime/tables.ts'
import { dueShards } from './items.ts'

/** So many overdue items of a shard are healed in one sweep, the oldest first; the rest waits for the next. */
const perShard = 200

/** The sparse index by `dueAt`: what is due, not what exists. */
export const dueIndex = (client: DynamoDBDocumentClient, table: string): DueIndex => ({
  due: async (now) => {
    const shards = await Promise.all(
      Array.from({ length: dueShards }, (_, shard) =>
        client.send(
          new QueryCommand({
            TableName: table,
            IndexName: stateIndexes.due.name,
            KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
            ExpressionAttributeValues: { ':shard': `${prefix.index.due}${shard}`, ':now': now },
            Limit: perShard,
          }),
        ),
      ),
    )
    return shards.flatMap(({ Items = [] }) =>
      Items.map((item) => ({ key: { pk: String(item.pk), sk: String(item.sk) }, dueAt: String(item.dueAt) })),
    )
  },
})
