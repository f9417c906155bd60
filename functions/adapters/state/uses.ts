import { key } from '../../domain/keys.ts'
import { minuteOf } from '../../domain/time.ts'
import type { WriteOf } from './settings-writes.ts'

/** How a use is counted. The item stays as long as its request: there is one small one for each grant. */
export const recordUse = ({ domain, grant, now, oncePerMinute }: WriteOf<'record-use'>) => ({
  Key: key.uses(domain, grant),
  UpdateExpression: `SET #n = if_not_exists(#n, :zero) + :one, firstAt = if_not_exists(firstAt, :now), lastAt = :now${oncePerMinute ? ', #minute = :minute' : ''}`,
  ...(oncePerMinute && { ConditionExpression: 'attribute_not_exists(#minute) OR #minute < :minute' }),
  ExpressionAttributeNames: { '#n': 'count', ...(oncePerMinute && { '#minute': 'minute' }) },
  ExpressionAttributeValues: {
    ':zero': 0,
    ':one': 1,
    ':now': now,
    ...(oncePerMinute && { ':minute': minuteOf(now) }),
  },
})
