import { randomUUID } from 'node:crypto'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { auditTrail } from '../../functions/adapters/audit-trail.ts'
import { documentClient } from '../../functions/adapters/dynamodb.ts'
import { eventBus } from '../../functions/adapters/event-bus.ts'
import { ledgerTable } from '../../functions/adapters/ledger-table.ts'
import { outbox } from '../../functions/adapters/outbox.ts'
import { refusedStore } from '../../functions/adapters/refused-store.ts'
import { requestLedger } from '../../functions/adapters/request-ledger.ts'
import { brakeItem, doorItem, outboxItem } from '../../functions/adapters/state/items.ts'
import { eventDigest, type SealedEvent } from '../../functions/domain/events.ts'
import { type Domain, type Key, key } from '../../functions/domain/keys.ts'
import type { LedgerEntry } from '../../functions/domain/ledger.ts'
import type { LedgerPosition } from '../../functions/ports.ts'
import { clock, random } from '../../functions/runtime/ambient.ts'
import { refusedPrefix } from '../../functions/runtime/names.ts'
import { ledgerIndexes } from '../../functions/runtime/tables.ts'
import { ledger } from '../../functions/stream/ledger.ts'
import type { Recorded, RecordPorts } from '../../functions/stream/record.ts'
import { clientConfig } from '../../infra/local/aws.ts'
import { doorOf, mailSent, moved, startedEvent } from '../support/sample-events.ts'
import { verifyChain } from '../support/verify-chain.ts'
import { approverIds, World } from '../support/world.ts'

// Tables of its own, beside those of the stack: no stream, no other writer.
const run = randomUUID().slice(0, 8)
const stateName = `ledger-test-state-${run}`
const ledgerName = `ledger-test-ledger-${run}`
const busName = `ledger-test-${run}`
const bucketName = `ledger-test-${run}`

const config = clientConfig(inject('target'))
const dynamo = new DynamoDBClient(config)
const client = documentClient(dynamo)
const bridge = new EventBridgeClient(config)
const s3 = new S3Client(config)
const reports: Recorded[] = []
const ports: RecordPorts = {
  outbox: outbox(client, stateName),
  ledger: ledgerTable(client, ledgerName),
  bus: eventBus(busName, bridge),
  refused: refusedStore(bucketName, s3),
  clock,
  random,
  wait: async () => undefined,
  report: (_, done) => reports.push(done),
}
const trail = auditTrail(client, ledgerName)

beforeAll(async () => {
  const keys = [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ]
  const text = (names: Iterable<string>) =>
    [...new Set(names)].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }))
  const indexes = Object.values(ledgerIndexes)
  await dynamo.send(
    new CreateTableCommand({
      TableName: stateName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keys,
      AttributeDefinitions: text(['pk', 'sk']),
    }),
  )
  await dynamo.send(
    new CreateTableCommand({
      TableName: ledgerName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keys,
      AttributeDefinitions: text(['pk', 'sk', ...indexes.flatMap(({ pk, sk }) => [pk, sk])]),
      GlobalSecondaryIndexes: indexes.map(({ name, pk, sk }) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: pk, KeyType: 'HASH' },
          { AttributeName: sk, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      })),
    }),
  )
  await bridge.send(new CreateEventBusCommand({ Name: busName }))
  await s3.send(new CreateBucketCommand({ Bucket: bucketName }))
})

/** Another tenant for each test: their ledgers do not meet. */
const newTenant = () => `t-${randomUUID().slice(0, 8)}`

async function put(domain: Domain, sealed: SealedEvent): Promise<Key> {
  await client.send(new PutCommand({ TableName: stateName, Item: outboxItem(domain, sealed) }))
  return key.outbox(domain, sealed.event.data.tenantId, sealed.event.id)
}

async function requestOf(tenantId: string) {
  const request = { ...(await new World().open()), tenantId, ulid: random.ulid(clock.now()) }
  return { request, started: startedEvent(request, random), approval: moved(request, 'approve', random) }
}

async function wholeChain(tenantId: string): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = []
  let after: LedgerPosition | undefined
  do {
    const page = await trail.page(tenantId, {}, 100, after)
    entries.push(...page.entries)
    after = page.next
  } while (after)
  return entries.reverse()
}

const door = async (tenantId: string, ulid: string, operatorId: string) => {
  const k = key.door(tenantId, 'production', operatorId, ulid)
  const { Items } = await client.send(
    new QueryCommand({
      TableName: stateName,
      KeyConditionExpression: 'pk = :pk AND sk = :sk',
      ExpressionAttributeValues: { ':pk': k.pk, ':sk': k.sk },
    }),
  )
  return Items?.[0]
}

describe('the ledger on DynamoDB', () => {
  test('records a start and its approval, marks the door, and empties the outbox', async () => {
    const tenantId = newTenant()
    const { request, started, approval } = await requestOf(tenantId)
    await client.send(new PutCommand({ TableName: stateName, Item: doorItem(doorOf(approval.after)) }))
    const keys = [await put('link', approval.sealed), await put('operator', started)]
    for (const k of keys) await ledger(k, ports)

    const entries = await wholeChain(tenantId)
    expect(entries.map(({ event }) => event.id)).toEqual([`${request.ulid}#1`, `${request.ulid}#2`])
    expect(verifyChain(tenantId, entries).faults).toEqual([])
    expect(await door(tenantId, request.ulid, request.operator.id)).toMatchObject({ recordedSeq: 2 })
    expect(await ports.outbox.read(keys)).toEqual([])
  })

  test('what is read back is what was sealed, to the last character', async () => {
    const tenantId = newTenant()
    const { request } = await requestOf(tenantId)
    const sealed = mailSent(request, random, {
      details: { text: 'é😀\u0000"\\', empty: '', yes: true, no: false, none: null, most: Number.MAX_SAFE_INTEGER },
      personal: { 'recipient.name': 'Zoë 😀\nx' },
    })
    await ledger(await put('workflow', sealed), ports)
    const [entry] = await wholeChain(tenantId)
    const { domain, seq: _, recordedAt: __, ...data } = entry?.event.data ?? ({} as never)
    expect(domain).toBe('workflow')
    expect({ event: { ...entry?.event, data }, personal: entry?.personal }).toEqual(sealed)
  })

  test('an event that comes again is appended once', async () => {
    const tenantId = newTenant()
    const { started } = await requestOf(tenantId)
    for (let i = 0; i < 3; i++) await ledger(await put('operator', started), ports)
    expect(await wholeChain(tenantId)).toHaveLength(1)
  })

  test('writers at the same time number the events without a gap', async () => {
    const tenantId = newTenant()
    const { request } = await requestOf(tenantId)
    const keys = await Promise.all(Array.from({ length: 12 }, () => put('workflow', mailSent(request, random))))
    await Promise.all([...keys, ...keys].map((k) => ledger(k, ports)))
    const entries = await wholeChain(tenantId)
    expect(entries.map(({ seq }) => seq)).toEqual(keys.map((_, i) => i + 1))
    expect(verifyChain(tenantId, entries).faults).toEqual([])
  })

  test('an insert says when the number is taken, and when the event is, and writes nothing then', async () => {
    const tenantId = newTenant()
    const { request } = await requestOf(tenantId)
    const [one, two] = [mailSent(request, random), mailSent(request, random)]
    await ledger(await put('workflow', one), ports)
    const [first] = await wholeChain(tenantId)
    if (!first) throw new Error('nothing was recorded')
    expect(await ports.ledger.insert({ ...first, event: { ...first.event, id: two.event.id } }, 'x')).toBe(false)
    expect(await ports.ledger.insert({ ...first, seq: 2 }, 'x')).toBe(false)
    expect(await wholeChain(tenantId)).toEqual([first])
    const found = await ports.ledger.find(tenantId, [one.event.id, two.event.id])
    expect([...found]).toEqual([
      [
        one.event.id,
        { seq: 1, hash: first.hash, recordedAt: first.recordedAt, digest: eventDigest('workflow', one.event) },
      ],
    ])
    expect(await ports.ledger.head(tenantId)).toMatchObject({ seq: 1, hash: first.hash })
    expect(await ports.ledger.head(newTenant())).toBeUndefined()
  })

  test('an approval from the wrong domain, and another event with a taken id, are kept and removed', async () => {
    const tenantId = newTenant()
    const { request, started, approval } = await requestOf(tenantId)
    await client.send(new PutCommand({ TableName: stateName, Item: doorItem(doorOf(approval.after)) }))
    await ledger(await put('operator', started), ports)
    const forged = [
      await put('vendor-admin', approval.sealed),
      await put('operator', startedEvent(request, random, { details: { forged: true } })),
    ]
    reports.length = 0
    for (const k of forged) await ledger(k, ports)

    expect(reports).toMatchObject([
      { outcome: 'refused', reason: 'WrongDomain' },
      { outcome: 'refused', reason: 'IdTaken' },
    ])
    expect(await wholeChain(tenantId)).toHaveLength(1)
    expect(await door(tenantId, request.ulid, request.operator.id)).not.toHaveProperty('recordedSeq')
    expect(await ports.outbox.read(forged)).toEqual([])
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucketName, Prefix: refusedPrefix }))
    const kept = await Promise.all(
      Contents.map(async ({ Key }) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucketName, Key }))
        return JSON.parse((await Body?.transformToString()) ?? '')
      }),
    )
    expect(
      kept
        .filter(({ key: k }) => k.pk.endsWith(tenantId))
        .map(({ reason }) => reason)
        .sort(),
    ).toEqual(['IdTaken', 'WrongDomain'])
  })

  test('an item that holds what no event can hold is refused, whatever lies beside it', async () => {
    const tenantId = newTenant()
    const { started } = await requestOf(tenantId)
    const k = { pk: `outbox#link#${tenantId}`, sk: 'odd' }
    const event = {
      ...started.event,
      data: { ...started.event.data, version: new Set(['1']), details: { big: 2n ** 100n } },
    }
    await client.send(new PutCommand({ TableName: stateName, Item: { ...k, event, personal: new Uint8Array([1]) } }))
    reports.length = 0
    await ledger(k, ports)
    expect(reports).toMatchObject([{ outcome: 'refused', reason: 'UnknownShape' }])
  })
})

describe('the mark on a door', () => {
  const grantOf = async (tenantId: string) => {
    const { request, approval } = await requestOf(tenantId)
    const opened = doorOf(approval.after)
    const { environmentId, operatorId, service, basis, accessLevel, accessUntil } = opened
    return {
      opened,
      grant: { tenantId, ulid: request.ulid, environmentId, operatorId, service, basis, accessLevel, accessUntil },
    }
  }

  test('is set once and stays', async () => {
    const { opened, grant } = await grantOf(newTenant())
    await client.send(new PutCommand({ TableName: stateName, Item: doorItem(opened) }))
    expect(await ports.outbox.markRecorded(grant, 7)).toBe('marked')
    expect(await ports.outbox.markRecorded(grant, 7)).toBe('marked')
    expect(await ports.outbox.markRecorded(grant, 8)).toBe('differs')
    expect(await door(grant.tenantId, grant.ulid, grant.operatorId)).toEqual({ ...doorItem(opened), recordedSeq: 7 })
  })

  test('makes no door where there is none', async () => {
    const { grant } = await grantOf(newTenant())
    expect(await ports.outbox.markRecorded(grant, 7)).toBe('closed')
    expect(await door(grant.tenantId, grant.ulid, grant.operatorId)).toBeUndefined()
  })

  test('is not set on a door that opens more than was recorded', async () => {
    const { opened, grant } = await grantOf(newTenant())
    await client.send(new PutCommand({ TableName: stateName, Item: doorItem({ ...opened, accessUntil: '2099' }) }))
    expect(await ports.outbox.markRecorded(grant, 7)).toBe('differs')
    expect(await door(grant.tenantId, grant.ulid, grant.operatorId)).not.toHaveProperty('recordedSeq')
  })

  test('is not set where it is refused, and stays where it was set before', async () => {
    const { opened, grant } = await grantOf(newTenant())
    await client.send(new PutCommand({ TableName: stateName, Item: doorItem(opened) }))
    expect(await ports.outbox.markRecorded(grant, 7, true)).toBe('differs')
    expect(await door(grant.tenantId, grant.ulid, grant.operatorId)).toEqual(doorItem(opened))
    expect(await ports.outbox.markRecorded(grant, 7)).toBe('marked')
    expect(await ports.outbox.markRecorded(grant, 7, true)).toBe('marked')
  })

  test('reads until when the brake of an environment holds', async () => {
    const tenantId = newTenant()
    const until = '2026-11-24T09:00:00.000Z'
    await client.send(new PutCommand({ TableName: stateName, Item: brakeItem(tenantId, 'production', until) }))
    expect(await ports.outbox.brakeUntil(tenantId, 'production')).toBe(until)
    expect(await ports.outbox.brakeUntil(tenantId, 'sandbox')).toBeUndefined()
  })

  test('is taken off whatever door lies there, and makes none', async () => {
    const { opened, grant } = await grantOf(newTenant())
    await ports.outbox.unmark(grant)
    expect(await door(grant.tenantId, grant.ulid, grant.operatorId)).toBeUndefined()
    await client.send(new PutCommand({ TableName: stateName, Item: doorItem(opened) }))
    await ports.outbox.unmark(grant)
    await ports.outbox.markRecorded(grant, 7)
    for (let i = 0; i < 2; i++) await ports.outbox.unmark(grant)
    expect(await door(grant.tenantId, grant.ulid, grant.operatorId)).toEqual(doorItem(opened))
  })

  test('is taken off a door that was put back and marked again before the ledger had the end of its grant', async () => {
    const tenantId = newTenant()
    const { request, started, approval } = await requestOf(tenantId)
    const revocation = moved(approval.after, 'revoke', random)
    const putBack = () => client.send(new PutCommand({ TableName: stateName, Item: doorItem(doorOf(approval.after)) }))
    const end = await put('approver', revocation.sealed)
    await putBack()
    for (const k of [await put('operator', started), await put('link', approval.sealed)]) await ledger(k, ports)
    const found = () => door(tenantId, request.ulid, request.operator.id)
    expect(await found()).toMatchObject({ recordedSeq: 2 })
    await ledger(end, ports)
    expect(await found()).toEqual(doorItem(doorOf(approval.after)))
    await ledger(await put('link', approval.sealed), ports)
    expect(await found()).toEqual(doorItem(doorOf(approval.after)))
  })

  test('is taken back when the door is exchanged at the moment of marking', async () => {
    const { opened, grant } = await grantOf(newTenant())
    await client.send(new PutCommand({ TableName: stateName, Item: doorItem(opened) }))
    // Puts another door just before the mark reaches the table.
    const racing = Object.create(client, {
      send: {
        value: async (command: UpdateCommand) => {
          if (command instanceof UpdateCommand && command.input.UpdateExpression?.startsWith('SET'))
            await client.send(
              new PutCommand({ TableName: stateName, Item: doorItem({ ...opened, accessUntil: '2099' }) }),
            )
          return client.send(command)
        },
      },
    }) as typeof client
    expect(await outbox(racing, stateName).markRecorded(grant, 7)).toBe('differs')
    const left = await door(grant.tenantId, grant.ulid, grant.operatorId)
    expect(left).toMatchObject({ accessUntil: '2099' })
    expect(left).not.toHaveProperty('recordedSeq')
  })
})

describe('the audit trail on DynamoDB', () => {
  const tenantId = newTenant()
  const times: string[] = []

  beforeAll(async () => {
    const first = await requestOf(tenantId)
    const second = await requestOf(tenantId)
    const at = { now: 0 }
    const dated = { ...ports, clock: { now: () => new Date(Date.UTC(2026, 0, 1) + 60_000 * at.now).toISOString() } }
    const all: [Domain, SealedEvent][] = [
      ['operator', first.started],
      ['operator', startedEvent({ ...second.request, supportTicket: 'T-1' }, random)],
      ['link', first.approval.sealed],
      ['workflow', mailSent({ ...first.request, environmentId: 'staging' }, random)],
      ['workflow', mailSent(second.request, random)],
    ]
    for (const [domain, sealed] of all) {
      at.now++
      times.push(dated.clock.now())
      await ledger(await put(domain, sealed), dated)
    }
  })

  const all = async (filter: Parameters<typeof trail.page>[1], limit: number) => {
    const pages: number[][] = []
    let after: LedgerPosition | undefined
    do {
      const page = await trail.page(tenantId, filter, limit, after)
      pages.push(page.entries.map(({ seq }) => seq))
      after = page.next
    } while (after && pages.length < 20)
    return pages.flat()
  }

  test.each([1, 2, 3, 100])('comes newest first in pages of %i, without loss or repetition', async (limit) => {
    const ulid = (await wholeChain(tenantId))[0]?.event.id.split('#')[0] ?? ''
    expect(await all({}, limit)).toEqual([5, 4, 3, 2, 1])
    expect(await all({ ulid }, limit)).toEqual([4, 3, 1])
    expect(await all({ actor: 'notify' }, limit)).toEqual([5, 4])
    expect(await all({ environmentId: 'production' }, limit)).toEqual([5, 3, 2, 1])
    expect(await all({ type: 'lockbox.mail.sent' }, limit)).toEqual([5, 4])
    expect(await all({ supportTicket: 'T-1' }, limit)).toEqual([2])
    const types = ['lockbox.mail.sent', 'lockbox.request.started'] as const
    expect(await all({ types }, limit)).toEqual([5, 4, 2, 1])
    expect(await all({ types, supportTicket: 'T-1' }, limit)).toEqual([2])
    expect(await all({ ulid, environmentId: 'production', actor: 'olga@vendor.example' }, limit)).toEqual([1])
    expect(await all({ actor: 'nobody' }, limit)).toEqual([])
    expect(await all({ actor: 'ada@acme.example' }, limit)).toEqual([3])
    expect(await all({ actor: approverIds.ada.toLowerCase() }, limit)).toEqual([])
    const [, second = '', third = '', fourth = ''] = times
    expect(await all({ from: second, to: fourth }, limit)).toEqual([3, 2])
    expect(await all({ from: third }, limit)).toEqual([5, 4, 3])
    expect(await all({ to: third }, limit)).toEqual([2, 1])
    expect(await all({ to: third, type: 'lockbox.request.started', ulid }, limit)).toEqual([1])
    expect(await all({ from: third, actor: 'notify' }, limit)).toEqual([5, 4])
  })

  test('gives what moved a request, in order, by its keys; nothing of one that there is not', async () => {
    const moves = requestLedger(client, ledgerName).moves
    const ulid = (await wholeChain(tenantId))[0]?.event.id.split('#')[0] ?? ''
    const found = await moves({ tenantId, ulid })
    expect(found.map(({ seq, event }) => [seq, event.type])).toEqual([
      [1, 'lockbox.request.started'],
      [3, 'lockbox.request.approved'],
    ])
    expect(found).toEqual((await wholeChain(tenantId)).filter(({ seq }) => seq === 1 || seq === 3))
    expect(await moves({ tenantId: newTenant(), ulid })).toEqual([])
    expect(await moves({ tenantId, ulid: random.ulid(clock.now()) })).toEqual([])
  })

  test('knows nothing of another tenant', async () => {
    expect(await trail.page(newTenant(), {}, 10)).toEqual({ entries: [] })
  })

  test('reads the value that was erased as missing', async () => {
    const [first] = await wholeChain(tenantId)
    await client.send(
      new UpdateCommand({
        TableName: ledgerName,
        Key: { pk: `tenant#${tenantId}`, sk: '0000000000000001' },
        UpdateExpression: 'REMOVE personal.#name',
        ExpressionAttributeNames: { '#name': 'actor.name' },
      }),
    )
    const entries = await wholeChain(tenantId)
    expect(entries[0]?.personal).not.toHaveProperty(['actor.name'])
    expect(first?.personal).toHaveProperty(['actor.name'])
    expect(verifyChain(tenantId, entries)).toMatchObject({ faults: [], erased: [{ seq: 1, name: 'actor.name' }] })
  })
})
