import { lookAfterClosing } from '../../domain/duties.ts'
import { key } from '../../domain/keys.ts'
import { epochSeconds, plusSeconds } from '../../domain/time.ts'
import type { LinkUse, Write } from '../../ports.ts'
import { exportItem } from './export-items.ts'
import { doorItem, dueAttributes, newRequestItem, outboxItem, stateKey } from './items.ts'
import { noteDelivery, noteWarned } from './looks.ts'
import { settingsItem, type TransactItem, type WriteOf } from './settings-writes.ts'
import { recordUse } from './uses.ts'

const day = 86_400
const absent = 'attribute_not_exists(pk)'

/** Each kind of write as its part of a `TransactWriteItems`; the conditions are the rules of design §3. */
export function transactItem(TableName: string, write: Write): TransactItem {
  switch (write.kind) {
    case 'create-request':
      return { Put: { TableName, Item: newRequestItem(write.request, write.dueAt), ConditionExpression: absent } }
    case 'move-request':
      return { Update: { TableName, ...moveRequest(write) } }
    case 'count-wrong-code':
      return { Update: { TableName, ...countWrongCode(write) } }
    case 'want-mail':
      return { Update: { TableName, ...wantMail(write) } }
    case 'mail-results':
      return { Update: { TableName, ...mailResults(write) } }
    case 'open-door':
      return { Put: { TableName, Item: doorItem(write.door), ConditionExpression: absent } }
    case 'close-door': {
      const { tenantId, environmentId, operator, ulid } = write.request
      return { Delete: { TableName, Key: key.door(tenantId, environmentId, operator.id, ulid) } }
    }
    case 'pin-settings':
      return {
        ConditionCheck: {
          TableName,
          Key: key.settings(write.tenantId),
          ConditionExpression: 'version = :version',
          ExpressionAttributeValues: { ':version': write.version },
        },
      }
    case 'pin-environment':
      return {
        ConditionCheck: {
          TableName,
          Key: key.environment(write.tenantId, write.environmentId),
          ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(movedTo)${write.version === undefined ? '' : ' AND version = :version'}`,
          ...(write.version !== undefined && { ExpressionAttributeValues: { ':version': write.version } }),
        },
      }
    case 'pin-managed':
      return {
        ConditionCheck: {
          TableName,
          Key: key.unmanaged(write.tenantId, write.environmentId),
          ConditionExpression: `${absent} OR managed = :yes`,
          ExpressionAttributeValues: { ':yes': true },
        },
      }
    case 'pin-not-open':
      return {
        ConditionCheck: {
          TableName,
          Key: key.request(write.request),
          ConditionExpression: 'attribute_not_exists(pk) OR #state <> :open OR expiresAt <= :now',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':open': 'ActionNeeded', ':now': write.now },
        },
      }
    case 'set-latest': {
      const { tenantId, environmentId, operator, service, ulid } = write.request
      return {
        Put: {
          TableName,
          Item: { ...key.latest(tenantId, environmentId, operator.id, service), ulid },
          ...former(write.formerUlid),
        },
      }
    }
    case 'remember-answer':
      return {
        Put: {
          TableName,
          Item: {
            ...write.key,
            ...write.answer,
            ttl: epochSeconds(plusSeconds(write.now, day)),
            until: plusSeconds(write.now, day),
          },
          // TTL deletes late: an answer that is over may be replaced.
          ConditionExpression: 'attribute_not_exists(pk) OR #until <= :now',
          ExpressionAttributeNames: { '#until': 'until' },
          ExpressionAttributeValues: { ':now': write.now },
        },
      }
    case 'count':
      return {
        Update: {
          TableName,
          Key: write.key,
          UpdateExpression: 'SET #n = if_not_exists(#n, :zero) + :one, #ttl = :ttl',
          ConditionExpression: 'attribute_not_exists(#n) OR #n < :below',
          ExpressionAttributeNames: { '#n': 'count', '#ttl': 'ttl' },
          ExpressionAttributeValues: {
            ':zero': 0,
            ':one': 1,
            ':below': write.below,
            ':ttl': epochSeconds(plusSeconds(write.now, write.keepFor ?? day)),
          },
        },
      }
    case 'want-mails':
      return { Update: { TableName, ...wantMails(write) } }
    case 'close-found-door': {
      const { request, environmentId, operatorId } = write.door
      return {
        Delete: {
          TableName,
          Key: key.door(request.tenantId, environmentId, operatorId, request.ulid),
          ConditionExpression: 'attribute_exists(pk)',
        },
      }
    }
    case 'add-comment':
      return {
        Put: {
          TableName,
          Item: { ...key.comment(write.side, write.request, write.comment.id), ...write.comment },
          ConditionExpression: absent,
        },
      }
    case 'set-latest-drill':
      return {
        Put: {
          TableName,
          Item: { ...key.drill(write.request.tenantId), ulid: write.request.ulid },
          ...former(write.formerUlid),
        },
      }
    case 'put-environment': {
      const { tenantId, environmentId } = write.environment
      return {
        Put: {
          TableName,
          Item: { ...key.environment(tenantId, environmentId), ...write.environment },
          ConditionExpression:
            write.formerVersion === undefined ? absent : 'version = :former AND attribute_not_exists(movedTo)',
          ...(write.formerVersion !== undefined && { ExpressionAttributeValues: { ':former': write.formerVersion } }),
        },
      }
    }
    case 'mark-told':
      return {
        Put: {
          TableName,
          Item: { ...write.key, ttl: epochSeconds(plusSeconds(write.now, 30 * day)) },
          ConditionExpression: absent,
        },
      }
    case 'change-settings':
    case 'set-managed':
    case 'put-notice':
    case 'want-confirmation':
    case 'count-wrong-code-of-confirmation':
    case 'close-confirmation':
    case 'put-proposal':
    case 'close-proposal':
    case 'pin-no-brake':
    case 'put-brake':
    case 'lift-brake':
      return settingsItem(TableName, write)
    case 'record-use':
      return { Update: { TableName, ...recordUse(write) } }
    case 'pin-tenant':
      return {
        ConditionCheck: {
          TableName,
          Key: key.settings(write.tenantId),
          ConditionExpression: 'attribute_exists(pk)',
        },
      }
    case 'pin-existing':
      return {
        ConditionCheck: { TableName, Key: key.request(write.request), ConditionExpression: 'attribute_exists(pk)' },
      }
    case 'pin-request':
      return {
        ConditionCheck: {
          TableName,
          Key: key.request(write.request),
          ConditionExpression: 'version = :version',
          ExpressionAttributeValues: { ':version': write.request.version },
        },
      }
    case 'acknowledge':
      return {
        Update: {
          TableName,
          Key: key.request(write.request),
          UpdateExpression: 'SET acknowledged = :step',
          ConditionExpression: 'version = :version AND attribute_not_exists(acknowledged)',
          ExpressionAttributeValues: { ':step': write.acknowledged, ':version': write.request.version },
        },
      }
    case 'note-warned':
      return { Update: { TableName, ...noteWarned(write) } }
    case 'note-delivery':
      return { Update: { TableName, ...noteDelivery(write) } }
    case 'pin-door': {
      const { request, environmentId, operatorId, recordedSeq } = write.door
      return {
        ConditionCheck: {
          TableName,
          Key: key.door(request.tenantId, environmentId, operatorId, request.ulid),
          ConditionExpression: 'recordedSeq = :seq',
          ExpressionAttributeValues: { ':seq': recordedSeq ?? null },
        },
      }
    }
    case 'pin-link':
      return {
        ConditionCheck: {
          TableName,
          Key: key.request(write.request),
          ConditionExpression: uncounted(write.link),
          ExpressionAttributeNames: linkNames(write.link),
          ExpressionAttributeValues: linkValues(write.link),
        },
      }
    case 'put-export':
      return { Put: { TableName, Item: exportItem(write.job), ConditionExpression: absent } }
    case 'emit':
      return { Put: { TableName, Item: outboxItem(write.domain, write.sealed), ConditionExpression: absent } }
  }
}

/** The item names the newest request of its kind still, or none, as it was read. */
const former = (ulid: string | undefined) =>
  ulid === undefined
    ? { ConditionExpression: absent }
    : {
        ConditionExpression: '#ulid = :former',
        ExpressionAttributeNames: { '#ulid': 'ulid' },
        ExpressionAttributeValues: { ':former': ulid },
      }

function moveRequest({ before, after, now, link, forgetToken, ...write }: WriteOf<'move-request'>) {
  const k = key.request(before)
  const dueAt = write.dueAt ?? lookAfterClosing(after)
  const set: Record<string, unknown> = {
    version: after.version,
    state: after.state,
    stateKey: stateKey(after.tenantId, after.state),
    // Only what this move adds: a role may be kept from writing the rest.
    ...(after.granted !== before.granted && { granted: after.granted }),
    ...(after.decided !== before.decided && { decided: after.decided }),
    ...(after.closed !== before.closed && { closed: after.closed }),
    ...(dueAt && dueAttributes(k, dueAt)),
  }
  const remove = [
    'awaiting',
    'mailWanted',
    ...(dueAt ? [] : ['dueAt', 'dueShard']),
    ...(forgetToken ? ['taskToken'] : []),
  ]
  const conditions = ['version = :beforeVersion', '#state = :beforeState']
  if (before.state === 'ActionNeeded')
    conditions.push(after.state === 'Expired' ? 'expiresAt <= :now' : 'expiresAt > :now')
  if (link) conditions.push(uncounted(link))
  return {
    Key: k,
    UpdateExpression: `SET ${Object.keys(set)
      .map((name) => `#${name} = :${name}`)
      .join(', ')} REMOVE ${remove.join(', ')}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: {
      ...Object.fromEntries(Object.keys(set).map((name) => [`#${name}`, name])),
      ...(link && linkNames(link)),
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
      ':beforeVersion': before.version,
      ':beforeState': before.state,
      ...(before.state === 'ActionNeeded' && { ':now': now }),
      ...(link && linkValues(link)),
    },
  }
}

/** Nothing was counted since the link was read: guesses sent at the same moment cannot share one count. */
const uncounted = (link: LinkUse) =>
  `links.#link.wrong = :wrong AND ${link.approverWrongSoFar === 0 ? 'attribute_not_exists(wrongCodes.#approver)' : 'wrongCodes.#approver = :approverWrong'}`
const linkNames = (link: LinkUse) => ({ '#link': link.name, '#approver': link.approverId })
const linkValues = (link: LinkUse) => ({
  ':wrong': link.wrongSoFar,
  ...(link.approverWrongSoFar > 0 && { ':approverWrong': link.approverWrongSoFar }),
})

function countWrongCode({ request, link }: WriteOf<'count-wrong-code'>) {
  return {
    Key: key.request(request),
    UpdateExpression: 'SET links.#link.wrong = :linkNow, wrongCodes.#approver = :approverNow',
    // Waiting, or granted: as it was when the link was found open.
    ConditionExpression: `version = :version AND ${uncounted(link)}`,
    ExpressionAttributeNames: linkNames(link),
    ExpressionAttributeValues: {
      ':version': request.version,
      ':linkNow': link.wrongSoFar + 1,
      ':approverNow': link.approverWrongSoFar + 1,
      ...linkValues(link),
    },
  }
}

function wantMail({ request, link, wanted, former, dueAt }: WriteOf<'want-mail'>) {
  const k = key.request(request)
  const due = dueAttributes(k, dueAt)
  return {
    Key: k,
    UpdateExpression: 'SET mailWanted = :wanted, dueAt = :dueAt, dueShard = :dueShard, links.#link.replaced = :yes',
    ConditionExpression: `version = :version AND ${former ? 'mailWanted.id = :former' : 'attribute_not_exists(mailWanted)'} AND attribute_not_exists(links.#link.replaced) AND ${uncounted(link)}`,
    ExpressionAttributeNames: linkNames(link),
    ExpressionAttributeValues: {
      ':wanted': wanted,
      ':dueAt': due.dueAt,
      ':dueShard': due.dueShard,
      ':yes': true,
      ':version': request.version,
      ...(former && { ':former': former.id }),
      ...linkValues(link),
    },
  }
}

function wantMails({ request, wanted, former, dueAt }: WriteOf<'want-mails'>) {
  const k = key.request(request)
  const due = dueAttributes(k, dueAt)
  return {
    Key: k,
    UpdateExpression: 'SET mailWanted = :wanted, dueAt = :dueAt, dueShard = :dueShard',
    ConditionExpression: `attribute_exists(awaiting) AND ${former ? 'mailWanted.id = :former' : 'attribute_not_exists(mailWanted)'}`,
    ExpressionAttributeValues: {
      ':wanted': wanted,
      ':dueAt': due.dueAt,
      ':dueShard': due.dueShard,
      ...(former && { ':former': former.id }),
    },
  }
}

function mailResults({ request, mails }: WriteOf<'mail-results'>) {
  const approvers = Object.entries(mails)
  return {
    Key: key.request(request),
    UpdateExpression: `SET ${approvers.map((_, i) => `mails.#a${i} = :m${i}`).join(', ')}`,
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: Object.fromEntries(approvers.map(([id], i) => [`#a${i}`, id])),
    ExpressionAttributeValues: Object.fromEntries(approvers.map(([, mail], i) => [`:m${i}`, mail])),
  }
}
