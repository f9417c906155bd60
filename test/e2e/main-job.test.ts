import { describe, expect, inject, it } from 'vitest'
import { Story } from '../support/story.ts'

const story = new Story(inject('target'))

describe('a request, its mail, its decision, its audit trail', () => {
  it('approve by link: the grant opens, everyone is told, the operator ends it, the ledger has it all', async () => {
    const tenant = await story.tenant(2)
    const { id, request, ticket } = await story.started(tenant, { accessLevel: 'write', accessPeriod: 'PT1H' })
    expect(request).toMatchObject({ state: 'ActionNeeded', display: 'Action needed', accessPeriod: 'PT1H', version: 1 })

    const answer = await story.decide(ticket, { accessLevel: 'read', reason: 'Fine for today' })
    expect(answer.status).toBe(200)
    expect(await story.request(id)).toMatchObject({
      state: 'Approved',
      granted: { accessLevel: 'read', accessPeriod: 'PT1H' },
      decided: { method: 'link-and-code', reason: 'Fine for today', by: { email: tenant.approvers[0] } },
    })

    for (const address of [...tenant.approvers, 'otto@vendor.example']) {
      const mail = await story.mails.waitFor(address, (m) => m.text.includes(id) && /approved/i.test(m.subject))
      expect(mail.text).toMatch(/[0-9a-f]{64}/)
    }

    const ended = await story.api.as('tooling').post(`/requests/${id}/end`)
    expect(ended).toMatchObject({ status: 200, body: { state: 'Ended', version: 3 } })

    const events = await story.untilRecorded(tenant.id, id, [
      'lockbox.request.started',
      'lockbox.mail.sent',
      'lockbox.request.approved',
      'lockbox.request.ended',
    ])
    const approved = events.find((item) => item.event.type === 'lockbox.request.approved')
    expect(approved.event.data).toMatchObject({ before: 'ActionNeeded', after: 'Approved', version: 2 })
    expect(approved.personal['actor.email'].value).toBe(tenant.approvers[0])
  })

  it('deny by link: no access, and a later approval by someone else is told who won', async () => {
    const tenant = await story.tenant(2)
    const { id, tickets } = await story.started(tenant)
    const [first, second] = tickets
    if (!first || !second) throw new Error('two approvers were asked')
    await story.decide(first, { decision: 'deny', reason: 'Wrong week' })
    expect(await story.request(id)).toMatchObject({ state: 'Denied' })
    const late = await story.decide(second)
    expect(late.text).toContain('Approver 1')
    expect(await story.request(id)).toMatchObject({ state: 'Denied', version: 2 })
  })

  it('cancel: the approvers are told, and the link decides nothing any more', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    const canceled = await story.api.as('tooling').post(`/requests/${id}/cancel`, { reason: 'Found it' })
    expect(canceled).toMatchObject({ status: 200, body: { state: 'Canceled' } })
    await story.decide(ticket)
    expect(await story.request(id)).toMatchObject({ state: 'Canceled' })
    await story.mails.waitFor(tenant.approvers[0] ?? '', (m) => m.text.includes(id) && /cancel/i.test(m.subject))
  })

  it('a duplicate click: the second form shows the decision, nothing happens twice', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    const clicks = await Promise.all([story.decide(ticket), story.decide(ticket)])
    for (const click of clicks) expect(click.text).toContain('Access is approved')
    expect(await story.request(id)).toMatchObject({ state: 'Approved', version: 2 })
    const events = await story.untilRecorded(tenant.id, id, ['lockbox.request.approved'])
    expect(events.filter((item) => item.event.type === 'lockbox.request.approved')).toHaveLength(1)
  })

  it('an idempotent start: the same key gives the same answer, another body is refused', async () => {
    const tenant = await story.tenant()
    const key = { 'idempotency-key': 'a-key-of-the-tool' }
    const [a, b] = await Promise.all([story.start(tenant.id, {}, key), story.start(tenant.id, {}, key)])
    const c = await story.start(tenant.id, {}, key)
    expect([a.status, b.status, c.status]).toEqual([201, 201, 201])
    expect(new Set([a, b, c].map(({ body }) => body.id)).size).toBe(1)
    expect(await story.start(tenant.id, { accessLevel: 'write' }, key)).toMatchObject({
      status: 422,
      code: 'IdempotencyMismatch',
    })
    expect(await story.start(tenant.id)).toMatchObject({
      status: 409,
      code: 'RequestAlreadyOpen',
      body: { requestId: a.body.id },
    })
  })

  it('long-poll: the answer comes with the decision', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    const waiting = story.api.as('tooling').get(`/requests/${id}?wait=20`)
    await story.decide(ticket)
    expect((await waiting).body).toMatchObject({ state: 'Approved' })
  })

  it('a person asks for themselves, lists own requests only, and sees no one else’s', async () => {
    const tenant = await story.tenant()
    const asked = {
      tenantId: tenant.id,
      environmentId: 'production',
      service: 'database',
      reason: { type: 'ProductionAlert', detail: 'Disk is full' },
    }
    const person = story.api.as('operator2')
    expect(
      await person.post('/requests', { ...asked, operator: { id: 'x', name: 'X', email: 'x@vendor.example' } }),
    ).toMatchObject({ status: 400 })
    const { body } = await person.post('/requests', asked)
    expect(body.operator.id).toBe(story.target.people.operator2.email)
    const listed = await person.get(`/requests?tenantId=${tenant.id}`)
    expect(listed.body.items.map((item: { id: string }) => item.id)).toEqual([body.id])
    expect(await story.api.as('operator').get(`/requests/${body.id}`)).toMatchObject({ status: 404, code: 'NotFound' })
    expect(await story.api.as('operator').post(`/requests/${body.id}/cancel`)).toMatchObject({ status: 404 })
    expect(await story.api.as('vendor-admin').get(`/requests?tenantId=${tenant.id}&state=ActionNeeded`)).toMatchObject({
      body: { items: [{ id: body.id }] },
    })
    const { body: second } = await story.start(tenant.id, { supportTicket: 'CASE-9' })
    const ofTicket = await story.api.as('tooling').get(`/requests?tenantId=${tenant.id}&supportTicket=CASE-9`)
    expect(ofTicket.body.items.map((item: { id: string }) => item.id)).toEqual([second.id])
  })
})
