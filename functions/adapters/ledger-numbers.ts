import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { LedgerNumbers } from '../ports.ts'
import { entryOf, ledgerKey } from './ledger-items.ts'

/** The `Ledger` table by numbers. Of the table itself and strongly consistent: an index could leave a gap. */
export function ledgerNumbers(client: DynamoDBDocumentClient, table: string): LedgerNumbers {
  const query = async (tenantId: string, first: number, last: number, newest?: true) => {
    const { pk, sk } = ledgerKey.entry(tenantId, first)
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':pk': pk, ':first': sk, ':last': ledgerKey.entry(tenantId, last).sk },
        ConsistentRead: true,
        ...(newest && { ScanIndexForward: false, Limit: 1 }),
      }),
    )
    return Items.map(entryOf)
  }
  return {
    newest: async (tenantId) => (await query(tenantId, 1, Number.MAX_SAFE_INTEGER, true))[0]?.seq ?? 0,
    at: async (tenantId, seq) => (await query(tenantId, seq, seq))[0],
    read: (tenantId, first, last) => query(tenantId, first, last),
  }
}
