import { type DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb'
import { key } from '../../domain/keys.ts'
import type { Notice } from '../../domain/notice.ts'
import type { Proposal } from '../../domain/proposal.ts'
import type { Environment } from '../../domain/settings.ts'
import type { StateTable } from '../../ports.ts'
import { batchGet, type Item } from '../batch-get.ts'
import { brakeUntilOf, confirmationOf, markOf, settingsOf } from './items.ts'

type Reads = Pick<
  StateTable,
  | 'confirmation'
  | 'confirmationFacts'
  | 'environments'
  | 'environmentFacts'
  | 'noticeFacts'
  | 'proposalFacts'
  | 'emergencyFacts'
>

/** What is read around the customer's settings; strongly consistent. */
export function settingsReads(client: DynamoDBDocumentClient, table: string): Reads {
  const getAll = (keys: Parameters<typeof batchGet>[2]) => batchGet(client, table, keys)
  const partition = async (pk: string): Promise<readonly Item[]> => {
    const items: Item[] = []
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
      },
    )
    for await (const { Items = [] } of pages) items.push(...Items)
    return items
  }
  return {
    confirmation: async (tenantId, approverId) => {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: key.confirm(tenantId, approverId), ConsistentRead: true }),
      )
      return Item && confirmationOf(Item)
    },
    confirmationFacts: async (tenantId, approverId) => {
      const [settings, item] = await getAll([key.settings(tenantId), key.confirm(tenantId, approverId)])
      return {
        ...(settings && { settings: settingsOf(settings) }),
        ...(item && { confirmation: confirmationOf(item) }),
      }
    },
    environments: async (tenantId) => {
      const [environments, marks, brakes] = await Promise.all([
        partition(key.environment(tenantId, '').pk),
        partition(key.unmanaged(tenantId, '').pk),
        partition(key.brake(tenantId, '').pk),
      ])
      const byId = new Map(marks.map((item) => [String(item.sk), markOf(item)]))
      const brakeById = new Map(brakes.map((item) => [String(item.sk), item]))
      return environments.map((item) => {
        const id = String(item.sk)
        const mark = byId.get(id)
        const environment = item as unknown as Environment
        return { environment, ...(mark && { mark }), ...brakeUntilOf(brakeById.get(id)) }
      })
    },
    environmentFacts: async (tenantId, environmentId) => {
      const [settings, environment, mark, brake] = await getAll([
        key.settings(tenantId),
        key.environment(tenantId, environmentId),
        key.unmanaged(tenantId, environmentId),
        key.brake(tenantId, environmentId),
      ])
      return {
        ...(settings && { settings: settingsOf(settings) }),
        ...(environment && { environment: environment as unknown as Environment }),
        ...(mark && { mark: markOf(mark) }),
        ...brakeUntilOf(brake),
      }
    },
    noticeFacts: async (tenantId, eventId) => {
      const [notice, settings] = await getAll([key.notice(tenantId, eventId), key.settings(tenantId)])
      return {
        ...(notice && { notice: notice as unknown as Notice }),
        ...(settings && { settings: settingsOf(settings) }),
      }
    },
    proposalFacts: async (tenantId) => {
      const [settings, proposal] = await getAll([key.settings(tenantId), key.proposal(tenantId)])
      return {
        ...(settings && { settings: settingsOf(settings) }),
        ...(proposal && { proposal: proposal as unknown as Proposal }),
      }
    },
    emergencyFacts: async (tenantId, environmentId, countKey) => {
      const [settings, environment, mark, brake, count] = await getAll([
        key.settings(tenantId),
        key.environment(tenantId, environmentId),
        key.unmanaged(tenantId, environmentId),
        key.brake(tenantId, environmentId),
        countKey,
      ])
      return {
        ...(settings && { settings: settingsOf(settings) }),
        ...(environment && { environment: environment as unknown as Environment }),
        unmanaged: mark !== undefined && !markOf(mark).managed,
        ...brakeUntilOf(brake),
        openedToday: Number(count?.count ?? 0),
      }
    },
  }
}
