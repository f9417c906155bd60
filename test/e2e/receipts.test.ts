import { GetPublicKeyCommand, KMSClient, paginateListKeys } from '@aws-sdk/client-kms'
import { calculateJwkThumbprint, compactVerify, exportJWK, importSPKI } from 'jose'
import * as v from 'valibot'
import { describe, expect, inject, it } from 'vitest'
import { type Receipt, receiptSchema } from '../../functions/domain/proofs/receipt.ts'
import type { ApiAnswer } from '../../infra/local/api.ts'
import { clientConfig } from '../../infra/local/aws.ts'
import { recordOutbox } from '../../infra/local/functions.ts'
import { type OwnTenant, Story, until } from '../support/story.ts'

const target = inject('target')
const story = new Story(target)

/** The key of this thumbprint, from KMS: as an auditor would have got it from its publication. */
async function keyOf(keyId: string) {
  const client = new KMSClient(clientConfig(target))
  for await (const { Keys = [] } of paginateListKeys({ client }, {}))
    for (const { KeyId } of Keys) {
      const { PublicKey } = await client
        .send(new GetPublicKeyCommand({ KeyId }))
        .catch(() => ({ PublicKey: undefined }))
      if (!PublicKey) continue
      const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(PublicKey).toString('base64')}\n-----END PUBLIC KEY-----`
      const key = await importSPKI(pem, 'ES256').catch(() => undefined)
      if (key && (await calculateJwkThumbprint(await exportJWK(key))) === keyId) return key
    }
  throw new Error(`no key has the thumbprint ${keyId}`)
}

/** What the JWS says, once it was verified with nothing but the public key. */
async function verified({ body }: ApiAnswer): Promise<Receipt> {
  const { payload, protectedHeader } = await compactVerify(body.jws, await keyOf(body.keyId))
  expect(protectedHeader).toEqual({ alg: 'ES256', kid: body.keyId, typ: 'lockbox-receipt+jws' })
  const claims = JSON.parse(new TextDecoder().decode(payload))
  expect(claims).toEqual(body.receipt)
  return v.parse(receiptSchema, claims)
}

/** The answer, once the ledger has what it is about. */
const once = (ask: () => Promise<ApiAnswer>, outcome: string) =>
  until(async () => {
    if (target.endpoint) await recordOutbox(target)
    const answer = await ask()
    return answer.status === 200 && answer.body.outcome === outcome && answer
  }, `the receipt says ${outcome}`)

async function startedByOperator(tenant: OwnTenant): Promise<string> {
  const { body } = await story.api.as('operator').post('/requests', {
    tenantId: tenant.id,
    environmentId: 'production',
    service: 'database',
    supportTicket: 'CASE-9',
    reason: { type: 'CustomerInitiatedSupport', detail: 'The import failed.' },
  })
  return body.id
}

/** Refusals on the record of a request: which call, which code, by whom. */
const refusals = async (tenant: OwnTenant, id: string, count: number) =>
  until(async () => {
    if (target.endpoint) await recordOutbox(target)
    const { body } = await (await story.auditor(tenant.id)).get(`/audit?requestId=${id}&type=lockbox.request.refused`)
    const found = (body.items ?? []).map(
      (item: {
        event: { data: { details: { call: string; code: string } } }
        personal: Record<string, { value: string }>
      }) => [
        item.event.data.details.call,
        item.event.data.details.code,
        item.personal['actor.email']?.value ?? item.personal['actor.id']?.value,
      ],
    )
    return found.length >= count && found.reverse()
  }, `${count} refusals of ${id}`)

describe('receipts', () => {
  it('of one request: none, approved, ended; for both sides, and for nobody else', async () => {
    const tenant = await story.tenant()
    const stranger = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    const auditor = await story.auditor(tenant.id)
    const ofCustomer = () => auditor.get(`/audit/receipts/${id}`)
    const ofMachine = () => story.api.as('tooling').get(`/requests/${id}/receipt`)
    await until(async () => (await ofCustomer()).code === 'NoOutcome', 'the ledger has the request')
    expect(await ofMachine()).toMatchObject({ status: 409, code: 'NoOutcome' })

    await story.decide(ticket)
    const approved = await verified(await once(ofCustomer, 'approved'))
    expect(approved).toMatchObject({
      requestId: id,
      tenantId: tenant.id,
      operator: { id: 'otto@vendor.example' },
      reason: { type: 'CustomerInitiatedSupport', detail: 'The import of yesterday failed.' },
      by: { kind: 'approver', method: 'link-and-code', email: tenant.approvers[0] },
      granted: { accessLevel: 'read' },
    })
    const { body } = await auditor.get(`/audit?requestId=${id}&type=lockbox.request.approved`)
    expect([approved.seq, approved.hash]).toEqual([body.items[0].seq, body.items[0].hash])

    await story.api.as('tooling').post(`/requests/${id}/end`, { reason: 'Found it.' })
    const answer = await once(ofMachine, 'ended')
    expect(answer.headers['cache-control']).toBe('no-store')
    const ended = await verified(answer)
    expect(ended).toMatchObject({ outcome: 'ended', why: 'Found it.' })
    expect(ended.history.map(({ type }) => type)).toEqual([
      'lockbox.request.started',
      'lockbox.request.approved',
      'lockbox.request.ended',
    ])
    expect(await (await story.approver(tenant)).get(`/audit/receipts/${id}`)).toMatchObject({ status: 200 })
    expect(await story.api.as('vendor-admin').get(`/requests/${id}/receipt`)).toMatchObject({ status: 200 })

    const unknown = `${tenant.id}.01J0000000000000000000000Z`
    const elsewhere = await story.auditor(stranger.id)
    for (const [client, path] of [
      [elsewhere, (of: string) => `/audit/receipts/${of}`],
      [story.api.as('operator'), (of: string) => `/requests/${of}/receipt`],
    ] as const) {
      const foreign = await client.get(path(id))
      expect(foreign).toMatchObject({ status: 404, code: 'NotFound' })
      expect(foreign.text).toBe((await client.get(path(unknown))).text)
    }
    expect(await auditor.get(`/requests/${id}/receipt`)).toMatchObject({ status: 401 })
    expect(await story.api.as('operator').get(`/audit/receipts/${id}`)).toMatchObject({ status: 401 })
  })

  it('of an operator’s own request, and not of a colleague’s', async () => {
    const tenant = await story.tenant()
    const id = await startedByOperator(tenant)
    await story.api.as('operator').post(`/requests/${id}/cancel`)
    await verified(await once(() => story.api.as('operator').get(`/requests/${id}/receipt`), 'canceled'))
    expect(await story.api.as('operator2').get(`/requests/${id}/receipt`)).toMatchObject({ status: 404 })
  })
})

describe('the rows of requests', () => {
  it('say of each what was asked, decided and ended; drills are marked', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    await story.decide(ticket)
    await story.api.as('tooling').post(`/requests/${id}/end`)
    const drill = (await (await story.approver(tenant)).post('/tenant/drills')).body.id
    await story.untilRecorded(tenant.id, id, ['lockbox.request.ended'])
    await story.untilRecorded(tenant.id, drill, ['lockbox.request.started'])
    const auditor = await story.auditor(tenant.id)
    const { body } = await auditor.get('/audit/requests')
    expect(body.items).toMatchObject([
      { requestId: drill, drill: true, outcome: 'waiting' },
      {
        requestId: id,
        supportTicket: 'CASE-4711',
        asked: { by: { kind: 'operator', method: 'client-credentials' } },
        decided: { decision: 'approved', by: { method: 'link-and-code' } },
        ended: { how: 'ended' },
        outcome: 'ended',
      },
    ])
    expect((await auditor.get('/audit/requests?supportTicket=CASE-4711')).body.items).toHaveLength(1)
    expect((await auditor.get('/audit/requests?to=2020-01-01T00:00:00Z')).body.items).toEqual([])
    const first = await auditor.get('/audit/requests?limit=1')
    const second = await auditor.get(`/audit/requests?limit=1&cursor=${first.body.cursor}`)
    expect([first, second].map((page) => page.body.items[0].requestId)).toEqual([drill, id])
  })
})

describe('the vendor’s auditors', () => {
  it('read a tenant’s ledger, and are on it', async () => {
    const tenant = await story.tenant()
    const { id } = await story.started(tenant)
    await story.untilRecorded(tenant.id, id, ['lockbox.request.started'])
    const vendor = story.api.as('vendor-auditor')
    const { status, body } = await vendor.get(`/vendor/tenants/${tenant.id}/audit?actor=otto@vendor.example`)
    expect([status, body.items.length]).toEqual([200, 1])
    const auditor = await story.auditor(tenant.id)
    const [entry] = await until(async () => {
      if (target.endpoint) await recordOutbox(target)
      const page = await auditor.get('/audit?type=lockbox.audit.read')
      return page.body.items.length > 0 && page.body.items
    }, 'the read is in the ledger')
    expect(entry).toMatchObject({
      event: { data: { domain: 'vendor-auditor', actor: { kind: 'auditor' }, details: { continued: false } } },
      personal: {
        'actor.email': { value: target.people['vendor-auditor'].email },
        'filter.actor': { value: 'otto@vendor.example' },
      },
    })
    for (const query of ['', '?from=2026-01-01T00:00:00Z', `?requestId=${id}`, '?environmentId=production']) {
      const page = await vendor.get(`/vendor/tenants/${tenant.id}/audit${query}`)
      expect([page.status, page.body.items.length > 0], query).toEqual([200, true])
    }
    expect(await vendor.get('/vendor/tenants/nobody/audit')).toMatchObject({ status: 404, code: 'UnknownTenant' })
    for (const [method, path] of [
      ['GET', `/requests/${id}`],
      ['GET', `/requests/${id}/receipt`],
      ['GET', `/tenants/${tenant.id}/environments`],
    ] as const)
      expect(await vendor.send(method, path), path).toMatchObject({ status: 403, code: 'Forbidden' })
    expect(await story.api.as('vendor-admin').get(`/vendor/tenants/${tenant.id}/audit`)).toMatchObject({ status: 403 })
  })
})

describe('refusals', () => {
  it('of the request’s own two sides are on its record; those of strangers are not', async () => {
    const tenant = await story.tenant()
    const stranger = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    await story.decide(ticket, { decision: 'deny' })
    const approver = await story.approver(tenant)
    const { body } = await approver.get(`/tenant/requests/${id}`)
    const late = await approver.post(`/tenant/requests/${id}/decision`, { decision: 'approve', digest: body.digest })
    expect(late.code).toBe('AlreadyDecided')
    // Somebody with an account, who is on no list.
    const nobody = await story.customer(tenant.id, `nobody@${tenant.id}.example`)
    expect((await nobody.post(`/tenant/requests/${id}/revoke`)).code).toBe('NotAnApprover')
    expect((await story.api.as('operator').get(`/requests/${id}`)).code).toBe('NotFound')
    expect((await story.api.as('tooling').post(`/requests/${id}/cancel`)).code).toBe('AlreadyDecided')
    expect((await story.api.as('tooling').post(`/requests/${id}/access-token`)).code).toBe('NoGrant')
    // None of these says anything about the request.
    const other = await story.approver(stranger)
    expect((await other.post(`/tenant/requests/${id}/revoke`)).code).toBe('NotFound')
    expect((await story.api.as('vendor-auditor').get(`/requests/${id}`)).code).toBe('Forbidden')
    expect((await approver.post(`/tenant/requests/${id}/decision`, { decision: 'perhaps' })).code).toBe(
      'InvalidRequest',
    )

    const found = await refusals(tenant, id, 5)
    expect(found.map(([call, code]: readonly string[]) => [call, code]).sort()).toEqual([
      ['GET /requests/{id}', 'NotFound'],
      ['POST /requests/{id}/access-token', 'NoGrant'],
      ['POST /requests/{id}/cancel', 'AlreadyDecided'],
      ['POST /tenant/requests/{id}/decision', 'AlreadyDecided'],
      ['POST /tenant/requests/{id}/revoke', 'NotAnApprover'],
    ])
    expect(found.map(([, , who]: readonly string[]) => who)).toContain(target.people.operator.email)
    const trail = await (await story.auditor(stranger.id)).get('/audit?type=lockbox.request.refused')
    expect(trail.body.items).toEqual([])
  })

  it('are twenty, five of people whose request it is not, and then one that says that the rest is suppressed', async () => {
    const tenant = await story.tenant()
    const id = await startedByOperator(tenant)
    const others = await Promise.all(Array.from({ length: 10 }, () => story.api.as('operator2').get(`/requests/${id}`)))
    expect(others.map(({ code }) => code)).toEqual(Array.from({ length: 10 }, () => 'NotFound'))
    expect(await refusals(tenant, id, 6)).toHaveLength(6)
    const own = await Promise.all(
      Array.from({ length: 20 }, () => story.api.as('operator').post(`/requests/${id}/end`, { reason: 'Done.' })),
    )
    expect(own.filter(({ status, code }) => status !== 409 || code === 'NotFound')).toEqual([])
    expect(await refusals(tenant, id, 21)).toHaveLength(21)
    const { body } = await (await story.auditor(tenant.id)).get(`/audit?requestId=${id}&type=lockbox.request.refused`)
    const suppressed = body.items.map(
      (item: { event: { data: { details: { suppressed?: boolean } } } }) => item.event.data.details.suppressed === true,
    )
    expect(suppressed.filter(Boolean)).toEqual([true, true])
    // Nothing of it changed the request.
    expect((await story.api.as('operator').get(`/requests/${id}`)).body.state).toBe('ActionNeeded')
  })
})
