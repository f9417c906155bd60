import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { LedgerTable } from '../ports.ts'
import { batchGet } from './batch-get.ts'
import { appendedOf, entryItem, entryOf, ledgerKey, markerItem } from './ledger-items.ts'
import { insertAll } from './partiql.ts'

/**
 * The `Ledger` table for its one writer, whose role can insert and nothing else: the key of an entry is the lock
 * that makes numbers gapless, the key of its marker the one that makes an event's entry the only one.
 */
export const ledgerTable = (client: DynamoDBDocumentClient, table: string): LedgerTable => ({
  head: async (tenantId) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :tenant',
        ExpressionAttributeValues: { ':tenant': ledgerKey.tenant(tenantId) },
        ScanIndexForward: false,
        Limit: 1,
        ConsistentRead: true,
      }),
    )
    return Items[0] && entryOf(Items[0])
  },

  find: async (tenantId, eventIds) => {
    const items = await batchGet(
      client,
      table,
      eventIds.map((id) => ledgerKey.event(tenantId, id)),
    )
    return new Map(
      eventIds.flatMap((id, i) => {
        const item = items[i]
        return item ? [[id, appendedOf(item)] as const] : []
      }),
    )
  },

  insert: async (entry, digest) =>
    (await insertAll(client, table, [entryItem(entry), markerItem(entry, digest)])) === 'inserted',
})
