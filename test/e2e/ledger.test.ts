import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, inject, it } from 'vitest'
import { doorItem, outboxItem, requestOf } from '../../functions/adapters/state/items.ts'
import { type Domain, type Key, key } from '../../functions/domain/keys.ts'
import type { LedgerEntry } from '../../functions/domain/ledger.ts'
import { random } from '../../functions/runtime/ambient.ts'
import { refusedPrefix } from '../../functions/runtime/names.ts'
import { clientConfig } from '../../infra/local/aws.ts'
import { stateOf } from '../../infra/local/customer.ts'
import { doorOf, moved } from '../support/sample-events.ts'
import { Story, until } from '../support/story.ts'
import { verifyChain } from '../support/verify-chain.ts'

const target = inject('target')
const story = new Story(target)
const s3 = new S3Client(clientConfig(target))
const state = stateOf(target)
const TableName = target.outputs.StateTable

const item = async (Key: Key) => (await state.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item
const put = (Item: Record<string, unknown>) => state.send(new PutCommand({ TableName, Item }))

async function requestItem(id: string) {
  const [tenantId = '', ulid = ''] = id.split('.')
  return requestOf((await item(key.request({ tenantId, ulid }))) ?? {})
}

/** The tenant's whole ledger as its auditor reads it, page by page, oldest first. */
async function ledgerOf(tenantId: string): Promise<LedgerEntry[]> {
  const auditor = await story.auditor(tenantId)
  const entries: LedgerEntry[] = []
  let cursor = ''
  do {
    const { body } = await auditor.get(`/audit?limit=2${cursor && `&cursor=${cursor}`}`)
    for (const { previousHash: prevHash, ...entry } of body.items) entries.push({ ...entry, prevHash })
    cursor = body.cursor ?? ''
  } while (cursor)
  return entries.reverse()
}

/** What the ledger refused of this tenant, with the reason. */
async function refusedOf(tenantId: string): Promise<{ readonly key: Key; readonly reason: string }[]> {
  const Bucket = target.outputs.FailureBucket
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: refusedPrefix }))
  const kept = await Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
      return JSON.parse((await Body?.transformToString()) ?? '')
    }),
  )
  return kept.filter(({ key: k }) => k.pk.endsWith(`#${tenantId}`))
}

describe('the ledger', () => {
  it('marks the door with the number of the approval, and the chain that the auditor reads verifies', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant, { accessLevel: 'write' })
    await story.decide(ticket, { accessLevel: 'read' })
    const events = await story.untilRecorded(tenant.id, id, ['lockbox.request.approved', 'lockbox.mail.sent'])
    const approval = events.find(({ event }) => event.type === 'lockbox.request.approved')

    const { environmentId, operator, ulid } = await requestItem(id)
    const door = key.door(tenant.id, environmentId, operator.id, ulid)
    await until(async () => (await item(door))?.recordedSeq === approval.seq, 'the door is marked')
    expect(await item(door)).toMatchObject({ accessLevel: 'read' })

    const entries = await ledgerOf(tenant.id)
    expect(verifyChain(tenant.id, entries, [approval])).toMatchObject({ faults: [], erased: [] })
    expect(await refusedOf(tenant.id)).toEqual([])
  })

  it('is searched for an approver by the address that an auditor knows, in any case', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    await story.decide(ticket)
    await story.untilRecorded(tenant.id, id, ['lockbox.request.approved'])
    const auditor = await story.auditor(tenant.id)
    const address = tenant.approvers[0] ?? ''
    for (const actor of [address, address.toUpperCase()]) {
      const { body } = await auditor.get(`/audit?actor=${encodeURIComponent(actor)}`)
      expect(body.items.map(({ event }: LedgerEntry) => event.type)).toEqual(['lockbox.request.approved'])
    }
  })

  it('takes no approval from a function that may not approve: it is kept, and the door stays shut', async () => {
    const tenant = await story.tenant()
    const { id } = await story.started(tenant)
    const request = await requestItem(id)
    const { after, sealed } = moved(request, 'approve', random)
    const door = doorItem(doorOf(after))
    await put(door)
    const forgers: Domain[] = ['operator', 'vendor-admin', 'workflow', 'tell']
    for (const domain of forgers) await put(outboxItem(domain, sealed))
    for (const domain of forgers)
      await until(
        async () => !(await item(key.outbox(domain, tenant.id, sealed.event.id))),
        `the outbox of ${domain} is empty`,
      )

    expect(
      (await refusedOf(tenant.id)).map(({ reason, key: { pk } }) => `${pk.split('#')[1]} ${reason}`).sort(),
    ).toEqual(forgers.map((domain) => `${domain} WrongDomain`).sort())
    expect(await item({ pk: door.pk, sk: door.sk })).not.toHaveProperty('recordedSeq')
    expect((await ledgerOf(tenant.id)).map(({ event }) => event.type)).not.toContain('lockbox.request.approved')
    expect(await story.request(id)).toMatchObject({ state: 'ActionNeeded' })
  })
})
