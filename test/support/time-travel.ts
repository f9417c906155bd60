import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { type Key, key } from '../../functions/domain/keys.ts'
import { instantForm, plusSeconds } from '../../functions/domain/time.ts'
import { stateOf } from '../../infra/local/customer.ts'
import type { Target } from '../../infra/local/target.ts'

type Item = Record<string, unknown>

const itemKey = (id: string): Key => {
  const [tenantId = '', ulid = ''] = id.split('.')
  return key.request({ tenantId, ulid })
}

/** The request's item, as it lies in the table. */
export const itemOf = async (target: Target, id: string): Promise<Item | undefined> =>
  (
    await stateOf(target).send(
      new GetCommand({ TableName: target.outputs.StateTable, Key: itemKey(id), ConsistentRead: true }),
    )
  ).Item

/** Sets and removes attributes of a request's item, as no function of ours would. */
export async function tamper(target: Target, id: string, changes: Item): Promise<void> {
  const names = Object.keys(changes)
  const set = names.filter((name) => changes[name] !== undefined)
  const removed = names.filter((name) => changes[name] === undefined)
  await stateOf(target).send(
    new UpdateCommand({
      TableName: target.outputs.StateTable,
      Key: itemKey(id),
      UpdateExpression: [
        ...(set.length > 0 ? [`SET ${set.map((name) => `#${name} = :${name}`).join(', ')}`] : []),
        ...(removed.length > 0 ? [`REMOVE ${removed.map((name) => `#${name}`).join(', ')}`] : []),
      ].join(' '),
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ...(set.length > 0 && {
        ExpressionAttributeValues: Object.fromEntries(set.map((name) => [`:${name}`, changes[name]])),
      }),
    }),
  )
}

/** What the customer was asked: a code is good for exactly this. */
const asked = new Set(['requestedAt', 'expiresAt', 'granted'])

/** Everything that happened to a request happened so much earlier; what is asked, and until when, stays. */
export async function age(target: Target, id: string, seconds: number): Promise<void> {
  const item = (await itemOf(target, id)) ?? {}
  const earlier = (value: unknown): unknown => {
    if (typeof value === 'string') return instantForm.test(value) ? plusSeconds(value, -seconds) : value
    if (Array.isArray(value)) return value.map(earlier)
    // A MAC is bytes.
    if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, earlier(inner)]))
  }
  await stateOf(target).send(
    new PutCommand({
      TableName: target.outputs.StateTable,
      Item: Object.fromEntries(
        Object.entries(item).map(([name, value]) => [name, asked.has(name) ? value : earlier(value)]),
      ),
      // Nobody else changed it since.
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': item.version },
    }),
  )
}
