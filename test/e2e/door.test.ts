import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, inject, it } from 'vitest'
import { type ApiAnswer, api } from '../../infra/local/api.ts'
import { localAws } from '../../infra/local/environment.ts'
import { bucketPolicy, filesBucket, filesRoleArn } from '../../infra/local/files-role.ts'
import type { Caller } from '../../infra/local/tokens.ts'
import { type OwnTenant, Story, until } from '../support/story.ts'

const target = inject('target')
const story = new Story(target)
const sample = api({ ...target, apiUrl: target.sampleUrl })

/** What the sample data service answers to somebody, with an access token of the lockbox or without. */
const customers = (who: Caller, tenantId: string, token?: string, environment = 'production') =>
  sample
    .as(who)
    .get(`/tenants/${tenantId}/environments/${environment}/customers`, token ? { 'lockbox-access': token } : {})

const asked = { environmentId: 'production', service: 'database', supportTicket: 'CASE-1' }

/** A request by the operator in person. */
async function started(tenant: OwnTenant, changes: Record<string, unknown> = {}) {
  const reason = { type: 'CustomerInitiatedSupport', detail: 'The import failed.' }
  const answer = await story.api.as('operator').post('/requests', { tenantId: tenant.id, ...asked, reason, ...changes })
  const id = answer.body.id as string
  return { id, ticket: await story.ticket(tenant.approvers[0] ?? '', id) }
}

const tokenFor = (who: Caller, id: string) => story.api.as(who).post(`/requests/${id}/access-token`)

/** A token, once the ledger has the grant. */
const tokenOnceRecorded = async (who: Caller, id: string): Promise<string> =>
  (await onceRecorded(() => tokenFor(who, id))).body.token

const onceRecorded = (ask: () => Promise<ApiAnswer>): Promise<ApiAnswer> =>
  until(async () => {
    const answer = await ask()
    if (answer.status !== 200 && answer.code !== 'NotYetRecorded') throw new Error(`${answer.status} ${answer.text}`)
    return answer.status === 200 && answer
  }, 'the grant is in the ledger')

describe('a data service behind the door', () => {
  it('is reached with an open grant only: refused, approved, used, revoked, refused', async () => {
    const tenant = await story.tenant()
    const refusal = async () => {
      const { status, code, body } = await customers('operator', tenant.id)
      return [status, code, body.basis]
    }
    expect(await refusal()).toEqual([403, 'NotAllowed', 'NoGrant'])
    const { id, ticket } = await started(tenant)
    expect(await refusal()).toEqual([403, 'NotAllowed', 'AwaitingApproval'])
    expect(await tokenFor('operator', id)).toMatchObject({ status: 409, code: 'NoGrant' })

    await story.decide(ticket)
    const token = await tokenOnceRecorded('operator', id)
    // The grant alone opens nothing.
    expect(await refusal()).toEqual([403, 'AccessTokenMissing', undefined])
    const used = await customers('operator', tenant.id, token)
    expect(used.status).toBe(200)
    expect(used.body.items).toHaveLength(5)
    expect(used.body.grant).toMatchObject({ basis: 'Approved', tenant: tenant.id, level: 'read', request: id })

    // Nobody else gets in with it, and its operator nowhere else.
    expect(await customers('operator2', tenant.id, token)).toMatchObject({ status: 403, code: 'WrongCaller' })
    expect(await customers('tooling', tenant.id, token)).toMatchObject({ status: 403, code: 'WrongCaller' })
    expect(await customers('operator', 'acme-bank', token)).toMatchObject({ status: 403, code: 'WrongTenant' })
    const elsewhere = await customers('operator', tenant.id, token, 'staging')
    expect(elsewhere).toMatchObject({ status: 403, code: 'WrongEnvironment' })

    const approver = await story.approver(tenant)
    expect(await approver.post(`/tenant/requests/${id}/revoke`, { reason: 'Enough' })).toMatchObject({ status: 200 })
    // The token itself is good for minutes still: the check knows at once.
    const refused = await customers('operator', tenant.id, token)
    expect(refused).toMatchObject({ status: 403, code: 'NotAllowed', body: { basis: 'Revoked' } })
    expect(refused.headers['content-type']).toBe('application/problem+json')
    expect(await tokenFor('operator', id)).toMatchObject({ status: 409, code: 'NoGrant' })

    const events = await story.untilRecorded(tenant.id, id, ['lockbox.access.tokenIssued', 'lockbox.request.revoked'])
    const issued = events.find(({ event }: { event: { type: string } }) => event.type === 'lockbox.access.tokenIssued')
    expect(issued.event.id).toBe(decodeJwt(token).jti)
    expect(issued.personal['actor.email'].value).toBe(target.people.operator.email)
  })

  it('lets in support tooling with the token that it got in an operator’s name, and nobody else with it', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    await story.decide(ticket)
    const token = await tokenOnceRecorded('tooling', id)
    expect(decodeJwt(token)).toMatchObject({ sub: 'otto@vendor.example', act: { sub: target.machine.clientId } })
    expect(await customers('tooling', tenant.id, token)).toMatchObject({ status: 200 })
    expect(await customers('operator', tenant.id, token)).toMatchObject({ status: 403, code: 'WrongCaller' })
  })

  it('lets operators in without a token where lockbox does not govern', async () => {
    const answer = await customers('operator', 'acme-bank', undefined, 'sandbox')
    expect(answer).toMatchObject({ status: 200, body: { grant: { basis: 'EnvironmentNotManaged' } } })
    expect(await customers('tooling', 'acme-bank', undefined, 'sandbox')).toMatchObject({ code: 'AccessTokenMissing' })
  })

  it('knows no caller without a token of the operators’ issuer', async () => {
    const path = '/tenants/acme-bank/environments/sandbox/customers'
    expect((await sample.anonymous.get(path)).status).toBe(401)
    expect((await sample.as('approver').get(path)).status).toBe(401)
  })
})

describe('an access token', () => {
  it('is for the grant’s own operator: another one finds nothing, an administrator may not', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await started(tenant)
    await story.decide(ticket)
    await tokenOnceRecorded('operator', id)
    expect(await tokenFor('operator2', id)).toMatchObject({ status: 404, code: 'NotFound' })
    expect(await tokenFor('tooling', id)).toMatchObject({ status: 404, code: 'NotFound' })
    expect(await tokenFor('vendor-admin', id)).toMatchObject({ status: 403, code: 'Forbidden' })
    expect((await tokenFor('approver', id)).status).toBe(401)
    const body = { audience: 'lockbox/files' }
    expect(await story.api.as('operator').post(`/requests/${id}/access-token`, body)).toMatchObject({ status: 400 })
  })

  it('verifies offline with the published keys, by any JOSE library', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await started(tenant)
    await story.decide(ticket)
    const { token, tokenType, audience, expiresAt } = (await onceRecorded(() => tokenFor('operator', id))).body
    const published = await story.api.anonymous.get('/.well-known/jwks.json')
    expect(published.headers['cache-control']).toBe('public, max-age=300')
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(published.body), {
      issuer: target.outputs.ApiUrl,
      audience: 'lockbox/database',
      typ: tokenType,
    })
    expect(protectedHeader).toEqual(decodeProtectedHeader(token))
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'lockbox-access+jwt', kid: published.body.keys[0].kid })
    expect(audience).toBe('lockbox/database')
    expect(payload).toMatchObject({
      sub: target.people.operator.email,
      tenant: tenant.id,
      environment: 'production',
      service: 'database',
      level: 'read',
      request: id,
    })
    expect(payload.act).toBeUndefined()
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300)
    expect(expiresAt).toBe(new Date((payload.exp ?? 0) * 1000).toISOString())

    const again = await story.api.anonymous.get('/.well-known/jwks.json', {
      'if-none-match': published.headers.etag ?? '',
    })
    expect([again.status, again.text]).toEqual([304, ''])
  })
})

describe('AWS credentials', () => {
  it('are given out only for a service whose role is configured', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await started(tenant)
    await story.decide(ticket)
    await tokenOnceRecorded('operator', id)
    const answer = await story.api.as('operator').post(`/requests/${id}/aws-credentials`)
    expect(answer).toMatchObject({ status: 404, code: 'NotConfigured' })
  })

  it.runIf(target.endpoint)('reach what the role may, and only as far as was granted', async () => {
    const tenant = await story.tenant()
    const root = new S3Client({ forcePathStyle: true })
    const object = { Bucket: filesBucket, Key: `${tenant.id}/production/a` }
    await root.send(new CreateBucketCommand({ Bucket: filesBucket }))
    await root.send(new PutObjectCommand({ ...object, Body: 'a file' }))
    const Policy = JSON.stringify(bucketPolicy([`arn:aws:iam::${localAws.account}:root`]))
    await root.send(new PutBucketPolicyCommand({ Bucket: filesBucket, Policy }))

    const { id, ticket } = await started(tenant, { service: 'files' })
    await story.decide(ticket)
    const { body } = await onceRecorded(() => story.api.as('operator').post(`/requests/${id}/aws-credentials`))
    expect(Object.keys(body).sort()).toEqual(['accessKeyId', 'expiresAt', 'secretAccessKey', 'sessionToken'])
    expect(Date.parse(body.expiresAt) - Date.now()).toBeLessThanOrEqual(900_000)

    const s3 = new S3Client({ forcePathStyle: true, credentials: body })
    const read = await s3.send(new GetObjectCommand(object))
    expect(await read.Body?.transformToString()).toBe('a file')
    const denied = { name: 'AccessDenied' }
    // Granted for reading: the role's own policy lets nobody write with that.
    await expect(s3.send(new PutObjectCommand({ ...object, Body: 'changed' }))).rejects.toMatchObject(denied)
    // The session's policy lets nobody go on from here.
    const onward = new AssumeRoleCommand({ RoleArn: filesRoleArn, RoleSessionName: 'onward' })
    await expect(new STSClient({ credentials: body }).send(onward)).rejects.toMatchObject(denied)

    await story.untilRecorded(tenant.id, id, ['lockbox.access.credentialsIssued'])
  })

  it.runIf(target.endpoint)('come from the lockbox alone: the role trusts nobody else', async () => {
    const bare = new AssumeRoleCommand({ RoleArn: filesRoleArn, RoleSessionName: 'bare' })
    await expect(new STSClient({}).send(bare)).rejects.toMatchObject({ name: 'AccessDenied' })
  })
})
