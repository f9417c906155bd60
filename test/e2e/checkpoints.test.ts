import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KMSClient } from '@aws-sdk/client-kms'
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose'
import { describe, expect, inject, it } from 'vitest'
import { localFetch } from '../../cli/local-fetch.ts'
import { entryItem, ledgerKey } from '../../functions/adapters/ledger-items.ts'
import { proofSigner } from '../../functions/adapters/ledger-keys.ts'
import { seal } from '../../functions/domain/events.ts'
import { key } from '../../functions/domain/keys.ts'
import { appendTo, type LedgerEntry } from '../../functions/domain/ledger.ts'
import { type Checkpoint, checkpointPlace } from '../../functions/domain/proofs/checkpoint.ts'
import type { KeyChange } from '../../functions/domain/proofs/key-change.ts'
import { lastMonthOver } from '../../functions/domain/proofs/months.ts'
import type { LedgerKey } from '../../functions/domain/proofs/published-keys.ts'
import type { Statement } from '../../functions/domain/proofs/statement.ts'
import { proofTypes } from '../../functions/domain/proofs/types.ts'
import { instant } from '../../functions/domain/time.ts'
import { random } from '../../functions/runtime/ambient.ts'
import { env, type KeyFacts } from '../../functions/runtime/env.ts'
import { clientConfig } from '../../infra/local/aws.ts'
import { stateOf } from '../../infra/local/customer.ts'
import { invoke, recordOutbox } from '../../infra/local/functions.ts'
import { command, ownFolder } from '../support/command.ts'
import { withCustomer } from '../support/customers.ts'
import { Story, until } from '../support/story.ts'

const target = inject('target')
const story = new Story(target)
const s3 = new S3Client({ ...clientConfig(target), forcePathStyle: true })
const Bucket = target.outputs.ProofBucket
const TableName = target.outputs.LedgerTable
const table = stateOf(target)
const now = () => instant(Date.now())

const sealed = (tenantId: string) => invoke(target, 'CheckpointFunction', { tenantId })
const published = async () =>
  (await story.api.anonymous.get('/.well-known/ledger-keys.json')).body.keys as readonly LedgerKey[]
const checkpointsOf = async (tenantId: string, query = '') =>
  (await (await story.auditor(tenantId)).get(`/audit/checkpoints${query}`)).body.items as readonly {
    readonly seq: number
    readonly head: string
    readonly keyId: string
    readonly jws: string
  }[]

/** What anybody does with a proof: the published key, and a JOSE library. */
async function read<T>(jws: string, typ: string): Promise<T> {
  const { payload, protectedHeader } = await compactVerify(jws, async ({ kid }) => {
    const found = (await published()).find((one) => one.kid === kid)
    if (!found) throw new Error('this key is not published')
    return importJWK(found, 'ES256')
  })
  expect(protectedHeader.typ).toBe(typ)
  return JSON.parse(new TextDecoder().decode(payload)) as T
}

/** A tenant with a request in its ledger. */
async function recorded() {
  const tenant = await story.tenant()
  const { id } = await story.started(tenant)
  await story.untilRecorded(tenant.id, id, ['lockbox.request.started', 'lockbox.mail.sent'])
  return tenant
}

/** A ledger as it can have been written at these times: this only an administrator of a local AWS can do. */
async function written(tenantId: string, times: readonly string[]): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = []
  for (const at of times) {
    const actor = { kind: 'system', id: 'notify', method: 'system' } as const
    const mail = { details: { purpose: 'change' }, personal: { 'recipient.email': 'anna@customer.example' } }
    const event = { id: random.ulid(at), type: 'lockbox.mail.sent', tenantId, at, actor, ...mail } as const
    entries.push(appendTo(entries.at(-1), 'workflow', seal(event, random.bytes), at))
  }
  for (const entry of entries) await table.send(new PutCommand({ TableName, Item: entryItem(entry) }))
  return entries
}
const ownId = () => `t-${randomBytes(5).toString('hex')}`

// It is a local AWS whose ledger can be written over, and whose function can be called by whoever runs the tests.
describe.runIf(target.endpoint)('checkpoints', () => {
  it('are signed over what the ledger holds, lie under Object Lock, and verify with the published key', async () => {
    const tenant = await recorded()
    const run = (await sealed(tenant.id)) as { readonly seq: number; readonly signed: number }
    expect(run).toMatchObject({ signed: 1, complete: true })

    const [item, ...more] = await checkpointsOf(tenant.id)
    expect(more).toEqual([])
    const claims = await read<Checkpoint>(item?.jws ?? '', proofTypes.checkpoint)
    const { body } = await (await story.auditor(tenant.id)).get('/audit?limit=100')
    const head = body.items.find(({ seq }: { seq: number }) => seq === run.seq)
    expect(claims).toMatchObject({ iss: target.apiUrl, tenantId: tenant.id, seq: run.seq, head: head.hash })
    expect(item).toMatchObject({ seq: run.seq, head: head.hash })
    const keys = await published()
    expect(claims.receiptKeys).toEqual(keys.filter(({ purpose }) => purpose === 'receipt').map(({ kid }) => kid))
    for (const { kid, ...jwk } of keys) expect(kid).toBe(await calculateJwkThumbprint(jwk))

    const Key = checkpointPlace(claims)
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }))
    await expect(
      s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: Versions[0]?.VersionId })),
    ).rejects.toMatchObject({ name: 'AccessDenied' })
    // A delete marker, and something newer: neither is stopped by Object Lock, and neither is looked at.
    await s3.send(new DeleteObjectCommand({ Bucket, Key }))
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'forged' }))
    expect(await checkpointsOf(tenant.id)).toEqual([item])
    expect(await sealed(tenant.id)).toMatchObject({ signed: 0, complete: true })
  })

  it('are not signed on top of a ledger that was tampered with; another tenant’s goes on', async () => {
    const [tenant, other] = [await recorded(), await recorded()]
    const before = (await sealed(tenant.id)) as { readonly seq: number }
    const Key = ledgerKey.entry(tenant.id, before.seq)
    const { Item } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }))
    await table.send(
      new PutCommand({
        TableName,
        Item: { ...Item, event: { ...Item?.event, time: '2026-01-01T00:00:00.000Z' } },
      }),
    )
    // Something new, so that there would be something to sign.
    await story.api.as('vendor-admin').put(`/tenants/${tenant.id}/environments/second`, { name: 'Second' })
    await recordOutbox(target)
    expect(await sealed(tenant.id)).toEqual({ tenantId: tenant.id, refused: 'Hash', seq: before.seq })
    expect(await checkpointsOf(tenant.id)).toHaveLength(1)
    expect(await sealed(other.id)).toMatchObject({ signed: 1 })
  })

  it('reach every tenant by the clock and the queue', async () => {
    const tenant = await recorded()
    expect(await invoke(target, 'CheckpointClockFunction')).toMatchObject({ complete: true })
    await until(async () => (await checkpointsOf(tenant.id)).length > 0, 'a checkpoint by the queue', 60)
  })

  it('announce a key for receipts in the ledger before they name it', async () => {
    const tenantId = ownId()
    const [first] = await written(tenantId, [now(), now()])
    const [signing, receipts] = await configuredKeys()
    // As the function itself would have signed it before there was a key for receipts.
    const { seq = 0, hash: head = '', recordedAt = '' } = first ?? {}
    const facts = { iss: target.apiUrl, tenantId, seq, head, recordedAt, time: now(), previous: null, receiptKeys: [] }
    const signer = proofSigner(signing?.keyArn ?? '', new KMSClient(clientConfig(target)))
    const Body = await signer.sign(proofTypes.checkpoint, facts)
    await s3.send(new PutObjectCommand({ Bucket, Key: checkpointPlace(facts), Body }))

    await sealed(tenantId)
    await recordOutbox(target)
    expect(await sealed(tenantId)).toMatchObject({ seq: 3, signed: 1 })
    const named = await Promise.all(
      (await checkpointsOf(tenantId)).map(({ jws }) => read<Checkpoint>(jws, proofTypes.checkpoint)),
    )
    const added = (await published()).find(({ purpose }) => purpose === 'receipt')
    expect([receipts?.purpose, named.map(({ receiptKeys }) => receiptKeys)]).toEqual([
      'receipt',
      [[], [], [added?.kid]],
    ])
    const { body } = await (await story.auditor(tenantId)).get('/audit?type=lockbox.key.changed')
    const { endorsement, ...details } = body.items[0].event.data.details
    expect(details).toEqual({ purpose: 'receipt', keyId: added?.kid, endorsedBy: await signer.kid() })
    expect(await read<KeyChange>(endorsement, proofTypes.key)).toMatchObject({ tenantId, x: added?.x, y: added?.y })
  })

  it('are followed by a statement of the month that is over', async () => {
    const tenantId = ownId()
    const month = lastMonthOver(now())
    const entries = await written(tenantId, [`${month}-10T12:00:00.000Z`, `${month}-20T12:00:00.000Z`, now()])
    expect(await sealed(tenantId)).toMatchObject({ seq: 3, signed: 1, statements: 1, complete: true })
    const { body } = await (await story.auditor(tenantId)).get('/audit/statements')
    expect(body.items).toMatchObject([{ month }])
    const statement = await read<Statement>(body.items[0].jws, proofTypes.statement)
    expect(statement).toMatchObject({
      tenantId,
      month,
      entries: { first: 1, last: 2 },
      head: { seq: 2, hash: entries[1]?.hash },
    })
    expect(statement.text).toMatch(/^No governed access by /)
    expect(await sealed(tenantId)).toMatchObject({ signed: 0, statements: 0 })
    // Whatever becomes of the hint: the bucket says what is there.
    await table.send(new DeleteCommand({ TableName: target.outputs.StateTable, Key: key.proofs(tenantId) }))
    expect(await sealed(tenantId)).toMatchObject({ seq: 3, signed: 0, statements: 0 })
  })

  it('are kept by the auditor’s own command, with the keys', async () => {
    const tenant = await recorded()
    await sealed(tenant.id)
    const auditor = await withCustomer(target, tenant.id, 'auditor')
    const env = { LOCKBOX_URL: target.apiUrl, LOCKBOX_TOKEN: await auditor.token('auditor') }
    const folder = ownFolder()
    const lockbox = (...args: readonly string[]) => command(['audit', ...args], { env, fetch: localFetch })
    const out = join(folder, 'checkpoints.jws')
    for (const _ of ['first', 'again']) expect(await lockbox('checkpoints', '--out', out)).toMatchObject({ exit: 0 })
    const [item] = await checkpointsOf(tenant.id)
    expect(readFileSync(out, 'utf8')).toBe(`${item?.jws}\n`)
    expect(await lockbox('keys', '--out', join(folder, 'keys.json'))).toMatchObject({ exit: 0 })
    expect(JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8'))).toEqual({ keys: await published() })
    expect(await lockbox('statements', '--out', join(folder, 's.jws'))).toMatchObject({ exit: 0 })
  })

  it('are read by the tenant’s own auditors alone', async () => {
    const tenant = await recorded()
    await sealed(tenant.id)
    expect(await checkpointsOf(ownId())).toEqual([])
    expect((await story.api.anonymous.get('/audit/checkpoints')).status).toBe(401)
  })
})

/** What the function is told of its keys. */
async function configuredKeys(): Promise<readonly KeyFacts[]> {
  const { Environment } = await new LambdaClient(clientConfig(target)).send(
    new GetFunctionConfigurationCommand({ FunctionName: target.outputs.CheckpointFunction }),
  )
  return JSON.parse(Environment?.Variables?.[env.ledgerKeys] ?? '[]') as readonly KeyFacts[]
}
