import { key } from '../../domain/keys.ts'
import type { RequestKey } from '../../domain/request.ts'
import { minuteOf } from '../../domain/time.ts'
import type { StateTable, Uses } from '../../ports.ts'
import type { Item } from '../batch-get.ts'
import type { WriteOf } from './settings-writes.ts'

/** How a grant is counted. It stays as long as its request: there is one small item for each grant. */
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

/** Both counts in one read. */
export const usesOf =
  (getAll: (keys: readonly ReturnType<typeof key.uses>[]) => Promise<readonly (Item | undefined)[]>) =>
  async (grant: RequestKey): ReturnType<StateTable['usesOf']> => {
    const [check, pass] = await getAll([key.uses('check', grant), key.uses('pass', grant)])
    return { ...(check && { check: usesIn(check) }), ...(pass && { pass: usesIn(pass) }) }
  }

const usesIn = ({ count, firstAt, lastAt }: Item): Uses => ({
  count: Number(count),
  firstAt: String(firstAt),
  lastAt: String(lastAt),
})
