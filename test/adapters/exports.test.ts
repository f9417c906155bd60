import { randomUUID } from 'node:crypto'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { documentClient } from '../../functions/adapters/dynamodb.ts'
import { exportJobs } from '../../functions/adapters/export-jobs.ts'
import { exportLinks } from '../../functions/adapters/export-links.ts'
import { exportStore, uploadClient } from '../../functions/adapters/export-store.ts'
import { entryItem } from '../../functions/adapters/ledger-items.ts'
import { ledgerNumbers } from '../../functions/adapters/ledger-numbers.ts'
import { exportItem } from '../../functions/adapters/state/export-items.ts'
import { newExport } from '../../functions/domain/exports.ts'
import { plusSeconds } from '../../functions/domain/time.ts'
import { runExport } from '../../functions/export/run.ts'
import { clientConfig } from '../../infra/local/aws.ts'
import { linesOf, sha256Of } from '../support/memory-exports.ts'
import { sampleLedger } from '../support/sample-ledger.ts'

// A table and a bucket of its own: the ledger of the stack has one writer.
const name = `exports-test-${randomUUID().slice(0, 8)}`
const config = clientConfig(inject('target'))
const dynamo = new DynamoDBClient(config)
const client = documentClient(dynamo)
const s3 = new S3Client(config)
const jobs = exportJobs(client, name)
const store = exportStore(name, uploadClient(config))
const now = '2026-11-23T09:00:00.000Z'
const key = { tenantId: 'acme', id: '01KAQ4W2Z0HJ6T9Q5R3N8XVB7C' }
const job = newExport(key, {}, now, 7)
const mebibyte = 1024 * 1024
const ledgerOfTwelve = sampleLedger(12, { draft: () => ({ details: { note: 'x'.repeat(mebibyte / 4) } }) })
const textOf = async (Key: string) =>
  (await (await s3.send(new GetObjectCommand({ Bucket: name, Key }))).Body?.transformToString()) ?? ''

beforeAll(async () => {
  await dynamo.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    }),
  )
  await s3.send(new CreateBucketCommand({ Bucket: name }))
  await client.send(new PutCommand({ TableName: name, Item: exportItem(job) }))
  for (const entry of ledgerOfTwelve) await client.send(new PutCommand({ TableName: name, Item: entryItem(entry) }))
})

describe('jobs', () => {
  it('are found as they were saved, and only there', async () => {
    expect(await jobs.find(key)).toEqual(job)
    expect(await jobs.find({ ...key, tenantId: 'other' })).toBeUndefined()
  })
  it('are saved by whoever saw their version, and nudged once', async () => {
    const later = plusSeconds(now, 200)
    expect(await jobs.nudge(job, later)).toBe(true)
    expect(await jobs.nudge(job, later)).toBe(false)
    expect(await jobs.find(key)).toEqual({ ...job, movedAt: later, nudges: 1 })
    const after = { ...job, version: 2 }
    expect(await jobs.save(after, 1)).toBe(true)
    expect(await jobs.save(after, 1)).toBe(false)
    expect(await jobs.find(key)).toEqual(after)
  })
})

describe('the store', () => {
  it('makes one file of parts, whatever was uploaded twice or behind the last one', async () => {
    const [first, second] = [Buffer.alloc(5 * mebibyte, 'a'), Buffer.from('the end')]
    const upload = await store.begin('files/a', 'a.ndjson')
    await store.addPart('files/a', upload, 1, Buffer.from('of a slower run'))
    await store.addPart('files/a', upload, 1, first)
    await store.addPart('files/a', upload, 2, second)
    await store.addPart('files/a', upload, 3, Buffer.from('of a slower run'))
    expect(await store.size('files/a')).toBeUndefined()
    expect(await store.finish('files/a', upload, 2)).toBe(true)
    expect(await store.size('files/a')).toBe(first.length + second.length)
    expect((await textOf('files/a')).endsWith('aathe end')).toBe(true)
    expect(await store.finish('files/a', upload, 2)).toBe(false)
  })
  it('does not make a file of which a part is missing', async () => {
    const upload = await store.begin('files/b', 'b.ndjson')
    await store.addPart('files/b', upload, 1, Buffer.from('b'))
    expect(await store.finish('files/b', upload, 2)).toBe(false)
    expect(await store.finish('files/b', 'nothing', 1)).toBe(false)
  })
  it('gives a link that takes ranges and needs no token', async () => {
    await store.putPart('files/c', Buffer.from('0123456789'))
    const link = await exportLinks(name, s3).to('files/c', 900)
    expect(link).toContain('X-Amz-Expires=900')
    const answer = await fetch(link, { headers: { range: 'bytes=4-' } })
    expect([answer.status, await answer.text()]).toEqual([206, '456789'])
  })
})

it('an export is one file of several parts, read by numbers in pages', async () => {
  const ledger = ledgerNumbers(client, name)
  expect([await ledger.newest('acme'), await ledger.newest('other')]).toEqual([12, 0])
  expect((await ledger.at('acme', 7))?.seq).toBe(7)
  // A page is a megabyte: four of these.
  expect((await ledger.read('acme', 3, 12)).map(({ seq }) => seq)[0]).toBe(3)
  const own = newExport({ tenantId: 'acme', id: '01KAQ4W2Z0HJ6T9Q5R3N8XVB7D' }, {}, now, 7)
  await client.send(new PutCommand({ TableName: name, Item: exportItem(own) }))
  const ports = { jobs, store, ledger, clock: { now: () => now }, goOn: async () => undefined }
  const done = await runExport(own, '2999-01-01T00:00:00.000Z', ports, mebibyte)
  const lines = linesOf(ledgerOfTwelve)
  expect(done).toMatchObject({ state: 'Complete', sha256: sha256Of(lines) })
  expect(done?.progress?.parts).toBeGreaterThan(2)
  expect(await textOf(`files/acme/${own.id}.ndjson`)).toBe(lines)
})
