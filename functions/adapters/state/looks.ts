import { key } from '../../domain/keys.ts'
import type { Instant } from '../../domain/time.ts'
import type { StateTable } from '../../ports.ts'
import { dueAttributes } from './items.ts'
import type { WriteOf } from './settings-writes.ts'

// Updates of a request's item that are no transition: what the sweep, settle and delivery note on it.

/** `SET` of what has a value, `REMOVE` of the rest; an item without due attributes leaves the index. */
function setOrRemove(values: Readonly<Record<string, unknown>>) {
  const present = Object.entries(values).filter(([, value]) => value !== undefined)
  const absent = Object.keys(values).filter((name) => values[name] === undefined)
  return {
    UpdateExpression: [
      ...(present.length > 0 ? [`SET ${present.map(([name]) => `#${name} = :${name}`).join(', ')}`] : []),
      ...(absent.length > 0 ? [`REMOVE ${absent.map((name) => `#${name}`).join(', ')}`] : []),
    ].join(' '),
    names: Object.fromEntries(Object.keys(values).map((name) => [`#${name}`, name])),
    values: Object.fromEntries(present.map(([name, value]) => [`:${name}`, value])),
  }
}

const due = (request: Parameters<typeof key.request>[0], at: Instant | undefined) =>
  at ? dueAttributes(key.request(request), at) : { dueShard: undefined, dueAt: undefined }

export function noteSettled(...[{ request, dueAt }, next]: Parameters<StateTable['noteSettled']>) {
  const { names, values, UpdateExpression } = setOrRemove({
    settled: request.version,
    taskToken: undefined,
    ...due(request, next),
  })
  return {
    Key: key.request(request),
    UpdateExpression,
    // A wish for mails that came meanwhile is due sooner: whoever looks after it takes note of this too.
    ConditionExpression: `#version = :version AND ${dueAt ? '#dueAt = :formerDue' : 'attribute_not_exists(#dueAt)'}`,
    ExpressionAttributeNames: { ...names, '#version': 'version' },
    ExpressionAttributeValues: { ...values, ':version': request.version, ...(dueAt && { ':formerDue': dueAt }) },
  }
}

export function noteLook(...[stored, look]: Parameters<StateTable['noteLook']>) {
  const { request, dueAt, attempt } = stored
  const { names, values, UpdateExpression } = setOrRemove({
    ...due(request, look.next),
    handed: look.handed,
    ...(look.attempt !== undefined && { attempt: look.attempt, taskToken: undefined, settled: undefined }),
    ...(look.acknowledgeAsked && { acknowledgeAsked: look.acknowledgeAsked }),
  })
  return {
    Key: key.request(request),
    UpdateExpression,
    ConditionExpression: [
      '#version = :asRead',
      '#attempt = :formerAttempt',
      dueAt ? '#dueAt = :formerDue' : 'attribute_not_exists(#dueAt)',
    ].join(' AND '),
    ExpressionAttributeNames: { ...names, '#version': 'version', '#attempt': 'attempt' },
    ExpressionAttributeValues: {
      ...values,
      ':asRead': request.version,
      ':formerAttempt': attempt,
      ...(dueAt && { ':formerDue': dueAt }),
    },
  }
}

export const noteWarned = ({ request, now }: WriteOf<'note-warned'>) => ({
  Key: key.request(request),
  UpdateExpression: 'SET warned = :now',
  ConditionExpression: 'version = :version AND attribute_not_exists(warned)',
  ExpressionAttributeValues: { ':now': now, ':version': request.version },
})

export const noteDelivery = ({ request, recipient, delivery }: WriteOf<'note-delivery'>) => ({
  Key: key.request(request),
  UpdateExpression: 'SET mails.#recipient.delivery = :delivery',
  ConditionExpression:
    'attribute_exists(mails.#recipient) AND (attribute_not_exists(mails.#recipient.delivery) OR mails.#recipient.delivery.#at <= :at)',
  ExpressionAttributeNames: { '#recipient': recipient, '#at': 'at' },
  ExpressionAttributeValues: { ':delivery': delivery, ':at': delivery.at },
})
