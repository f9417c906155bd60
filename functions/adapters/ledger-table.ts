import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { LedgerTable } from '../ports.ts'
import { entryItem, entryOf, ledgerKey, markerItem } from './ledger-items.ts'
import { appendedEvents } from './ledger-markers.ts'
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

  find: (tenantId, eventIds) => appendedEvents(client, table, tenantId, eventIds),

  insert: async (entry, digest) =>
    (await insertAll(client, table, [entryItem(entry), markerItem(entry, digest)])) === 'inserted',
})
