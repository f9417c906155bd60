import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { ledgerReader } from '../../../functions/adapters/ledger-reader.ts'
import { proofBus } from '../../../functions/adapters/proof-bus.ts'
import { proofHints } from '../../../functions/adapters/proof-hints.ts'
import { checkProof } from '../../../functions/adapters/proof-keys.ts'
import { sealQueue } from '../../../functions/adapters/seal-queue.ts'
import { proofTypes } from '../../../functions/domain/proofs/types.ts'
import { testKey } from '../../support/ledger-keys.ts'
import { checkpointKey, receiptKey } from '../../support/memory-proofs.ts'

const [dynamo, sqs, bus] = [mockClient(DynamoDBDocumentClient), mockClient(SQSClient), mockClient(EventBridgeClient)]
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}))
beforeEach(() => {
  for (const mock of [dynamo, sqs, bus]) mock.reset()
})

describe('the ledger, read from one number to the next', () => {
  const ledger = ledgerReader(client, 'Ledger')
  test('is read in order and consistently, within the tenant', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [{ seq: 7, pk: 'x' }] })
    expect(await ledger.from('acme', 7)).toMatchObject([{ seq: 7 }])
    expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toEqual({
      TableName: 'Ledger',
      KeyConditionExpression: 'pk = :tenant AND sk >= :from',
      ExpressionAttributeValues: { ':tenant': 'tenant#acme', ':from': '0000000000000007' },
      ScanIndexForward: true,
      ConsistentRead: true,
    })
  })
  test('has the newest entry as its head', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [] })
    expect(await ledger.head('acme')).toBeUndefined()
    expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      KeyConditionExpression: 'pk = :tenant',
      ScanIndexForward: false,
      Limit: 1,
      ConsistentRead: true,
    })
  })
  test('knows of an event where it stands', async () => {
    const marker = { pk: 'event#acme', sk: 'key.a', seq: 3 }
    dynamo.on(BatchGetCommand).resolves({ Responses: { Ledger: [marker] } })
    expect(await ledger.seqOf('acme', ['key.a', 'key.b'])).toEqual(new Map([['key.a', 3]]))
  })
})

test('the hint lies in a partition of its own', async () => {
  const hints = proofHints(client, 'State')
  const hint = { seq: 1, head: 'a', time: 't', told: '2026-11-23' }
  dynamo
    .on(GetCommand)
    .resolvesOnce({})
    .resolves({ Item: { pk: 'checkpoint#acme', sk: 'newest', ...hint } })
  dynamo.on(PutCommand).resolves({})
  expect(await hints.read('acme')).toBeUndefined()
  expect(await hints.read('acme')).toEqual(hint)
  await hints.write('acme', hint)
  expect(dynamo.commandCalls(PutCommand)[0]?.args[0].input.Item).toEqual({
    pk: 'checkpoint#acme',
    sk: 'newest',
    ...hint,
  })
})

describe('the queue', () => {
  const queue = sealQueue('q')
  test('takes ten at a time, each tenant in a group of its own, and no two for the same', async () => {
    sqs.on(SendMessageBatchCommand).resolves({})
    await queue.add(Array.from({ length: 23 }, (_, i) => `t-${i}`))
    const entries = sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input.Entries ?? [])
    expect(entries.map((batch) => batch.length)).toEqual([10, 10, 3])
    expect(entries[2]?.[2]).toMatchObject({ MessageBody: '{"tenantId":"t-22"}', MessageGroupId: 't-22' })
    expect(new Set(entries.flat().map((entry) => entry.MessageDeduplicationId)).size).toBe(23)
  })
  test('that did not take one is a failure', async () => {
    sqs.on(SendMessageBatchCommand).resolves({ Failed: [{ Id: '0', Code: 'Throttled', SenderFault: false }] })
    await expect(queue.add(['acme'])).rejects.toThrow('Throttled')
    sqs.reset()
    await queue.add([])
    expect(sqs.calls()).toEqual([])
  })
})

test('a proof that the bus did not take is a failure', async () => {
  const notice = { tenantId: 'acme', kind: 'statement', id: 'statement-2026-10', jws: 'a.b.c', time: 't' } as const
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'Busy' }] })
  await expect(proofBus('bus').announce(notice)).rejects.toThrow('Busy')
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 })
  await proofBus('bus').announce(notice)
  expect(bus.commandCalls(PutEventsCommand)[1]?.args[0].input.Entries).toEqual([
    {
      EventBusName: 'bus',
      Source: 'lockbox.proofs',
      DetailType: 'lockbox.proof.statement',
      Detail: JSON.stringify(notice),
    },
  ])
})

describe('what one of our keys signed', () => {
  const { typ, claims } = { typ: proofTypes.checkpoint, claims: { seq: 1 } }
  const keys = [checkpointKey.published, receiptKey.published]
  const jws = checkpointKey.sign(typ, claims)
  const [header = '', body = '', signature = ''] = jws.split('.')
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

  test('is known by its signature', async () => {
    expect(await checkProof(keys, typ, jws)).toEqual({ kid: checkpointKey.published.kid, claims })
  })
  test.each([
    ['for another purpose', checkpointKey.sign(proofTypes.statement, claims)],
    ['by a key for receipts', receiptKey.sign(typ, claims)],
    ['by a stranger’s key', testKey().sign(typ, claims)],
    ['with other claims', `${header}.${part({ seq: 2 })}.${signature}`],
    ['by nobody', `${part({ alg: 'none', kid: checkpointKey.published.kid, typ })}.${body}.`],
    ['not even that', 'x'],
  ])('is not what was signed %s', async (_, other) => {
    expect(await checkProof(keys, typ, other)).toBeUndefined()
  })
})
