import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Item } from '../batch-get.ts'

/** All items of a partition, or those whose sort keys begin so, strongly consistent, in the order of their keys. */
export async function queryAll(
  client: DynamoDBDocumentClient,
  table: string,
  { pk, begins }: { readonly pk: string; readonly begins?: string },
): Promise<readonly Item[]> {
  const found: Item[] = []
  let start: Record<string, unknown> | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: begins === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :begins)',
        ExpressionAttributeValues: { ':pk': pk, ...(begins !== undefined && { ':begins': begins }) },
        ConsistentRead: true,
        ...(start && { ExclusiveStartKey: start }),
      }),
    )
    found.push(...Items)
    start = LastEvaluatedKey
  } while (start)
  return found
}
