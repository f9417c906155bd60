import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'

/**
 * An empty table with the keys and indexes of another, and without its stream: what is tried there is nobody's to heal.
 * On the deployed one, relay and sweep would act upon every item that a test leaves due.
 */
export async function ownTable(
  client: DynamoDBClient,
  like: string,
): Promise<{ readonly name: string; readonly remove: () => Promise<void> }> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: like }))
  const TableName = `${like}-own-${Date.now()}`
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: Table?.KeySchema ?? [],
      AttributeDefinitions: Table?.AttributeDefinitions ?? [],
      GlobalSecondaryIndexes: (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
    }),
  )
  await waitUntilTableExists({ client, maxWaitTime: 120 }, { TableName })
  return {
    name: TableName,
    remove: async () => {
      await client.send(new DeleteTableCommand({ TableName }))
    },
  }
}
