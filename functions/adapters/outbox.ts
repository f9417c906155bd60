import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { type Key, key } from '../domain/keys.ts'
import type { DoorPlace } from '../domain/request-events.ts'
import type { Door, DoorMark, Outbox, RecordedGrant } from '../ports.ts'
import { batchGet } from './batch-get.ts'
import { untilUncontended } from './contention.ts'

/** The outbox and the doors of `State`, as far as the ledger may touch them. */
export const outbox = (client: DynamoDBDocumentClient, table: string): Outbox => {
  const update = (k: Key, UpdateExpression: string, ConditionExpression: string, seq?: number) =>
    unlessRefused(() =>
      untilUncontended(() =>
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: k,
            UpdateExpression,
            ConditionExpression,
            ...(seq !== undefined && { ExpressionAttributeValues: { ':seq': seq } }),
          }),
        ),
      ),
    )

  return {
    read: async (keys) => {
      const items = await batchGet(client, table, keys)
      return keys.flatMap((k, i) => {
        const item = items[i]
        return item ? [{ key: k, sealed: { event: item.event, personal: item.personal } }] : []
      })
    },

    remove: async (k) => {
      await untilUncontended(() => client.send(new DeleteCommand({ TableName: table, Key: k })))
    },

    brakeUntil: async (tenantId, environmentId) => {
      const { Item } = await client.send(
        new GetCommand({
          TableName: table,
          Key: key.brake(tenantId, environmentId),
          ConsistentRead: true,
          ProjectionExpression: '#until',
          ExpressionAttributeNames: { '#until': 'until' },
        }),
      )
      return Item?.until === undefined ? undefined : String(Item.until)
    },

    markRecorded: async (grant, seq, refused = false) => {
      const Key = keyOf(grant)
      const judge = async (): Promise<DoorMark | 'unmarked'> => {
        const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))
        return judged(Item, grant, seq)
      }
      const before = await judge()
      if (before !== 'unmarked') return before
      if (refused) return 'differs'
      // An update of a key that is not there would create it.
      const free = 'attribute_exists(pk) AND attribute_not_exists(recordedSeq)'
      await update(Key, 'SET recordedSeq = :seq', free, seq)
      // The door is judged as it was marked, because IAM lets the ledger name no attribute but the mark in a condition.
      // Whoever else may put a door cannot put the mark: what is right now stays right.
      const after = await judge()
      if (after === 'differs') await update(Key, 'REMOVE recordedSeq', 'recordedSeq = :seq', seq)
      return after === 'unmarked' ? 'differs' : after
    },

    unmark: (place) => update(keyOf(place), 'REMOVE recordedSeq', 'attribute_exists(recordedSeq)'),
  }
}

const keyOf = ({ tenantId, environmentId, operatorId, ulid }: DoorPlace): Key =>
  key.door(tenantId, environmentId, operatorId, ulid)

/** Whether a door opens exactly what the ledger recorded: no more, nothing else, and for nobody else. */
export const opensAsRecorded = (
  door: Partial<Pick<Door, 'service' | 'basis' | 'client' | 'accessLevel' | 'accessUntil'>>,
  grant: RecordedGrant,
): boolean =>
  door.service === grant.service &&
  (door.basis ?? 'Approved') === grant.basis &&
  door.client === grant.client &&
  door.accessLevel === grant.accessLevel &&
  door.accessUntil === grant.accessUntil

/** What is to be said of a door: the mark counts only on a door that opens exactly what was recorded. */
function judged(door: Record<string, unknown> | undefined, grant: RecordedGrant, seq: number): DoorMark | 'unmarked' {
  if (!door) return 'closed'
  if (!opensAsRecorded(door, grant)) return 'differs'
  if (door.recordedSeq === undefined) return 'unmarked'
  return door.recordedSeq === seq ? 'marked' : 'differs'
}

/** A condition that does not hold is an answer: the door is read again. */
async function unlessRefused(update: () => Promise<unknown>): Promise<void> {
  try {
    await update()
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
  }
}
