import { describe, expect, inject, it } from 'vitest'
import { changeSettings } from '../../infra/local/customer.ts'
import { Story, until } from '../support/story.ts'

const target = inject('target')
const story = new Story(target)
const otto = { id: 'otto@vendor.example', name: 'Otto Operator', email: 'otto@vendor.example' }

const idsOf = ({ body }: { readonly body: { readonly items?: readonly { readonly id: string }[] } }) =>
  (body.items ?? []).map(({ id }) => id)

describe('the approvers, signed in', () => {
  it('list what waits first, page, and filter', async () => {
    const tenant = await story.tenant()
    const approver = await story.approver(tenant)
    const [old, decided] = [await story.started(tenant), await story.started(tenant, { service: 'files' })]
    await story.decide(decided.ticket, { decision: 'deny' })
    const all = await approver.get('/tenant/requests')
    expect(all).toMatchObject({ status: 200 })
    expect(idsOf(all)).toEqual([old.id, decided.id])
    expect(all.body.items.at(-1)).toMatchObject({ state: 'Denied', open: false, decided: { method: 'link-and-code' } })

    const first = await approver.get('/tenant/requests?limit=1')
    const rest: string[] = [...idsOf(first)]
    for (let cursor = first.body.cursor; cursor; ) {
      const page = await approver.get(`/tenant/requests?limit=1&cursor=${cursor}`)
      rest.push(...idsOf(page))
      cursor = page.body.cursor
    }
    expect(rest).toEqual(idsOf(all))
    expect(await approver.get(`/tenant/requests?state=Denied&cursor=${first.body.cursor}`)).toMatchObject({
      status: 400,
    })

    const found = async (query: string) => idsOf(await approver.get(`/tenant/requests?${query}`))
    expect(await found('state=Denied')).toEqual([decided.id])
    expect(await found('environmentId=production&operator=otto%40vendor.example')).toEqual(idsOf(all))
    expect(await found('environmentId=elsewhere')).toEqual([])
    expect(await found('supportTicket=CASE-4711')).toEqual([old.id, decided.id])
    expect(await found(`from=${decided.request.requestedAt}&to=2099-01-01T00:00:00Z`)).not.toContain(old.id)
    expect(await found(`to=${decided.request.requestedAt}`)).toEqual([old.id])
    expect(await found(`state=Denied&to=${decided.request.requestedAt}`)).toEqual([])

    const again = await approver.get('/tenant/requests', { 'if-none-match': all.headers.etag ?? '' })
    expect(again).toMatchObject({ status: 304, text: '' })
  })

  it('see one request in full, decide it, and the second of two is told who won', async () => {
    const tenant = await story.tenant(2)
    const [one, two] = [await story.approver(tenant), await story.approver(tenant, 1)]
    const { id } = await story.started(tenant, { accessLevel: 'write' })
    await story.untilRecorded(tenant.id, id, ['lockbox.request.started', 'lockbox.mail.sent'])
    const shown = await one.get(`/tenant/requests/${id}`)
    expect(shown).toMatchObject({
      status: 200,
      body: {
        id,
        state: 'ActionNeeded',
        open: false,
        atMost: { accessLevel: 'write', accessPeriod: 'PT8H' },
        refusals: { revoke: { code: 'NothingToEnd' } },
        alsoOpen: [],
        comments: [],
      },
    })
    expect(shown.body.refusals).not.toHaveProperty('approve')
    expect(shown.body.mails.map((mail: { email: string }) => mail.email).sort()).toEqual([...tenant.approvers].sort())
    expect(shown.body.events[0]).toMatchObject({ type: 'lockbox.request.started', by: { kind: 'operator' } })

    const { digest } = shown.body
    const decide = (who: typeof one, body: object) => who.post(`/tenant/requests/${id}/decision`, body)
    expect(await decide(one, { decision: 'approve', digest: 'f'.repeat(64) })).toMatchObject({ code: 'AskChanged' })
    const answers = await Promise.all([
      decide(one, { decision: 'approve', digest, accessLevel: 'read', accessPeriod: 'PT1H' }),
      decide(two, { decision: 'deny', digest }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const lost = answers.find(({ status }) => status === 409)
    expect(lost).toMatchObject({ code: 'AlreadyDecided', body: { by: expect.stringContaining('Approver') } })
    const events = await story.untilRecorded(tenant.id, id, ['lockbox.mail.sent'])
    expect(events.length).toBeGreaterThan(0)
  })

  it('revoke both grants of an operator at once; the door is closed and everybody is told', async () => {
    const tenant = await story.tenant()
    const approver = await story.approver(tenant)
    const grants = [await story.started(tenant), await story.started(tenant, { service: 'files' })]
    for (const { id } of grants) {
      const { digest } = (await approver.get(`/tenant/requests/${id}`)).body
      expect(await approver.post(`/tenant/requests/${id}/decision`, { decision: 'approve', digest })).toMatchObject({
        status: 200,
        body: { state: 'Approved', open: true },
      })
    }
    const [first, second] = grants.map(({ id }) => id)
    await story.untilRecorded(tenant.id, first ?? '', ['lockbox.request.approved'])
    expect((await approver.get(`/tenant/requests/${first}`)).body.alsoOpen).toMatchObject([{ id: second }])
    const revoked = await approver.post(`/tenant/requests/${first}/revoke`, { reason: 'Enough seen.' })
    expect(revoked.status).toBe(200)
    expect(revoked.body.revoked.map(({ id }: { id: string }) => id)).toEqual([first, second])
    for (const { id } of grants) expect(await story.request(id)).toMatchObject({ state: 'Revoked' })
    expect(await approver.post(`/tenant/requests/${first}/revoke`)).toMatchObject({ status: 409, code: 'NothingToEnd' })
    await story.untilRecorded(tenant.id, first ?? '', ['lockbox.request.revoked'])
    await story.mails.waitFor(
      otto.email,
      (mail) => mail.subject.startsWith('Revoked') && mail.text.includes(first ?? ''),
    )
  })

  it('have the mails sent again, three times a day, with a code that decides', async () => {
    const tenant = await story.tenant()
    const approver = await story.approver(tenant)
    const { id } = await story.started(tenant)
    const again = () => approver.post(`/tenant/requests/${id}/mails`, {})
    expect(await again()).toMatchObject({ status: 202 })
    const fresh = await story.ticket(tenant.approvers[0] ?? '', id, 1)
    expect((await again()).status).toBe(202)
    expect((await again()).status).toBe(202)
    expect(await again()).toMatchObject({ status: 429, code: 'TooManyRequests' })
    expect((await approver.get(`/tenant/requests/${id}`)).body.refusals.mails).toMatchObject({
      code: 'TooManyRequests',
    })
    await story.decide(fresh)
    expect(await story.request(id)).toMatchObject({ state: 'Approved' })
  })

  it('ask, and the operator answers; both are mailed, and the clock goes on', async () => {
    const tenant = await story.tenant(2)
    const approver = await story.approver(tenant)
    const { id, request } = await story.started(tenant)
    const question = 'Why the whole table? See https://evil.example'
    expect(await approver.post(`/tenant/requests/${id}/comments`, { text: question })).toMatchObject({
      status: 201,
      body: { by: { kind: 'approver', name: 'Approver 1' }, text: question },
    })
    await story.untilRecorded(tenant.id, id, ['lockbox.request.commented'])
    for (const to of [otto.email, tenant.approvers[1] ?? '']) {
      const mail = await story.mails.waitFor(to, (m) => m.text.includes('Why the whole table?') && m.text.includes(id))
      expect(mail.text).toContain('https[:]//evil[.]example')
    }
    const tooling = story.api.as('tooling')
    expect(await tooling.post(`/requests/${id}/comments`, { text: 'One row is enough.' })).toMatchObject({
      status: 201,
    })
    const both = [question, 'One row is enough.']
    const texts = ({ body }: { body: { comments: { text: string }[] } }) => body.comments.map(({ text }) => text)
    expect(texts(await tooling.get(`/requests/${id}`))).toEqual(both)
    const detail = await approver.get(`/tenant/requests/${id}`)
    expect(texts(detail)).toEqual(both)
    expect(detail.body).toMatchObject({ state: 'ActionNeeded', version: 1, expiresAt: request.expiresAt })
    if (target.endpoint) await story.untilRecorded(tenant.id, id, ['lockbox.request.commented'])
    for (const to of tenant.approvers)
      await story.mails.waitFor(to, (m) => m.text.includes('One row is enough.') && m.text.includes(id))
  })

  it('drill: mails and pages say so, it is approved, and no door opens', async () => {
    const tenant = await story.tenant()
    const approver = await story.approver(tenant)
    const started = await approver.post('/tenant/drills')
    expect(started).toMatchObject({ status: 201, body: { drill: true, state: 'ActionNeeded', open: false } })
    const { id } = started.body
    expect(await approver.post('/tenant/drills', {})).toMatchObject({
      status: 409,
      code: 'RequestAlreadyOpen',
      body: { requestId: id },
    })
    const ticket = await story.ticket(tenant.approvers[0] ?? '', id)
    const mail = await story.mails.waitFor(tenant.approvers[0] ?? '', (m) => m.text.includes(id))
    expect(mail.subject).toMatch(/^FIRE DRILL/)
    expect((await story.page(ticket.path)).text).toContain('FIRE DRILL')
    await story.decide(ticket)
    const approved = await approver.get(`/tenant/requests/${id}`)
    expect(approved.body).toMatchObject({ state: 'Approved', drill: true, open: false })
    for (const query of ['', '?state=Approved'])
      expect((await approver.get(`/tenant/requests${query}`)).body.items).toMatchObject([{ id, drill: true }])
    await story.untilRecorded(tenant.id, id, ['lockbox.request.started', 'lockbox.request.approved'])
    expect((await story.api.as('vendor-admin').post(`/requests/${id}/end`)).status).toBe(404)
    expect(await approver.post(`/tenant/requests/${id}/revoke`)).toMatchObject({ status: 200 })
  })

  it('never see or touch what is another tenant’s: it looks like nothing', async () => {
    const [own, other] = await Promise.all([story.tenant(), story.tenant()])
    const approver = await story.approver(own)
    const { id } = await story.started(other)
    const swapped = id.replace(other.id, own.id)
    const digest = '0'.repeat(64)
    for (const path of [id, swapped, 'nonsense'])
      for (const [method, route, body] of [
        ['GET', '', undefined],
        ['POST', '/decision', { decision: 'approve', digest }],
        ['POST', '/revoke', undefined],
        ['POST', '/mails', undefined],
        ['POST', '/comments', { text: 'x' }],
      ] as const) {
        const url = `/tenant/requests/${path}${route}`
        const answer = method === 'GET' ? await approver.get(url) : await approver.post(url, body)
        expect(answer, `${method} ${url}`).toMatchObject({ status: 404, code: 'NotFound' })
      }
    expect(idsOf(await approver.get('/tenant/requests'))).toEqual([])
    expect(await story.request(id)).toMatchObject({ state: 'ActionNeeded', version: 1 })
  })

  it('are nobody once they are off the list, whatever their group', async () => {
    const tenant = await story.tenant(2)
    const removed = await story.approver(tenant)
    const { id } = await story.started(tenant)
    await changeSettings(target, tenant.id, ({ approvers }) => ({
      approvers: Object.fromEntries(Object.entries(approvers).filter(([, { email }]) => email !== tenant.approvers[0])),
    }))
    for (const answer of [
      await removed.get('/tenant/requests'),
      await removed.get(`/tenant/requests/${id}`),
      await removed.post('/tenant/drills'),
      await removed.post(`/tenant/requests/${id}/decision`, { decision: 'deny', digest: '0'.repeat(64) }),
    ])
      expect(answer).toMatchObject({ status: 403, code: 'NotAnApprover' })
  })
})

describe('observers', () => {
  it('are told of the request and of its outcome, without link and code', async () => {
    const tenant = await story.tenant()
    const email = `observer@${tenant.id}.example`
    await changeSettings(target, tenant.id, () => ({
      observers: { '01J0000000000000000000000B': { name: 'Olaf Observer', email } },
    }))
    const { id, ticket } = await story.started(tenant)
    const notice = await story.mails.waitFor(email, (mail) => mail.text.includes(id))
    expect(notice.text).toContain('For your information')
    expect(notice.text).not.toContain('/decide/')
    await story.decide(ticket, { decision: 'deny' })
    await story.untilRecorded(tenant.id, id, ['lockbox.request.denied'])
    await story.mails.waitFor(email, (mail) => mail.subject.startsWith('Denied') && mail.text.includes(id))
    const approver = await story.approver(tenant)
    const seen = await until(async () => {
      const { mails } = (await approver.get(`/tenant/requests/${id}`)).body
      return mails.length === 2 && mails
    }, 'the mails of approver and observer')
    expect(seen.map(({ role }: { role: string }) => role).sort()).toEqual(['approver', 'observer'])
  })
})

it('operators see the environments of a tenant', async () => {
  const tenant = await story.tenant()
  expect(await story.api.as('tooling').get(`/tenants/${tenant.id}/environments`)).toMatchObject({
    status: 200,
    body: { items: [{ environmentId: 'production', name: 'Production' }] },
  })
})
