import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { RequestStanding } from '../../domain/access-check.ts'
import { key } from '../../domain/keys.ts'
import type { Environment } from '../../domain/settings.ts'
import type { StateTable, Uses } from '../../ports.ts'
import { standingAttributes } from '../../runtime/tables.ts'
import { batchGet, type Item } from '../batch-get.ts'
import { markOf, settingsOf } from './items.ts'

type Reads = Pick<StateTable, 'accessPlace' | 'requestStanding' | 'usesOf'>

/** What is read to say whether somebody may in, and how a grant was used; strongly consistent. */
export function accessReads(client: DynamoDBDocumentClient, table: string): Reads {
  return {
    accessPlace: async ({ tenantId, environmentId, operatorId, service }) => {
      const [settings, environment, mark, latest] = await batchGet(client, table, [
        key.settings(tenantId),
        key.environment(tenantId, environmentId),
        key.unmanaged(tenantId, environmentId),
        key.latest(tenantId, environmentId, operatorId, service),
      ])
      return {
        ...(settings && { settings: settingsOf(settings) }),
        ...(environment && { environment: environment as unknown as Environment }),
        unmanaged: mark !== undefined && !markOf(mark).managed,
        ...(latest && { latestUlid: String(latest.ulid) }),
      }
    },
    requestStanding: async (request) => {
      const { pk, sk } = key.request(request)
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: '#pk = :pk AND #sk = :sk',
          ConsistentRead: true,
          // Not the links, the task token, and what was asked.
          Select: 'SPECIFIC_ATTRIBUTES',
          ProjectionExpression: standingAttributes.map((name) => `#${name}`).join(', '),
          ExpressionAttributeNames: {
            '#pk': 'pk',
            '#sk': 'sk',
            ...Object.fromEntries(standingAttributes.map((name) => [`#${name}`, name])),
          },
          ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
        }),
      )
      return Items[0] as RequestStanding | undefined
    },
    usesOf: async (grant) => {
      const [check, pass] = await batchGet(client, table, [key.uses('check', grant), key.uses('pass', grant)])
      return { ...(check && { check: usesIn(check) }), ...(pass && { pass: usesIn(pass) }) }
    },
  }
}

const usesIn = ({ count, firstAt, lastAt }: Item): Uses => ({
  count: Number(count),
  firstAt: String(firstAt),
  lastAt: String(lastAt),
})
