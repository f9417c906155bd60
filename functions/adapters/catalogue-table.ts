import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { ToldCatalogue } from '../domain/catalogue.ts'
import { key, registryPartition } from '../domain/keys.ts'
import type { CatalogueTable } from '../ports.ts'
import { batchGet } from './batch-get.ts'
import { untilUncontended } from './contention.ts'
import { settingsOf } from './state/items.ts'

/** Tenants a page: each is read with two keys, and a batch takes a hundred. */
const pageSize = 50

/** What the catalogue function reads and writes of `State`, beside the events. */
export const catalogueTable = (client: DynamoDBDocumentClient, table: string): CatalogueTable => ({
  told: async () => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: key.catalogue, ConsistentRead: true }))
    if (!Item) return undefined
    const { version, services, next } = Item as unknown as ToldCatalogue
    return { version, services, ...(next && { next }) }
  },

  store: async (after, before) => {
    const put = new PutCommand({
      TableName: table,
      Item: { ...key.catalogue, ...after },
      ConditionExpression: before
        ? `version = :version AND ${before.next ? 'attribute_exists(#next)' : 'attribute_not_exists(#next)'}`
        : 'attribute_not_exists(pk)',
      ...(before && {
        ExpressionAttributeNames: { '#next': 'next' },
        ExpressionAttributeValues: { ':version': before.version },
      }),
    })
    try {
      await untilUncontended(() => client.send(put))
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw error
    }
  },

  tenantsIn: async (shard, after) => {
    const pk = registryPartition(shard)
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
        Limit: pageSize,
        ...(after && { ExclusiveStartKey: { pk, sk: after } }),
      }),
    )
    return {
      tenantIds: Items.map(({ sk }) => String(sk)),
      ...(LastEvaluatedKey && { next: String(LastEvaluatedKey.sk) }),
    }
  },

  concerned: async (tenantIds, eventId) => {
    if (tenantIds.length === 0) return []
    const items = await batchGet(
      client,
      table,
      tenantIds.flatMap((tenantId) => [key.settings(tenantId), key.announced(tenantId, eventId)]),
    )
    return tenantIds.map((tenantId, i) => {
      const settings = items[2 * i]
      return {
        tenantId,
        ...(settings && { settings: settingsOf(settings) }),
        announced: items[2 * i + 1] !== undefined,
      }
    })
  },
})
