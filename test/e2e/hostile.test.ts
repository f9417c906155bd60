import { describe, expect, inject, it } from 'vitest'
import { Story } from '../support/story.ts'

const story = new Story(inject('target'))
const json = { 'content-type': 'application/json' }

const ask = (tenantId: string, changes: Record<string, unknown> = {}) => ({
  tenantId,
  environmentId: 'production',
  service: 'database',
  reason: { type: 'VendorInitiatedService', detail: 'A failed import' },
  operator: { id: 'ole@vendor.example', name: 'Ole', email: 'ole@vendor.example' },
  ...changes,
})

describe('bad input is a 4xx problem with a stable code, and writes nothing', () => {
  const bodies: readonly (readonly [string, (tenantId: string) => unknown, number, string])[] = [
    ['an unknown field', (t) => ask(t, { approved: true }), 400, 'InvalidRequest'],
    [
      'a nested unknown field',
      (t) => ask(t, { reason: { type: 'ProductionAlert', detail: 'x', state: 'Approved' } }),
      400,
      'InvalidRequest',
    ],
    ['a wrong type', (t) => ask(t, { environmentId: 7 }), 400, 'InvalidRequest'],
    ['null', () => null, 400, 'InvalidRequest'],
    ['a list', () => [], 400, 'InvalidRequest'],
    ['a key separator in an id', (t) => ask(t, { environmentId: 'a#b' }), 400, 'InvalidRequest'],
    ['a tenant id that is none', () => ask('Acme/../other'), 400, 'InvalidRequest'],
    ['an unknown tenant', () => ask('nobody-at-all'), 404, 'UnknownTenant'],
    ['an unknown environment', (t) => ask(t, { environmentId: 'nowhere' }), 404, 'UnknownEnvironment'],
    ['an unknown service', (t) => ask(t, { service: 'nothing' }), 422, 'UnknownService'],
    [
      'a missing ticket',
      (t) => ask(t, { reason: { type: 'CustomerInitiatedSupport', detail: 'x' } }),
      400,
      'InvalidRequest',
    ],
    ['a duration that is none', (t) => ask(t, { accessPeriod: '8 hours' }), 400, 'InvalidRequest'],
    ['a negative duration', (t) => ask(t, { accessPeriod: '-PT8H' }), 400, 'InvalidRequest'],
    ['a year', (t) => ask(t, { accessPeriod: 'P1Y' }), 400, 'InvalidRequest'],
    [
      'a bidi override',
      (t) => ask(t, { reason: { type: 'ProductionAlert', detail: 'a \u202e b' } }),
      400,
      'InvalidRequest',
    ],
    [
      'a line break in a name',
      (t) => ask(t, { operator: { id: 'a', name: 'A\r\nBcc: x@y.example', email: 'a@vendor.example' } }),
      400,
      'InvalidRequest',
    ],
    [
      'a line break in an address',
      (t) => ask(t, { operator: { id: 'a', name: 'A', email: 'a@vendor.example\r\nBcc: b@c.example' } }),
      400,
      'InvalidRequest',
    ],
    [
      'an overlong reason',
      (t) => ask(t, { reason: { type: 'ProductionAlert', detail: 'x'.repeat(1201) } }),
      400,
      'InvalidRequest',
    ],
    [
      'an oversized body',
      (t) => ask(t, { reason: { type: 'ProductionAlert', detail: 'x'.repeat(60_000) } }),
      413,
      'PayloadTooLarge',
    ],
    ['a machine that names no operator', (t) => ask(t, { operator: undefined }), 400, 'InvalidRequest'],
  ]
  it.each(bodies)('%s', async (_, body, status, code) => {
    const tenant = await story.tenant()
    const answer = await story.api.as('tooling').post('/requests', body(tenant.id))
    expect(answer).toMatchObject({ status, code, headers: { 'content-type': 'application/problem+json' } })
    expect(answer.body.detail.length).toBeGreaterThan(10)
    const listed = await story.api.as('tooling').get(`/requests?tenantId=${tenant.id}&state=ActionNeeded`)
    expect(listed.body.items).toEqual([])
  })

  it('no JSON, no content type, no such route, no such method', async () => {
    const tooling = story.api.as('tooling')
    expect(await tooling.send('POST', '/requests', '{"tenantId":', json)).toMatchObject({
      status: 400,
      code: 'InvalidRequest',
    })
    expect(await tooling.send('POST', '/requests', '\xff\xfe', json)).toMatchObject({ status: 400 })
    expect(await tooling.send('POST', '/requests', '{}', { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
    })
    expect((await tooling.get('/requests/../secrets')).status).toBeGreaterThanOrEqual(400)
    expect((await tooling.send('DELETE', '/requests')).status).toBe(404)
  })

  it('odd query parameters and foreign cursors', async () => {
    const tooling = story.api.as('tooling')
    const tenant = await story.tenant()
    for (const query of [
      `tenantId=${tenant.id}&state=Nonsense`,
      `tenantId=${tenant.id}&state=ActionNeeded&surprise=1`,
      `tenantId=${tenant.id}&state=ActionNeeded&cursor=garbage`,
      `tenantId=${tenant.id}&state=ActionNeeded&cursor=${Buffer.from('{"pk":"customer#x","sk":"settings","stateKey":"state#other#ActionNeeded","requestedAt":""}').toString('base64url')}`,
    ])
      expect(await tooling.get(`/requests?${query}`), query).toMatchObject({ status: 400, code: 'InvalidRequest' })
    expect(await tooling.get('/requests/t.01J00000000000000000000000?wait=99')).toMatchObject({ status: 400 })
    expect(await tooling.get('/requests/nonsense')).toMatchObject({ status: 404, code: 'NotFound' })
  })
})

describe('tokens', () => {
  const claims = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

  it('none, garbage, tampered, unsigned, of the other issuer, without the group: all are refused', async () => {
    const tenant = await story.tenant()
    const good = await story.api.token('tooling')
    const [header, , signature] = good.split('.')
    const forged = Buffer.from(JSON.stringify({ ...claims(good), sub: 'somebody-else' })).toString('base64url')
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url')
    const expired = Buffer.from(JSON.stringify({ ...claims(good), exp: 1 })).toString('base64url')
    const bad: readonly [string, string][] = [
      ['garbage', 'garbage'],
      ['tampered', `${header}.${forged}.${signature}`],
      ['unsigned', `${none}.${forged}.`],
      ['expired', `${header}.${expired}.${signature}`],
      ["of the customers' issuer", await story.api.token('approver')],
    ]
    expect((await story.api.anonymous.post('/requests', ask(tenant.id))).status).toBe(401)
    for (const [what, token] of bad)
      expect((await story.api.withToken(token).post('/requests', ask(tenant.id))).status, what).toBe(401)
    const { operator: _, ...own } = ask(tenant.id)
    expect(await story.api.as('vendor-auditor').post('/requests', own)).toMatchObject({
      status: 403,
      code: 'Forbidden',
    })
    expect(await story.api.as('operator').put(`/tenants/${tenant.id}`, { name: 'x' })).toMatchObject({
      status: 403,
      code: 'Forbidden',
    })
    expect(await story.api.as('tooling').put(`/tenants/${tenant.id}`, { name: 'x' })).toMatchObject({ status: 403 })
    expect(await story.api.as('approver2').get('/audit')).toMatchObject({ status: 403, code: 'Forbidden' })
    expect((await story.api.as('operator').get('/audit')).status).toBe(401)
  })
})
