import { describe, expect, inject, it } from 'vitest'
import { routes } from '../../functions/runtime/routes.ts'
import { Story } from '../support/story.ts'

const story = new Story(inject('target'))

describe("what is the customer's, the vendor cannot touch", () => {
  it('creates a tenant once; afterwards every other call is refused, and the settings stay', async () => {
    const vendor = story.api.as('vendor-admin')
    const tenant = await story.tenant()
    const same = { name: `Tenant ${tenant.id}`, approver: { name: 'Approver 1', email: tenant.approvers[0] } }
    expect(await vendor.put(`/tenants/${tenant.id}`, same)).toMatchObject({ status: 200 })
    for (const body of [
      { ...same, policy: 'off' },
      { ...same, approver: { name: 'Mallory', email: 'mallory@elsewhere.example' } },
      { ...same, timeZone: 'Europe/Oslo' },
      { ...same, name: 'Renamed' },
    ])
      expect(await vendor.put(`/tenants/${tenant.id}`, body)).toMatchObject({ status: 403, code: 'CustomerOwned' })
    const { request } = await story.started(tenant)
    expect(request.state).toBe('ActionNeeded')
    expect(await story.mails.list('mallory@elsewhere.example')).toEqual([])
  })

  it('refuses an approver in the domains of the vendor, in whatever spelling', async () => {
    const vendor = story.api.as('vendor-admin')
    for (const email of ['x@vendor.example', 'X+y@VENDOR.example', 'x@mail.vendor.example'])
      expect(
        await vendor.put('/tenants/fresh-tenant', { name: 'Fresh', approver: { name: 'X', email } }),
      ).toMatchObject({
        status: 422,
        code: 'VendorAddress',
      })
  })

  it('lets the vendor name an environment, and neither manage nor unmanage it', async () => {
    const vendor = story.api.as('vendor-admin')
    const tenant = await story.tenant()
    const path = `/tenants/${tenant.id}/environments/production`
    expect(await vendor.put(path, { name: 'Renamed' })).toMatchObject({ status: 200 })
    for (const body of [
      { name: 'x', managed: false },
      { name: 'x', movedTo: 'other' },
    ])
      expect(await vendor.put(path, body)).toMatchObject({ status: 400, code: 'InvalidRequest' })
    expect(await vendor.put('/tenants/not-there/environments/production', { name: 'x' })).toMatchObject({ status: 404 })
    expect((await story.started(tenant)).request.environmentName).toBe('Renamed')
  })
})

describe('tenants never meet', () => {
  it("the other domain's token is refused on every route, and no route takes a tenant that is not the token's", async () => {
    const tenant = await story.tenant()
    const { id } = await story.started(tenant)
    for (const { audience, method, path } of routes) {
      if (audience === 'public') continue
      const own = path
        .replace('{id}', path.startsWith('/tenants') ? tenant.id : id)
        .replace('{environmentId}', 'production')
      const others =
        audience === 'operators'
          ? (['approver', 'auditor', 'clinic-auditor'] as const)
          : (['operator', 'vendor-admin', 'tooling'] as const)
      for (const who of others)
        expect(
          (await story.api.as(who).send(method, own, method === 'GET' ? undefined : '{}')).status,
          `${who} ${method} ${path}`,
        ).toBe(401)
    }
    expect(await story.request(id)).toMatchObject({ state: 'ActionNeeded', version: 1 })
  })

  it("an auditor sees the own tenant's ledger only, whatever is asked for", async () => {
    const [a, b] = await Promise.all([story.tenant(), story.tenant()])
    const { id } = await story.started(a)
    const events = await story.untilRecorded(a.id, id, ['lockbox.request.started'])
    const stranger = await story.auditor(b.id)
    for (const query of [
      `requestId=${id}`,
      `requestId=${id.replace(a.id, b.id)}`,
      'environmentId=production',
      'actor=otto%40vendor.example',
      'supportTicket=CASE-4711',
      '',
    ]) {
      const { status, body, text } = await stranger.get(`/audit?${query}`)
      expect([200, 400, 404], query).toContain(status)
      expect(text).not.toContain(id)
      for (const item of body.items ?? []) expect(item.event.data.tenantId).toBe(b.id)
    }
    const mine = await (await story.auditor(a.id)).get('/audit?limit=1')
    expect((await stranger.get(`/audit?limit=1&cursor=${mine.body.cursor}`)).status).toBe(400)
    expect(await stranger.get(`/audit?tenantId=${a.id}`)).toMatchObject({ status: 400 })
    expect(events.length).toBeGreaterThan(0)
  })

  it("a request's id in another tenant, and another tenant's approver, reach nothing", async () => {
    const [a, b] = await Promise.all([story.tenant(), story.tenant()])
    const [inA, inB] = [await story.started(a), await story.started(b)]
    const [, ulid] = inA.id.split('.')
    const foreign = `/requests/${b.id}.${ulid}`
    for (const who of ['tooling', 'operator', 'vendor-admin'] as const)
      for (const [method, path] of [
        ['GET', foreign],
        ['GET', `${foreign}?wait=1`],
        ['POST', `${foreign}/cancel`],
        ['POST', `${foreign}/end`],
      ] as const)
        expect(await story.api.as(who).send(method, path), `${who} ${method} ${path}`).toMatchObject({
          status: 404,
          code: 'NotFound',
        })
    const listed = await story.api.as('vendor-admin').get(`/requests?tenantId=${b.id}&state=ActionNeeded`)
    expect(listed.body.items.map((item: { id: string }) => item.id)).toEqual([inB.id])
    const swapped = inA.ticket.path.replace(inA.id, inB.id)
    expect((await story.form(swapped, { code: inA.ticket.code, decision: 'approve' })).status).toBe(404)
    expect((await story.decide({ path: inA.ticket.path, code: inB.ticket.code })).status).toBe(403)
    for (const { id } of [inA, inB]) expect(await story.request(id)).toMatchObject({ state: 'ActionNeeded' })
  })
})
