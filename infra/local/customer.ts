import { randomBytes } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { ulid } from 'ulid'
import { documentClient } from '../../functions/adapters/dynamodb.ts'
import { outboxItem } from '../../functions/adapters/state/items.ts'
import { transactItem } from '../../functions/adapters/state/writes.ts'
import { type EventDraft, seal } from '../../functions/domain/events.ts'
import { key } from '../../functions/domain/keys.ts'
import type { Actor } from '../../functions/domain/request.ts'
import type { TenantSettings } from '../../functions/domain/settings.ts'
import { diffSettings } from '../../functions/domain/settings-diff.ts'
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

/** The whole item, with its key. */
export async function settingsOf(target: Target, tenantId: string): Promise<TenantSettings> {
  const { Item } = await stateOf(target).send(
    new GetCommand({ TableName: target.outputs.StateTable, Key: key.settings(tenantId), ConsistentRead: true }),
  )
  if (!Item) throw new Error(`there is no tenant ${tenantId}`)
  return Item as unknown as TenantSettings
}

/** Changes a tenant's settings; gives them as they are then. */
export async function changeSettings(
  target: Target,
  tenantId: string,
  change: (settings: TenantSettings) => Partial<Omit<TenantSettings, 'tenantId' | 'version'>>,
): Promise<TenantSettings> {
  const table = target.outputs.StateTable
  const before = await settingsOf(target, tenantId)
  const after = { ...before, ...change(before), version: before.version + 1 }
  const { details, personal } = diffSettings(before, after)
  await stateOf(target).send(
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
          details,
          personal,
        }),
      ],
    }),
  )
  return after
}

/** Puts someone on a tenant's settings list, unless their address is on it already. */
export async function addApprover(
  target: Target,
  tenantId: string,
  { name, email }: { readonly name: string; readonly email: string },
): Promise<void> {
  const { approvers } = await settingsOf(target, tenantId)
  if (Object.values(approvers).some((listed) => listed.email === email)) return
  await changeSettings(target, tenantId, (now) => ({ approvers: { ...now.approvers, [ulid()]: { name, email } } }))
}

/** Takes an environment out of the lockbox policy, for the first time. */
export async function unmanage(target: Target, tenantId: string, environmentId: string): Promise<void> {
  const table = target.outputs.StateTable
  await stateOf(target).send(
    new TransactWriteCommand({
      TransactItems: [
        transactItem(table, {
          kind: 'set-managed',
          tenantId,
          environmentId,
          mark: { managed: false, version: 1 },
          formerVersion: 0,
        }),
        putEvent(table, {
          id: ulid(),
          type: 'lockbox.environment.unmanaged',
          tenantId,
          environmentId,
          before: 'managed',
          after: 'unmanaged',
        }),
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
