import { type DynamoDBDocumentClient, paginateQuery, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb'
import { key } from '../../domain/keys.ts'
import type { RequestKey, RequestState } from '../../domain/request.ts'
import type { Environment } from '../../domain/settings.ts'
import type { StateTable } from '../../ports.ts'
import { shownAttributes, stateIndexes } from '../../runtime/tables.ts'
import { batchGet, type Item } from '../batch-get.ts'
import { insertAll } from '../partiql.ts'
import { operatorKey, requestOf, settingsOf, stateKey } from './items.ts'

type Reads = Pick<StateTable, 'register' | 'shownRequest' | 'grantsOf' | 'openOn' | 'migrationFacts'>

const granted: readonly RequestState[] = ['Approved', 'Emergency']
const open: readonly RequestState[] = ['ActionNeeded', ...granted]

/** What the vendor's administrators need beside tenants and environments. */
export function vendorReads(client: DynamoDBDocumentClient, table: string): Reads {
  const keysIn = async (input: Omit<QueryCommandInput, 'TableName'>): Promise<readonly RequestKey[]> => {
    const found: RequestKey[] = []
    for await (const { Items = [] } of paginateQuery({ client }, { TableName: table, ...input }))
      for (const item of Items) found.push({ tenantId: String(item.tenantId), ulid: String(item.ulid) })
    return found
  }
  return {
    register: async (tenantId) => {
      const inserted = await insertAll(client, table, [key.registry(tenantId)])
      // Whoever else inserts just then inserts the same; whether they did, the next call of the vendor's sees to.
      if (inserted === 'conflict') throw new Error('the registry was being written just then')
    },

    shownRequest: async (request) => {
      // A query, although it is one item: only of a query IAM can ask that it names what it wants to see.
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          Select: 'SPECIFIC_ATTRIBUTES',
          ProjectionExpression: shownAttributes.map((name) => `#${name}`).join(', '),
          KeyConditionExpression: '#pk = :pk AND #sk = :sk',
          ExpressionAttributeNames: Object.fromEntries(shownAttributes.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: { ':pk': key.request(request).pk, ':sk': key.request(request).sk },
          ConsistentRead: true,
        }),
      )
      return Items[0] && requestOf(Items[0])
    },

    grantsOf: (operatorId) =>
      keysIn({
        IndexName: stateIndexes.byOperator.name,
        KeyConditionExpression: '#partition = :partition',
        FilterExpression: '#state IN (:approved, :emergency)',
        ExpressionAttributeNames: { '#partition': stateIndexes.byOperator.pk, '#state': 'state' },
        ExpressionAttributeValues: {
          ':partition': operatorKey(operatorId),
          ':approved': granted[0],
          ':emergency': granted[1],
        },
        ScanIndexForward: false,
      }),

    openOn: async (tenantId, environmentId) =>
      (
        await Promise.all(
          open.map((state) =>
            keysIn({
              IndexName: stateIndexes.byState.name,
              KeyConditionExpression: '#partition = :partition',
              FilterExpression: 'environmentId = :environment',
              ExpressionAttributeNames: { '#partition': stateIndexes.byState.pk },
              ExpressionAttributeValues: { ':partition': stateKey(tenantId, state), ':environment': environmentId },
            }),
          ),
        )
      ).flat(),

    migrationFacts: async ({ environmentId, from, to }) => {
      const items = await batchGet(
        client,
        table,
        [from, to].flatMap((tenantId) => [key.settings(tenantId), key.environment(tenantId, environmentId)]),
      )
      const side = (settings: Item | undefined, environment: Item | undefined) => ({
        ...(settings && { settings: settingsOf(settings) }),
        ...(environment && { environment: environment as unknown as Environment }),
      })
      return { from: side(items[0], items[1]), to: side(items[2], items[3]) }
    },
  }
}
