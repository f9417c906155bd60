import { randomBytes } from 'node:crypto'
import { describe, expect, inject, it } from 'vitest'
import { unmanage } from '../../infra/local/customer.ts'
import { recordOutbox } from '../../infra/local/functions.ts'
import { withCustomer } from '../support/customers.ts'
import { type OwnTenant, Story, until } from '../support/story.ts'

// Data services at the door: who is let in, who is not and why, and what of it is in the ledger.

const target = inject('target')
const story = new Story(target)
const otto = 'otto@vendor.example'

/** Asks the check, as this service. */
async function ask(tenantId: string, changes: Record<string, unknown> = {}, service = 'database') {
  const body = { operator: otto, tenantId, environmentId: 'production', ...changes }
  const answer = await story.api.as(`data:${service}`).post('/access/check', body)
  expect(answer.status, answer.text).toBe(200)
  expect(answer.headers['cache-control']).toBe('no-store')
  return answer.body as { allowed: boolean; basis: string; requestId?: string; until?: string }
}

const basis = async (...of: Parameters<typeof ask>) => {
  const { allowed, basis: why } = await ask(...of)
  return `${allowed ? 'yes' : 'no'} ${why}`
}

/** Started, approved by mail, and recorded; as it was granted. */
async function granted(tenant: OwnTenant, changes: Record<string, unknown> = {}) {
  const { id, ticket } = await story.started(tenant, changes)
  expect((await story.decide(ticket)).status).toBe(200)
  await story.untilRecorded(tenant.id, id, ['lockbox.request.approved'])
  return id
}

const opened = (tenantId: string, changes: Record<string, unknown> = {}, service = 'database') =>
  until(async () => (await ask(tenantId, changes, service)).allowed, `${service} lets ${otto} in`)

/** What the ledger has of this type, oldest first. */
async function recorded(tenantId: string, type: string, count: number) {
  const auditor = await story.auditor(tenantId)
  return until(async () => {
    if (target.endpoint) await recordOutbox(target)
    const { body } = await auditor.get(`/audit?type=${type}`)
    return body.items.length >= count && [...body.items].reverse()
  }, `${count} of ${type}`)
}

describe('an operator at the door of a data service', () => {
  it('asks, waits, is let in where and how far it was approved, and out at once when it is revoked', async () => {
    const [tenant, other] = [await story.tenant(), await story.tenant()]
    expect(await basis(tenant.id)).toBe('no NoGrant')
    const { id, ticket } = await story.started(tenant)
    expect(await ask(tenant.id)).toEqual({ allowed: false, basis: 'AwaitingApproval', requestId: id })

    await story.decide(ticket)
    // Between the approval and its record there may be a moment, and it lets nobody in.
    await until(async () => {
      const answer = await ask(tenant.id, { action: 'export.retry', resource: 'exports/7' })
      if (!answer.allowed) expect(answer).toEqual({ allowed: false, basis: 'NotYetRecorded', requestId: id })
      return answer.allowed
    }, 'the door is open')
    const { until: end, ...answer } = await ask(tenant.id)
    expect(answer).toEqual({ allowed: true, basis: 'Approved', requestId: id })
    expect(end).toBe((await story.request(id)).granted.accessUntil)

    expect(await ask(tenant.id, { accessLevel: 'write' })).toEqual({
      allowed: false,
      basis: 'LevelTooLow',
      requestId: id,
    })
    expect(await basis(tenant.id, { operator: 'olivia.meier@vendor.example' })).toBe('no NoGrant')
    expect(await basis(tenant.id, {}, 'files')).toBe('no NoGrant')
    expect(await basis(other.id)).toBe('no NoGrant')
    expect(await basis(tenant.id, { operator: otto.toUpperCase() })).toBe('yes Approved')

    const [event] = await recorded(tenant.id, 'lockbox.access.used', 1)
    expect(event.event.data).toMatchObject({
      requestId: id,
      environmentId: 'production',
      service: 'database',
      domain: 'check',
      actor: { kind: 'operator', method: 'client-credentials', client: target.services.database?.clientId },
      details: { accessLevel: 'read', action: 'export.retry', resource: 'exports/7' },
    })
    expect(event.personal['operator.id'].value).toBe(otto)

    const approver = await story.approver(tenant)
    expect((await approver.post(`/tenant/requests/${id}/revoke`, { reason: 'Enough' })).status).toBe(200)
    expect(await ask(tenant.id)).toEqual({ allowed: false, basis: 'Revoked', requestId: id })
  })

  it('is recorded once a minute, however often they are let in', async () => {
    const tenant = await story.tenant()
    await granted(tenant)
    await opened(tenant.id)
    const from = Date.now()
    await Promise.all(Array.from({ length: 8 }, () => ask(tenant.id)))
    const minutes = 1 + Math.floor(Date.now() / 60_000) - Math.floor((from - 5000) / 60_000)
    const events = await recorded(tenant.id, 'lockbox.access.used', 1)
    const seen = events.map(({ event }: { event: { time: string } }) => event.time.slice(0, 16))
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeLessThanOrEqual(minutes)
  })

  it('has one grant ended without the other', async () => {
    const tenant = await story.tenant()
    const [database, files] = [await granted(tenant), await granted(tenant, { service: 'files' })]
    await opened(tenant.id)
    await opened(tenant.id, {}, 'files')
    await story.api.as('tooling').post(`/requests/${database}/end`)
    expect(await ask(tenant.id)).toEqual({ allowed: false, basis: 'Ended', requestId: database })
    expect(await basis(tenant.id, {}, 'files')).toBe('yes Approved')
    await story.api.as('tooling').post(`/requests/${files}/end`)
  })

  it('is told what became of a request', async () => {
    const tenant = await story.tenant()
    const denied = await story.started(tenant)
    await story.decide(denied.ticket, { decision: 'deny' })
    expect(await ask(tenant.id)).toEqual({ allowed: false, basis: 'Denied', requestId: denied.id })
    const canceled = await story.started(tenant, { service: 'files' })
    await story.api.as('tooling').post(`/requests/${canceled.id}/cancel`)
    expect(await ask(tenant.id, {}, 'files')).toEqual({ allowed: false, basis: 'Canceled', requestId: canceled.id })
  })

  it('is let in to another environment by another grant only', async () => {
    const tenant = await story.tenant()
    await story.api.as('vendor-admin').put(`/tenants/${tenant.id}/environments/staging`, { name: 'Staging' })
    await granted(tenant)
    await opened(tenant.id)
    expect(await basis(tenant.id, { environmentId: 'staging' })).toBe('no NoGrant')
    expect(await basis(tenant.id, { environmentId: 'nowhere' })).toBe('no UnknownEnvironment')
    expect(await basis(`t-${randomBytes(6).toString('hex')}`)).toBe('no UnknownTenant')
  })
})

describe('what lockbox does not govern', () => {
  it('is let in with the reason, and recorded once an hour', async () => {
    const tenant = await story.tenant()
    await story.api.as('vendor-admin').put(`/tenants/${tenant.id}/environments/test`, { name: 'Test' })
    await unmanage(target, tenant.id, 'test')
    const hour = new Date().getUTCHours()
    for (let i = 0; i < 3; i++) {
      expect(await ask(tenant.id, { environmentId: 'test' })).toEqual({ allowed: true, basis: 'EnvironmentNotManaged' })
      expect(await ask(tenant.id, {}, 'assistant')).toEqual({ allowed: true, basis: 'ServiceNotCovered' })
    }
    const events = await recorded(tenant.id, 'lockbox.access.notRequired', 2)
    if (new Date().getUTCHours() === hour) expect(events).toHaveLength(2)
    expect(events[0].event.data).toMatchObject({
      environmentId: 'test',
      service: 'database',
      details: { basis: 'EnvironmentNotManaged', accessLevel: 'read' },
    })
    expect(events[0].event.data).not.toHaveProperty('requestId')
  })

  it('with the policy off; what was asked for before stays the approvers’ to decide', async () => {
    const tenant = await story.tenant()
    const { ticket } = await story.started(tenant)
    const approver = (await withCustomer(target, tenant.id, 'approver', { email: tenant.approvers[0] ?? '' })).as(
      'approver',
    )
    const { body } = await approver.get('/tenant/settings')
    const { version, approvalMode, approvers, observers, maxAccessPeriod, maxAccessLevel, timeZone, denyNeedsReason } =
      body
    const changed = await approver.put('/tenant/settings', {
      ...{
        version,
        approvalMode,
        observers,
        maxAccessPeriod,
        maxAccessLevel,
        timeZone,
        denyNeedsReason,
        policy: 'off',
      },
      approvers: approvers.map(({ id, name, email }: Record<string, string>) => ({ id, name, email })),
    })
    expect(changed.status, changed.text).toBe(200)
    expect(await basis(tenant.id)).toBe('no AwaitingApproval')
    expect(await basis(tenant.id, {}, 'files')).toBe('yes PolicyOff')
    await story.decide(ticket, { decision: 'deny' })
    expect(await basis(tenant.id)).toBe('yes PolicyOff')
  })
})

describe('who asks', () => {
  it('is a data service: people, support tooling and customers are refused', async () => {
    const body = { operator: otto, tenantId: 'acme-bank', environmentId: 'production' }
    for (const who of ['tooling', 'operator', 'vendor-admin', 'breakglass'] as const)
      expect((await story.api.as(who).post('/access/check', body)).code, who).toBe('Forbidden')
    for (const who of ['approver', 'auditor'] as const)
      expect((await story.api.as(who).post('/access/check', body)).status, who).toBe(401)
    expect((await story.api.anonymous.post('/access/check', body)).status).toBe(401)
  })

  it('cannot name another service than its own', async () => {
    const body = { operator: otto, tenantId: 'acme-bank', environmentId: 'production', service: 'assistant' }
    const answer = await story.api.as('data:database').post('/access/check', body)
    expect(answer).toMatchObject({ status: 400, code: 'InvalidRequest' })
  })

  it('may ask, and nothing else', async () => {
    const service = story.api.as('data:database')
    expect((await service.get('/requests?tenantId=acme-bank&state=Approved')).code).toBe('Forbidden')
    expect((await service.get('/tenants/acme-bank/environments')).code).toBe('Forbidden')
  })
})
