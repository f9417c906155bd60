import { createHash } from 'node:crypto'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, inject, it } from 'vitest'
import { exportItem } from '../../functions/adapters/state/export-items.ts'
import { exportLine } from '../../functions/domain/export-line.ts'
import { exportPrefix, newExport } from '../../functions/domain/exports.ts'
import type { LedgerEntry } from '../../functions/domain/ledger.ts'
import { plusSeconds } from '../../functions/domain/time.ts'
import { random } from '../../functions/runtime/ambient.ts'
import type { ApiClient } from '../../infra/local/api.ts'
import { clientConfig } from '../../infra/local/aws.ts'
import { stateOf } from '../../infra/local/customer.ts'
import { dial } from '../../infra/local/dial.ts'
import { Story, until } from '../support/story.ts'
import { verifyChain } from '../support/verify-chain.ts'

const target = inject('target')
const story = new Story(target)
const s3 = new S3Client(clientConfig(target))
const lambda = new LambdaClient(clientConfig(target))
const Bucket = target.outputs.ExportBucket

const complete = (auditor: ApiClient, id: string) =>
  until(async () => {
    const { body } = await auditor.get(`/audit/exports/${id}`)
    if (body.state === 'Failed') throw new Error(body.detail)
    return body.state === 'Complete' && body
  }, 'the export is complete')

const entriesIn = (text: string): readonly LedgerEntry[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const { previousHash: prevHash, ...entry } = JSON.parse(line)
      return { ...entry, prevHash }
    })

/** A tenant in whose ledger something is. */
async function withHistory() {
  const tenant = await story.tenant()
  const { id, ticket } = await story.started(tenant)
  await story.decide(ticket)
  await story.untilRecorded(tenant.id, id, ['lockbox.request.approved', 'lockbox.mail.sent'])
  return { tenant, auditor: await story.auditor(tenant.id) }
}

describe('an export', () => {
  it('runs, is on record, and gives a link to lines that verify; a download goes on where it was broken off', async () => {
    const { tenant, auditor } = await withHistory()
    const begun = await auditor.post('/audit/exports')
    expect(begun).toMatchObject({ status: 202, body: { state: 'Running', entries: 0, bytes: 0 } })
    const { id } = begun.body
    expect(begun.headers.location).toBe(`/audit/exports/${id}`)

    const done = await complete(auditor, id)
    expect(done).toMatchObject({ id, firstSeq: 1, lastSeq: done.total, entries: done.total })
    const file = await dial(done.link)
    expect(file.status).toBe(200)
    expect(file.headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      'content-disposition': expect.stringMatching(/^attachment; filename="lockbox-audit-t-.*\.ndjson"$/),
    })
    expect(Buffer.byteLength(file.text)).toBe(done.bytes)
    expect(createHash('sha256').update(file.text).digest('hex')).toBe(done.sha256)
    const entries = entriesIn(file.text)
    expect(entries.map(exportLine).join('')).toBe(file.text)
    expect(verifyChain(tenant.id, entries).faults).toEqual([])
    expect(entries.at(-1)?.seq).toBe(done.lastSeq)

    const rest = await dial(done.link, { headers: { range: 'bytes=100-' } })
    expect(rest).toMatchObject({ status: 206, text: file.text.slice(100) })

    const exported = await until(async () => {
      const { body } = await auditor.get('/audit?type=lockbox.audit.exported')
      return body.items[0]
    }, 'the export is in the ledger')
    expect(exported.event.data).toMatchObject({
      actor: { kind: 'auditor', method: 'signed-in' },
      domain: 'auditor',
      details: { exportId: id },
    })

    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: `${exportPrefix.part}${tenant.id}/${id}/` }),
    )
    const parts = await Promise.all(
      Contents.map(async ({ Key = '' }) => {
        expect(Key).toMatch(new RegExp(`/tenant=${tenant.id}/year=\\d{4}/month=\\d\\d/day=\\d\\d/\\d{16}\\.ndjson$`))
        return (await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? ''
      }),
    )
    expect(parts.join('')).toBe(file.text)
  })

  it('of a time has what was recorded in it, and one of nothing is empty', async () => {
    const { auditor } = await withHistory()
    const { body: page } = await auditor.get('/audit?limit=100')
    const [third] = page.items.filter(({ seq }: LedgerEntry) => seq === 3)
    const some = await auditor.post('/audit/exports', { from: third.recordedAt, to: '2999-01-01T00:00:00Z' })
    const done = await complete(auditor, some.body.id)
    const { text } = await dial(done.link)
    expect(entriesIn(text)[0]?.recordedAt).toBe(third.recordedAt)
    expect(done.entries).toBe(entriesIn(text).length)

    const none = await auditor.post('/audit/exports', { to: '1999-01-01T00:00:00Z' })
    const empty = await complete(auditor, none.body.id)
    expect(empty).toMatchObject({ entries: 0, total: 0, bytes: 0 })
    expect(await dial(empty.link)).toMatchObject({ status: 200, text: '' })
  })

  it('is of the own organisation alone, and of auditors', async () => {
    const { tenant, auditor } = await withHistory()
    const { body } = await auditor.post('/audit/exports')
    await complete(auditor, body.id)
    const other = await story.tenant()
    const stranger = await story.auditor(other.id)
    expect(await stranger.get(`/audit/exports/${body.id}`)).toMatchObject({ status: 404, code: 'NotFound' })
    // The invited ones are auditors too.
    const approver = await story.customer(tenant.id, `only-approver@${tenant.id}.example`)
    expect(await approver.post('/audit/exports')).toMatchObject({ status: 403, code: 'Forbidden' })
    expect(await auditor.get('/audit/exports/..%2F..')).toMatchObject({ status: 404 })
    expect(await auditor.post('/audit/exports', { tenantId: other.id })).toMatchObject({ status: 400 })
  })

  it.runIf(target.endpoint)('that stands still goes on when somebody looks', async () => {
    const { auditor, tenant } = await withHistory()
    const now = new Date().toISOString()
    // As a start leaves it whose call of the job was lost.
    const lost = newExport({ tenantId: tenant.id, id: random.ulid(now) }, {}, plusSeconds(now, -600), 7)
    await stateOf(target).send(new PutCommand({ TableName: target.outputs.StateTable, Item: exportItem(lost) }))
    expect((await auditor.get(`/audit/exports/${lost.id}`)).body.state).toBe('Running')
    expect(await complete(auditor, lost.id)).toMatchObject({ firstSeq: 1 })
  })

  it.runIf(target.endpoint)('is not done twice: another run of the same job changes nothing', async () => {
    const { auditor, tenant } = await withHistory()
    const { body } = await auditor.post('/audit/exports')
    const run = () =>
      lambda.send(
        new InvokeCommand({
          FunctionName: target.outputs.ExportFunction,
          Payload: JSON.stringify({ tenantId: tenant.id, id: body.id }),
        }),
      )
    const runs = await Promise.all([run(), run()])
    expect(runs.map(({ FunctionError }) => FunctionError)).toEqual([undefined, undefined])
    const before = await complete(auditor, body.id)
    await run()
    const { body: after } = await auditor.get(`/audit/exports/${body.id}`)
    expect({ ...after, link: '', linkExpiresAt: '' }).toEqual({ ...before, link: '', linkExpiresAt: '' })
  })
})
