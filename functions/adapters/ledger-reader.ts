import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { LedgerReader } from '../ports.ts'
import { entryOf, ledgerKey } from './ledger-items.ts'
import { appendedEvents } from './ledger-markers.ts'

/** The `Ledger` table for whoever recomputes it, from one number to the next. */
export const ledgerReader = (client: DynamoDBDocumentClient, table: string): LedgerReader => {
  const query = async (tenantId: string, from: number | undefined, limit: number | undefined) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: from === undefined ? 'pk = :tenant' : 'pk = :tenant AND sk >= :from',
        ExpressionAttributeValues: {
          ':tenant': ledgerKey.tenant(tenantId),
          ...(from !== undefined && { ':from': ledgerKey.entry(tenantId, from).sk }),
        },
        ScanIndexForward: from !== undefined,
        ConsistentRead: true,
        ...(limit !== undefined && { Limit: limit }),
      }),
    )
    return Items.map(entryOf)
  }
  return {
    head: async (tenantId) => (await query(tenantId, undefined, 1))[0],
    // As many as DynamoDB gives at once, a megabyte.
    from: (tenantId, seq, limit) => query(tenantId, seq, limit),
    seqOf: async (tenantId, eventIds) => {
      const appended = await appendedEvents(client, table, tenantId, eventIds)
      return new Map([...appended].map(([id, { seq }]) => [id, seq]))
    },
  }
}
