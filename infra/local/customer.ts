import { randomBytes } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { ulid } from 'ulid'
import { documentClient } from '../../functions/adapters/dynamodb.ts'
import { outboxItem } from '../../functions/adapters/state/items.ts'
import { type EventDraft, seal } from '../../functions/domain/events.ts'
import { key } from '../../functions/domain/keys.ts'
import type { Actor } from '../../functions/domain/request.ts'
import type { TenantSettings } from '../../functions/domain/settings.ts'
import { instant } from '../../functions/domain/time.ts'
import { clientConfig } from './aws.ts'
import type { Target } from './target.ts'

// What belongs to the customer is changed here directly in the table, each change in one transaction with its audit
// event, as the customer's own pages will do it.

/** The record says what is known: nobody signed in for this. */
const byHand: Actor = { kind: 'system', id: 'seed', method: 'system' }

/** The table with administrator's rights. */
export const stateOf = (target: Pick<Target, 'region' | 'endpoint'>): DynamoDBDocumentClient =>
  documentClient(new DynamoDBClient(clientConfig(target)))

/** Changes a tenant's settings; gives them as they are then. */
export async function changeSettings(
  target: Target,
  tenantId: string,
  change: (settings: TenantSettings) => Partial<Omit<TenantSettings, 'tenantId' | 'version'>>,
): Promise<TenantSettings> {
  const table = target.outputs.StateTable
  const state = stateOf(target)
  const { Item } = await state.send(
    new GetCommand({ TableName: table, Key: key.settings(tenantId), ConsistentRead: true }),
  )
  if (!Item) throw new Error(`there is no tenant ${tenantId}`)
  const before = Item as unknown as TenantSettings
  const after = { ...Item, ...change(before), version: before.version + 1 } as unknown as TenantSettings
  await state.send(
    new TransactWriteCommand({
      TransactItems: [
        {
          Put: {
            TableName: table,
            Item: { ...after },
            ConditionExpression: 'version = :before',
            ExpressionAttributeValues: { ':before': before.version },
          },
        },
        putEvent(table, {
          id: `settings#${after.version}`,
          type: 'lockbox.settings.changed',
          tenantId,
          details: {
            policy: after.policy,
            approvalMode: after.approvalMode,
            approvers: Object.keys(after.approvers).length,
          },
        }),
      ],
    }),
  )
  return after
}

/** Puts someone on a tenant's settings list; gives the new approver's id. */
export async function addApprover(
  target: Target,
  tenantId: string,
  approver: { name: string; email: string },
): Promise<string> {
  const id = ulid()
  const { name, email } = approver
  await changeSettings(target, tenantId, ({ approvers }) => ({ approvers: { ...approvers, [id]: { name, email } } }))
  return id
}

/** Takes an environment out of the lockbox policy. */
export async function unmanage(target: Target, tenantId: string, environmentId: string): Promise<void> {
  const table = target.outputs.StateTable
  await stateOf(target).send(
    new TransactWriteCommand({
      TransactItems: [
        { Put: { TableName: table, Item: { ...key.unmanaged(tenantId, environmentId), tenantId, environmentId } } },
        putEvent(table, { id: ulid(), type: 'lockbox.environment.unmanaged', tenantId, environmentId }),
      ],
    }),
  )
}

const putEvent = (table: string, draft: Omit<EventDraft, 'at' | 'actor'>) => ({
  Put: {
    TableName: table,
    Item: outboxItem('approver', seal({ ...draft, at: instant(Date.now()), actor: byHand }, randomBytes)),
    ConditionExpression: 'attribute_not_exists(pk)',
  },
})
