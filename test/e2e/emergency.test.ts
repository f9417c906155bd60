import { DescribeExecutionCommand, GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn'
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { ulid } from 'ulid'
import { describe, expect, inject, it } from 'vitest'
import { doorItem } from '../../functions/adapters/state/items.ts'
import { prefix } from '../../functions/domain/keys.ts'
import { instant, plusSeconds } from '../../functions/domain/time.ts'
import { clientConfig } from '../../infra/local/aws.ts'
import { changeSettings, stateOf } from '../../infra/local/customer.ts'
import { invoke } from '../../infra/local/functions.ts'
import { type OwnTenant, Story, until } from '../support/story.ts'

const target = inject('target')
const story = new Story(target)
const machines = new SFNClient(clientConfig(target))

const open = (tenant: OwnTenant, changes: Record<string, unknown> = {}) =>
  story.api.as('breakglass').post('/emergency-access', {
    tenantId: tenant.id,
    environmentId: 'production',
    service: 'database',
    incident: 'INC-4711',
    justification: 'The database refuses all connections.',
    ...changes,
  })
const end = (id: string) => story.api.as('breakglass').post(`/requests/${id}/end`)
const mailTo = (to: string, id: string, subject: RegExp) =>
  story.mails.waitFor(to, (mail) => mail.text.includes(id) && subject.test(mail.subject))
const doors = async (tenant: OwnTenant) =>
  (
    await stateOf(target).send(
      new QueryCommand({
        TableName: target.outputs.StateTable,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `${prefix.door}${tenant.id}` },
      }),
    )
  ).Items ?? []

describe('emergency access', () => {
  it('opens once it is recorded, tells everybody, and is visible as what it is', async () => {
    const tenant = await story.tenant(2)
    const observer = `observer@${tenant.id}.example`
    await changeSettings(target, tenant.id, () => ({
      observers: { '01J0000000000000000000000B': { name: 'Olaf', email: observer } },
    }))
    const { status, body } = await open(tenant, { accessLevel: 'write', accessPeriod: 'PT1H' })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      state: 'Emergency',
      display: 'Emergency access',
      incident: 'INC-4711',
      granted: { accessLevel: 'write', accessPeriod: 'PT1H' },
    })
    const emergency = /^EMERGENCY ACCESS: .* opened Production without your approval$/
    for (const to of tenant.approvers) {
      const mail = await mailTo(to, body.id, emergency)
      expect(mail.text).toContain('/decide/')
      expect(mail.text).toContain('Stop this access')
    }
    expect((await mailTo(observer, body.id, emergency)).text).not.toContain('/decide/')
    const [recorded] = await story.untilRecorded(tenant.id, body.id, ['lockbox.request.emergency', 'lockbox.mail.sent'])
    expect(recorded.event).toMatchObject({ type: 'lockbox.request.emergency', data: { domain: 'breakglass' } })
    await until(async () => (await doors(tenant))[0]?.recordedSeq === recorded.seq, 'the door is marked')
    expect(await doors(tenant)).toMatchObject([{ basis: 'Emergency', accessLevel: 'write' }])
    // The second mail is the witness: it has the ledger's seq and hash.
    const witness = await mailTo(tenant.approvers[0] ?? '', body.id, /^Emergency access: /)
    expect(witness.text).toContain(recorded.hash)
    await mailTo('bea.glass@vendor.example', body.id, /^Emergency access: /)

    const approver = await story.approver(tenant)
    const shown = await approver.get(`/tenant/requests/${body.id}`)
    expect(shown.body).toMatchObject({ state: 'Emergency', open: true, incident: 'INC-4711' })
    expect(shown.body).not.toHaveProperty('acknowledged')
    expect((await approver.get('/tenant/requests?state=Emergency')).body.items).toMatchObject([{ id: body.id }])
    expect((await open(tenant)).body).toMatchObject({ code: 'RequestAlreadyOpen', requestId: body.id })
    await end(body.id)
  })

  it('goes the way of an execution without waiting: told, settled, held open', async () => {
    const tenant = await story.tenant()
    const { body } = await open(tenant)
    const executionArn = `${target.outputs.StateMachineArn.replace(':stateMachine:', ':execution:')}:${body.id}-1`
    const states = async () => {
      const running = await machines.send(new DescribeExecutionCommand({ executionArn })).catch(() => undefined)
      if (!running) return []
      const { events = [] } = await machines.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))
      return events.flatMap((event) => event.stateEnteredEventDetails?.name ?? [])
    }
    await until(async () => (await states()).includes('Hold the door open'), 'it is held open')
    expect(await states()).toEqual([
      'Notify the approvers',
      'Wait for the decision',
      'Settle the request',
      'What was decided?',
      'Hold the door open',
    ])
    await end(body.id)
  })

  it('is stopped by link and code, then refused, then possible once an approver allows it', async () => {
    const tenant = await story.tenant()
    const { body } = await open(tenant)
    const ticket = await story.ticket(tenant.approvers[0] ?? '', body.id)
    expect((await story.page(ticket.path)).text).toContain('Emergency access, without approval')
    const stopped = await story.form(ticket.path, { action: 'stop', code: ticket.code, reason: 'Nobody told us.' })
    expect(stopped.status).toBe(200)
    expect(stopped.text).toContain('You stopped it')
    expect(await doors(tenant)).toEqual([])
    const revoked = await story.api.as('breakglass').get(`/requests/${body.id}`)
    expect(revoked.body).toMatchObject({
      state: 'Revoked',
      closed: { method: 'link-and-code', reason: 'Nobody told us.' },
    })
    await story.untilRecorded(tenant.id, body.id, ['lockbox.request.emergency', 'lockbox.request.revoked'])
    await mailTo('bea.glass@vendor.example', body.id, /^Revoked: /)

    const refused = await open(tenant)
    expect(refused).toMatchObject({ status: 409, code: 'EmergencyRefused' })
    const approver = await story.approver(tenant)
    const shown = async () => (await approver.get('/tenant/environments')).body.items[0]
    expect((await shown()).emergencyRefusedUntil).toBe(refused.body.until)
    expect((await approver.post('/tenant/environments/production/emergency-access')).status).toBe(200)
    expect(await shown()).not.toHaveProperty('emergencyRefusedUntil')
    await story.mails.waitFor(tenant.approvers[0] ?? '', (mail) => /possible again/.test(mail.subject))
    const again = await open(tenant)
    expect(again.status).toBe(201)
    await end(again.body.id)
  })

  it('is revoked also where there is a door and no request', async () => {
    const tenant = await story.tenant()
    const request = { tenantId: tenant.id, ulid: ulid() }
    const accessFrom = instant(Date.now())
    const door = doorItem({
      ...{ request, environmentId: 'production', operatorId: 'bea.glass@vendor.example', service: 'database' },
      ...({ basis: 'Emergency', accessLevel: 'read', accessFrom } as const),
      accessUntil: plusSeconds(accessFrom, 3600),
    })
    const Item = { ...door, recordedSeq: 2 }
    await stateOf(target).send(new PutCommand({ TableName: target.outputs.StateTable, Item }))
    const id = `${tenant.id}.${request.ulid}`
    const approver = await story.approver(tenant)
    expect(await approver.post(`/tenant/requests/${id}/revoke`)).toMatchObject({
      status: 200,
      body: { revoked: [{ id, service: 'database', accessLevel: 'read' }] },
    })
    expect(await doors(tenant)).toEqual([])
    expect((await approver.post(`/tenant/requests/${id}/revoke`)).status).toBe(404)
    const [closed] = await story.untilRecorded(tenant.id, id, ['lockbox.door.closed'])
    expect(closed.event).toMatchObject({ id: `door.${request.ulid}`, data: { domain: 'approver' } })
    expect(await open(tenant)).toMatchObject({ status: 409, code: 'EmergencyRefused' })
  })

  it('is refused for a day after a denial; signed in or by link', async () => {
    for (const byLink of [true, false]) {
      const tenant = await story.tenant()
      const { id, ticket } = await story.started(tenant)
      const approver = await story.approver(tenant)
      const { digest } = (await approver.get(`/tenant/requests/${id}`)).body
      if (byLink) await story.decide(ticket, { decision: 'deny' })
      else await approver.post(`/tenant/requests/${id}/decision`, { decision: 'deny', digest })
      expect(await open(tenant)).toMatchObject({ status: 409, code: 'EmergencyRefused' })
    }
  })

  it('is opened four times a day, and no fifth', async () => {
    const tenant = await story.tenant()
    for (let i = 0; i < 4; i++) {
      const { status, body } = await open(tenant)
      expect(status).toBe(201)
      expect((await end(body.id)).status).toBe(200)
      // Whoever ends it at once has silenced nothing.
      await mailTo(tenant.approvers[0] ?? '', body.id, /^EMERGENCY ACCESS: /)
    }
    expect(await open(tenant)).toMatchObject({ status: 429, code: 'TooManyRequests' })
  })

  it('is for people of the group, with a justification', async () => {
    const tenant = await story.tenant()
    const ask = {
      tenantId: tenant.id,
      environmentId: 'production',
      service: 'database',
      incident: 'INC-1',
      justification: 'The database refuses all connections.',
    }
    for (const caller of ['operator', 'vendor-admin', 'tooling'] as const)
      expect(await story.api.as(caller).post('/emergency-access', ask)).toMatchObject({
        status: 403,
        code: 'Forbidden',
      })
    expect((await story.api.anonymous.post('/emergency-access', ask)).status).toBe(401)
    expect((await (await story.approver(tenant)).post('/emergency-access', ask)).status).toBe(401)
    for (const wrong of [
      { justification: 'Too short' },
      { incident: '' },
      { incident: 'a\u202eb' },
      { accessPeriod: 'PT5H' },
      { accessLevel: 'root' },
      { operator: { id: 'x', name: 'x', email: 'x@y.example' } },
    ])
      expect(await open(tenant, wrong), JSON.stringify(wrong)).toMatchObject({ status: 400, code: 'InvalidRequest' })
    expect(await doors(tenant)).toEqual([])
  })

  it('asks to be acknowledged, until an approver does', async () => {
    const tenant = await story.tenant()
    const { body } = await open(tenant)
    const [tenantId = '', ulid = ''] = body.id.split('.')
    const approver = await story.approver(tenant)
    await invoke(target, 'NotifyFunction', { v: 1, tenantId, ulid, acknowledge: true })
    await mailTo(tenant.approvers[0] ?? '', body.id, /^Please acknowledge: /)
    const done = await approver.post(`/tenant/requests/${body.id}/acknowledge`)
    expect(done.body).toMatchObject({
      state: 'Emergency',
      version: 1,
      acknowledged: { by: { email: tenant.approvers[0] }, method: 'signed-in' },
    })
    expect((await approver.post(`/tenant/requests/${body.id}/acknowledge`)).body).toEqual(done.body)
    await story.untilRecorded(tenant.id, body.id, ['lockbox.request.acknowledged'])
    const plain = await story.start(tenant.id)
    expect(await approver.post(`/tenant/requests/${plain.body.id}/acknowledge`)).toMatchObject({ status: 400 })
    await end(body.id)
  })

  it('is not required where lockbox does not govern', async () => {
    const tenant = await story.tenant()
    await changeSettings(target, tenant.id, () => ({ policy: 'off' }))
    for (let i = 0; i < 2; i++)
      expect(await open(tenant)).toMatchObject({ status: 200, body: { decision: 'NotRequired', basis: 'PolicyOff' } })
    expect(await doors(tenant)).toEqual([])
  })
})
