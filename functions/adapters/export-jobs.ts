import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { key } from '../domain/keys.ts'
import type { ExportJobs } from '../ports.ts'
import { untilUncontended } from './contention.ts'
import { exportItem, exportOf } from './state/export-items.ts'

/** Exports in the `State` table. */
export const exportJobs = (client: DynamoDBDocumentClient, table: string): ExportJobs => ({
  find: async ({ tenantId, id }) => {
    const Key = key.export(tenantId, id)
    const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))
    return Item && exportOf(Item)
  },
  save: (after, version) =>
    took(
      untilUncontended(() =>
        client.send(
          new PutCommand({
            TableName: table,
            Item: exportItem(after),
            ConditionExpression: 'version = :version',
            ExpressionAttributeValues: { ':version': version },
          }),
        ),
      ),
    ),
  nudge: ({ tenantId, id, movedAt, nudges }, now) =>
    took(
      untilUncontended(() =>
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: key.export(tenantId, id),
            UpdateExpression: 'SET movedAt = :now, nudges = :nudges',
            ConditionExpression: 'movedAt = :former',
            ExpressionAttributeValues: { ':now': now, ':nudges': nudges + 1, ':former': movedAt },
          }),
        ),
      ),
    ),
})

/** Whether a conditional write took place. */
async function took(write: Promise<unknown>): Promise<boolean> {
  try {
    await write
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}
