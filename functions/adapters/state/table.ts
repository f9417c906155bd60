import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { commentSides } from '../../domain/comments.ts'
import { keyPart } from '../../domain/ids.ts'
import { type Key, key } from '../../domain/keys.ts'
import { ProblemError } from '../../domain/problems.ts'
import type { Environment } from '../../domain/settings.ts'
import { isOver } from '../../domain/time.ts'
import type { StateTable, StoredAnswer } from '../../ports.ts'
import { batchGet, type Item } from '../batch-get.ts'
import { untilUncontended } from '../contention.ts'
import { insertAll } from '../partiql.ts'
import { accessReads } from './access-reads.ts'
import { commit } from './commit.ts'
import { commentOf, doorOf, markOf, outboxItem, requestOf, settingsOf, storedRequestOf } from './items.ts'
import { listByOperator, listByTenant } from './lists.ts'
import { noteLook, noteSettled } from './looks.ts'
import { queryAll } from './query-all.ts'
import { settingsReads } from './settings-reads.ts'
import { tenantRequests } from './tenant-requests.ts'
import { vendorReads } from './vendor-reads.ts'

/** The `State` table on DynamoDB. Every read that decides is strongly consistent. */
export function stateTable(client: DynamoDBDocumentClient, table: string): StateTable {
  const get = async (Key: Key): Promise<Item | undefined> =>
    (await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))).Item

  const getAll = (keys: readonly Key[]) => batchGet(client, table, keys)

  const namedEnvironments = async (tenantId: string): Promise<readonly Environment[]> =>
    (await queryAll(client, table, { pk: key.environment(tenantId, '').pk })) as unknown as readonly Environment[]

  return {
    commit: (writes) => commit(client, table, writes),

    startFacts: async (ask) => {
      const keys = [
        key.settings(ask.tenantId),
        key.environment(ask.tenantId, ask.environmentId),
        key.unmanaged(ask.tenantId, ask.environmentId),
        key.latest(ask.tenantId, ask.environmentId, ask.operatorId, ask.service),
        ask.countKey,
        ask.notedKey,
      ]
      const { answerKey, former: formerKey } = ask
      const optional = [...(answerKey ? [answerKey] : []), ...(formerKey ? [key.request(formerKey)] : [])]
      const items = await getAll([...keys, ...optional])
      const [settings, environment, unmanaged, latest, count, noted] = items
      const answer = answerKey && items[keys.length]
      const former = formerKey && items[keys.length + (answerKey ? 1 : 0)]
      const remembered = answer as (StoredAnswer & { until: string }) | undefined
      return {
        ...(settings && { settings: settingsOf(settings) }),
        ...(environment && { environment: environment as unknown as Environment }),
        unmanaged: unmanaged !== undefined && !markOf(unmanaged).managed,
        ...(latest && { latestUlid: String(latest.ulid) }),
        ...(remembered && !isOver(remembered.until, ask.now) && { answer: remembered }),
        startsThisHour: Number(count?.count ?? 0),
        noted: noted !== undefined,
        ...(former && { former: requestOf(former) }),
      }
    },

    decisionFacts: async (request) => {
      const [item, settings] = await getAll([key.request(request), key.settings(request.tenantId)])
      return {
        ...(item && { stored: storedRequestOf(item) }),
        ...(settings && { settings: settingsOf(settings) }),
      }
    },

    request: async (k) => {
      const item = await get(key.request(k))
      return item && storedRequestOf(item)
    },
    settings: async (tenantId) => {
      const item = await get(key.settings(tenantId))
      return item && settingsOf(item)
    },
    environment: async (tenantId, environmentId) =>
      (await get(key.environment(tenantId, environmentId))) as unknown as Environment | undefined,

    listByOperator: (operatorId, filter, cursor) => listByOperator(client, table, operatorId, filter, cursor),
    listByTenant: (tenantId, filter, cursor) => listByTenant(client, table, tenantId, filter, cursor),

    createSettings: async (settings, sealed) => {
      // Inserts, so that IAM can let the vendor create settings without letting it overwrite them.
      const items = [
        { ...key.settings(settings.tenantId), ...settings },
        outboxItem('vendor-admin', sealed),
        key.registry(settings.tenantId),
      ]
      const inserted = await insertAll(client, table, items)
      // A conflict is contention, never a lost race: who says it again learns who won.
      if (inserted === 'conflict')
        throw new ProblemError({
          code: 'Busy',
          detail: 'The tenant is being created right now. Nothing was changed; try again.',
        })
      return inserted === 'inserted'
    },

    prepareMails: async (request, prepared, obsoleteLinks, now, wish, reminder) => {
      const links = prepared.flatMap((p) => (p.link ? [p.link] : []))
      const mails = prepared.flatMap(({ approverId, mail }) => (mail ? [{ approverId, mail }] : []))
      const set = [
        ...mails.map((_, i) => `mails.#a${i} = :m${i}`),
        ...links.map((_, i) => `links.#l${i} = :l${i}`),
        ...(wish ? ['mailWanted.takenAt = :now'] : []),
        ...(reminder ? ['reminded = :now'] : []),
      ]
      const remove = obsoleteLinks.map((_, i) => `links.#o${i}`)
      return conditional(
        new UpdateCommand({
          TableName: table,
          Key: key.request(request),
          UpdateExpression: `SET ${set.join(', ')}${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''}`,
          ConditionExpression: [
            'version = :version',
            ...(wish ? ['mailWanted.id = :wish'] : []),
            ...(reminder ? [reminder.former ? 'reminded = :former' : 'attribute_not_exists(reminded)'] : []),
          ].join(' AND '),
          ExpressionAttributeNames: {
            ...Object.fromEntries(mails.map(({ approverId }, i) => [`#a${i}`, approverId])),
            ...Object.fromEntries(links.map((link, i) => [`#l${i}`, link.name])),
            ...Object.fromEntries(obsoleteLinks.map((name, i) => [`#o${i}`, name])),
          },
          ExpressionAttributeValues: {
            ':version': request.version,
            ...Object.fromEntries(mails.map(({ mail }, i) => [`:m${i}`, mail])),
            ...Object.fromEntries(links.map((link, i) => [`:l${i}`, link.stored])),
            ...(wish && { ':wish': wish.id }),
            ...((wish || reminder) && { ':now': now }),
            ...(reminder?.former && { ':former': reminder.former }),
          },
        }),
      )
    },

    finishWish: async (request, wish) => {
      await conditional(
        new UpdateCommand({
          TableName: table,
          Key: key.request(request),
          UpdateExpression: 'REMOVE mailWanted',
          ConditionExpression: 'mailWanted.id = :wish',
          ExpressionAttributeValues: { ':wish': wish.id },
        }),
      )
    },

    noteSettled: async (request, next) => {
      await conditional(new UpdateCommand({ TableName: table, ...noteSettled(request, next) }))
    },
    noteLook: (stored, look) => conditional(new UpdateCommand({ TableName: table, ...noteLook(stored, look) })),

    ...settingsReads(client, table),
    prepareConfirmation: ({ tenantId, approverId, wanted, takenAt, attempts }, mac, now) =>
      conditional(
        new UpdateCommand({
          TableName: table,
          Key: key.confirm(tenantId, approverId),
          UpdateExpression: 'SET mac = :mac, takenAt = :now, attempts = :attempts, wrong = :none',
          ConditionExpression: `attribute_exists(dueAt) AND wanted = :wanted AND ${takenAt ? 'takenAt = :taken' : 'attribute_not_exists(takenAt)'}`,
          ExpressionAttributeValues: {
            ':mac': mac,
            ':now': now,
            ':attempts': attempts + 1,
            ':none': 0,
            ':wanted': wanted,
            ...(takenAt && { ':taken': takenAt }),
          },
        }),
      ),
    finishConfirmation: async ({ tenantId, approverId, wanted }) => {
      await conditional(
        new UpdateCommand({
          TableName: table,
          Key: key.confirm(tenantId, approverId),
          UpdateExpression: 'REMOVE dueAt, dueShard',
          ConditionExpression: 'wanted = :wanted',
          ExpressionAttributeValues: { ':wanted': wanted },
        }),
      )
    },

    told: async (keys) => {
      const items = await getAll(keys)
      return new Set(keys.filter((_, i) => items[i] !== undefined).map((k) => k.sk))
    },

    tenantRequests: (tenantId, list, limit, after) => tenantRequests(client, table, tenantId, list, limit, after),

    doorsOf: async (tenantId, of) =>
      (await queryAll(client, table, doorKeys(tenantId, of))).flatMap((item) => doorOf(item) ?? []),

    comments: async (request) => {
      const sides = await Promise.all(
        commentSides.map(async (side) => {
          const { pk, sk } = key.comment(side, request, '')
          return (await queryAll(client, table, { pk, begins: sk })).map((item) => commentOf(side, item))
        }),
      )
      return sides.flat().sort((a, b) => (a.id < b.id ? -1 : 1))
    },

    comment: async (side, request, id) => {
      const item = await get(key.comment(side, request, id))
      return item && commentOf(side, item)
    },

    countsOf: async (keys) => (await getAll(keys)).map((item) => Number(item?.count ?? 0)),

    namedEnvironments,

    drillFacts: async (tenantId, countKey) => {
      const [[settings, latest, count], known, marks] = await Promise.all([
        getAll([key.settings(tenantId), key.drill(tenantId), countKey]),
        namedEnvironments(tenantId),
        queryAll(client, table, { pk: key.unmanaged(tenantId, '').pk }),
      ])
      return {
        ...(settings && { settings: settingsOf(settings) }),
        environments: known,
        unmanaged: new Set(marks.filter((mark) => !markOf(mark).managed).map(({ sk }) => String(sk))),
        ...(latest && { latestUlid: String(latest.ulid) }),
        startsToday: Number(count?.count ?? 0),
      }
    },

    ...accessReads(client, table),
    ...vendorReads(client, table),
  }

  /** Whether a single conditional update took place. */
  async function conditional(command: UpdateCommand): Promise<boolean> {
    try {
      await untilUncontended(() => client.send(command))
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw error
    }
  }
}

/** Where doors lie: the operator's id is percent-encoded, so no id is the beginning of another one's keys. */
function doorKeys(tenantId: string, of?: { readonly environmentId: string; readonly operatorId?: string }) {
  const { pk } = key.door(tenantId, '', '', '')
  return {
    pk,
    ...(of && { begins: `${of.environmentId}#${of.operatorId === undefined ? '' : `${keyPart(of.operatorId)}#`}` }),
  }
}
