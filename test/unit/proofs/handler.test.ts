import { generateKeyPairSync, sign } from 'node:crypto'
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms'
import { ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Context, SQSEvent } from 'aws-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test, vi } from 'vitest'
import { facts } from '../../support/doubles.ts'
import { Proofs } from '../../support/memory-proofs.ts'

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
for (const [name, value] of Object.entries({
  STATE_TABLE: 'State',
  LEDGER_TABLE: 'Ledger',
  PUBLIC_URL: 'https://lockbox.example',
  DEPLOYMENT: JSON.stringify(facts),
  SEAL_QUEUE: 'https://sqs.eu-central-1.amazonaws.com/1/q.fifo',
  PROOF_BUCKET: 'proofs',
  LEDGER_KEYS: JSON.stringify([{ keyArn: 'arn:aws:kms:eu-central-1:1:key/k1', purpose: 'checkpoint' }]),
  BUS: 'bus',
  STACK_NAME: 'Stack',
  AWS_REGION: 'eu-central-1',
  AWS_LAMBDA_LOG_LEVEL: 'FATAL',
}))
  vi.stubEnv(name, value)
const { handler } = await import('../../../functions/proofs/checkpoint.handler.ts')

const [dynamo, s3, kms, bus] = [
  mockClient(DynamoDBDocumentClient),
  mockClient(S3Client),
  mockClient(KMSClient),
  mockClient(EventBridgeClient),
]
const signed = ({ Message }: { Message: Uint8Array }) => ({ Signature: sign('sha256', Message, privateKey) })
const context = { getRemainingTimeInMillis: () => 900_000 } as Context
const lines: string[] = []

/** A ledger of one entry, and a bucket that is empty. */
beforeEach(() => {
  for (const mock of [dynamo, s3, kms, bus]) mock.reset()
  const proofs = new Proofs()
  proofs.append()
  const item = { pk: 'tenant#acme', sk: '0000000000000001', ...proofs.entries[0] }
  dynamo.on(QueryCommand).callsFake(({ ExpressionAttributeValues }) => ({
    Items: ['0000000000000001', undefined].includes(ExpressionAttributeValues[':from']) ? [item] : [],
  }))
  dynamo.on(GetCommand).resolves({})
  dynamo.on(PutCommand).resolves({})
  dynamo.on(BatchGetCommand).resolves({})
  s3.on(ListObjectVersionsCommand).resolves({ IsTruncated: false })
  s3.on(PutObjectCommand).resolves({ VersionId: 'v1' })
  kms.on(GetPublicKeyCommand).resolves({ PublicKey: publicKey.export({ type: 'spki', format: 'der' }) })
  kms.on(SignCommand).callsFake(signed)
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 })
  lines.length = 0
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line))
    return true
  })
})

const messages = (...bodies: string[]) =>
  ({ Records: bodies.map((body, i) => ({ messageId: String(i), body })) }) as unknown as SQSEvent

test('seals the tenant of a message: below its own prefix, with its own key, announced in its own name', async () => {
  expect(await handler(messages('{"tenantId":"acme"}'), context)).toEqual({ batchItemFailures: [] })
  const [put] = s3.commandCalls(PutObjectCommand)
  expect(put?.args[0].input).toMatchObject({ Bucket: 'proofs', IfNoneMatch: '*' })
  expect(put?.args[0].input.Key).toMatch(/^checkpoints\/acme\/0000000000000001-/)
  expect(dynamo.commandCalls(PutCommand).map((c) => c.args[0].input.Item?.pk)).toEqual([
    'checkpoint#acme',
    'checkpoint#acme',
    'checkpoint#acme',
    'checkpoint#acme',
  ])
  expect(bus.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries).toMatchObject([
    { EventBusName: 'bus', Source: 'lockbox.proofs', DetailType: 'lockbox.proof.checkpoint' },
  ])
})

test('a ledger that does not hold is counted, and not tried again', async () => {
  dynamo.on(QueryCommand).resolves({ Items: [{ seq: 1, hash: 'x', event: {} }] })
  expect(await handler({ tenantId: 'acme' }, context)).toEqual({ tenantId: 'acme', refused: 'Form', seq: 1 })
  expect(lines.filter((line) => line.includes('"CheckpointRefused":1'))).toHaveLength(1)
  expect(await handler(messages('{"tenantId":"acme"}'), context)).toEqual({ batchItemFailures: [] })
  expect(s3.commandCalls(PutObjectCommand)).toEqual([])
})

test('what failed is reported, and holds up no other', async () => {
  kms.on(SignCommand).rejectsOnce(new Error('throttled')).callsFake(signed)
  const { batchItemFailures } = (await handler(
    messages('{"tenantId":"acme"}', 'x', '{"tenantId":"acme"}'),
    context,
  )) as {
    batchItemFailures: unknown
  }
  expect(batchItemFailures).toEqual([{ itemIdentifier: '0' }, { itemIdentifier: '1' }])
  expect(s3.commandCalls(PutObjectCommand)).toHaveLength(1)
})

test('what is no tenant id leads nowhere', async () => {
  expect(await handler(messages('{"tenantId":"../acme"}', '{"tenantId":"a#b"}'), context)).toEqual({
    batchItemFailures: [],
  })
  expect(await handler({ tenantId: 'Acme' }, context)).toBeUndefined()
  expect([...dynamo.calls(), ...s3.calls()]).toEqual([])
})

test('no log line has a proof in it', async () => {
  await handler({ tenantId: 'acme' }, context)
  const { Body = '' } = s3.commandCalls(PutObjectCommand)[0]?.args[0].input ?? {}
  expect(lines.join('')).not.toContain(String(Body).slice(0, 30))
})

test('no two runs for a tenant at once, also when one of them was called directly', async () => {
  dynamo.on(PutCommand).callsFake(({ Item: { sk, until }, ExpressionAttributeValues: { ':now': now } = {} }) => {
    // Somebody else has taken it, for longer than now.
    if (sk === 'sealing' && now < '9999' && until)
      throw new ConditionalCheckFailedException({ message: '', $metadata: {} })
    return {}
  })
  await expect(handler({ tenantId: 'acme' }, context)).rejects.toThrow('another run')
  const { batchItemFailures } = (await handler(messages('{"tenantId":"acme"}'), context)) as {
    batchItemFailures: unknown
  }
  expect(batchItemFailures).toEqual([{ itemIdentifier: '0' }])
  expect([...s3.calls(), ...kms.commandCalls(SignCommand)]).toEqual([])
})

test('what a run has taken ends when it would be stopped, and is given back before', async () => {
  const before = new Date(Date.now() + 900_000).toISOString()
  await handler({ tenantId: 'acme' }, context)
  const leases = dynamo
    .commandCalls(PutCommand)
    .flatMap(({ args }) => (args[0].input.Item?.sk === 'sealing' ? [args[0].input] : []))
  expect(leases.map(({ ConditionExpression }) => ConditionExpression)).toEqual([
    'attribute_not_exists(pk) OR #until <= :now',
    'holder = :holder',
  ])
  const [taken, given] = leases.map(({ Item }) => Item)
  expect(taken?.until >= before).toBe(true)
  expect(given?.holder).toBe(taken?.holder)
  expect(given?.until <= new Date().toISOString()).toBe(true)
})

test('in a bucket that keeps no versions nothing is signed a second time, and somebody is told', async () => {
  s3.on(PutObjectCommand).resolves({})
  expect(await handler({ tenantId: 'acme' }, context)).toEqual({ tenantId: 'acme', refused: 'NotVersioned', seq: 1 })
  s3.on(ListObjectVersionsCommand).resolves({
    Versions: [{ Key: s3.commandCalls(PutObjectCommand)[0]?.args[0].input.Key ?? '', VersionId: 'null' }],
  })
  kms.resetHistory()
  expect(await handler({ tenantId: 'acme' }, context)).toEqual({ tenantId: 'acme', refused: 'NotVersioned', seq: 0 })
  expect(kms.commandCalls(SignCommand)).toEqual([])
  expect(lines.filter((line) => line.includes('"CheckpointRefused":1'))).toHaveLength(2)
})
