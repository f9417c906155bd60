import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb'
import { key } from '../../domain/keys.ts'
import { epochSeconds, plusSeconds } from '../../domain/time.ts'
import type { Write } from '../../ports.ts'
import { brakeItem, dueAttributes } from './items.ts'

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number]
export type WriteOf<K extends Write['kind']> = Extract<Write, { kind: K }>

const absent = 'attribute_not_exists(pk)'
/** So long it can be told who was to be told. */
const noticeKept = 30 * 86_400

type SettingsWrite = WriteOf<
  | 'change-settings'
  | 'set-managed'
  | 'put-notice'
  | 'want-confirmation'
  | 'count-wrong-code-of-confirmation'
  | 'close-confirmation'
  | 'put-proposal'
  | 'close-proposal'
  | 'pin-no-brake'
  | 'put-brake'
  | 'lift-brake'
>

/** What the customer decides about its own lockbox, and what hangs on that, as parts of a `TransactWriteItems`. */
export function settingsItem(TableName: string, write: SettingsWrite): TransactItem {
  switch (write.kind) {
    case 'change-settings':
      return {
        Put: {
          TableName,
          Item: { ...key.settings(write.after.tenantId), ...write.after },
          ConditionExpression: 'version = :before',
          ExpressionAttributeValues: { ':before': write.before.version },
        },
      }
    case 'set-managed': {
      const { tenantId, environmentId, mark, formerVersion } = write
      return {
        Put: {
          TableName,
          Item: { ...key.unmanaged(tenantId, environmentId), tenantId, environmentId, ...mark },
          // A mark of an older release has no version.
          ConditionExpression: formerVersion === 0 ? 'attribute_not_exists(version)' : 'version = :former',
          ...(formerVersion > 0 && { ExpressionAttributeValues: { ':former': formerVersion } }),
        },
      }
    }
    case 'put-notice': {
      const { notice } = write
      return {
        Put: {
          TableName,
          Item: {
            ...key.notice(notice.tenantId, notice.eventId),
            ...notice,
            ttl: epochSeconds(plusSeconds(notice.at, noticeKept)),
          },
          ConditionExpression: absent,
        },
      }
    }
    case 'want-confirmation': {
      const { dueAt, ...wish } = write.confirmation
      const k = key.confirm(wish.tenantId, wish.approverId)
      return { Put: { TableName, Item: { ...k, ...wish, ...dueAttributes(k, dueAt) } } }
    }
    case 'count-wrong-code-of-confirmation': {
      const { tenantId, approverId, wanted, wrong } = write.confirmation
      return {
        Update: {
          TableName,
          Key: key.confirm(tenantId, approverId),
          UpdateExpression: 'SET wrong = :now',
          ConditionExpression: 'wanted = :wanted AND wrong = :before',
          ExpressionAttributeValues: { ':now': wrong + 1, ':before': wrong, ':wanted': wanted },
        },
      }
    }
    case 'close-confirmation': {
      const { tenantId, approverId, used } = write
      return {
        Delete: {
          TableName,
          Key: key.confirm(tenantId, approverId),
          ...(used && {
            ConditionExpression: 'wanted = :wanted AND wrong = :wrong',
            ExpressionAttributeValues: { ':wanted': used.wanted, ':wrong': used.wrong },
          }),
        },
      }
    }
    case 'put-proposal':
      return {
        Put: {
          TableName,
          Item: { ...key.proposal(write.proposal.tenantId), ...write.proposal },
          ConditionExpression: `${absent} OR #state <> :waiting`,
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':waiting': 'waiting' },
        },
      }
    case 'close-proposal':
      return {
        Update: {
          TableName,
          Key: key.proposal(write.proposal.tenantId),
          UpdateExpression: 'SET #state = :state',
          ConditionExpression: 'id = :id AND #state = :waiting',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':id': write.proposal.id, ':state': write.state, ':waiting': 'waiting' },
        },
      }
    case 'pin-no-brake':
      return {
        ConditionCheck: {
          TableName,
          Key: key.brake(write.tenantId, write.environmentId),
          ConditionExpression: `${absent} OR #until <= :now`,
          ExpressionAttributeNames: { '#until': 'until' },
          ExpressionAttributeValues: { ':now': write.now },
        },
      }
    case 'put-brake':
      return { Put: { TableName, Item: brakeItem(write.tenantId, write.environmentId, write.until) } }
    case 'lift-brake':
      return {
        Delete: {
          TableName,
          Key: key.brake(write.tenantId, write.environmentId),
          ConditionExpression: '#until = :until',
          ExpressionAttributeNames: { '#until': 'until' },
          ExpressionAttributeValues: { ':until': write.until },
        },
      }
  }
}
