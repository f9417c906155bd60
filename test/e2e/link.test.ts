import { describe, expect, inject, it } from 'vitest'
import { addApprover, changeSettings } from '../../infra/local/customer.ts'
import { Story } from '../support/story.ts'

const story = new Story(inject('target'))

describe('the link', () => {
  it('shows, and never decides: GET, HEAD and every link of the mail, fetched by a scanner', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    const mail = await story.mails.waitFor(tenant.approvers[0] ?? '', (m) => m.text.includes(id))
    const urls = [...`${mail.text} ${mail.html}`.matchAll(/https?:\/\/[^\s"<>)]+/g)].map(
      ([url]) => new URL(url.replaceAll('&amp;', '&')),
    )
    const own = urls.filter(({ origin }) => origin === new URL(story.target.apiUrl).origin)
    expect(own.length).toBeGreaterThan(1)
    for (const url of own)
      for (const method of ['GET', 'HEAD']) {
        const answer = await story.page(`${url.pathname}${url.search}`, method)
        if (url.pathname.startsWith('/decide/')) expect(answer.headers['cache-control']).toBe('no-store')
      }
    expect(await story.page(ticket.path, 'HEAD')).toMatchObject({ status: 200 })
    expect(await story.request(id)).toMatchObject({ state: 'ActionNeeded', version: 1 })
  })

  it('carries no code in any link, header or subject', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    const mail = await story.mails.waitFor(tenant.approvers[0] ?? '', (m) => m.text.includes(id))
    const plain = ticket.code.replace('-', '')
    const urls = [...`${mail.text} ${mail.html}`.matchAll(/https?:\/\/[^\s"<>]+/g)].map(([url]) => url).join(' ')
    const head = mail.raw.slice(0, mail.raw.search(/\r?\n\r?\n/))
    for (const text of [urls, head, mail.subject]) {
      expect(text).not.toContain(ticket.code)
      expect(text).not.toContain(plain)
    }
    expect(mail.raw).toMatch(/^[\x20-\x7e\r\n\t]*$/)
  })

  it('is protected by headers: no scripts, no frames, no referrer, no cache', async () => {
    const tenant = await story.tenant()
    const { ticket } = await story.started(tenant)
    const { headers, text } = await story.page(`${ticket.path}?choice=deny`)
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['content-security-policy']).not.toContain('script-src')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(text).not.toMatch(/<script/i)
    expect(text.length).toBeLessThan(15 * 1024)
    expect(text).not.toContain(ticket.code)
  })

  it('locks at the fifth wrong code, then offers a fresh mail whose code decides', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    for (let i = 0; i < 5; i++) expect((await story.decide({ ...ticket, code: '0000-0000' })).status).toBe(403)
    expect((await story.decide(ticket)).status).toBe(403)
    expect(await story.request(id)).toMatchObject({ state: 'ActionNeeded' })
    await story.form(ticket.path, { action: 'fresh' })
    const fresh = await story.ticket(tenant.approvers[0] ?? '', id, 1)
    expect(fresh.path).not.toBe(ticket.path)
    await story.decide(fresh, { decision: 'deny' })
    expect(await story.request(id)).toMatchObject({ state: 'Denied' })
    await story.untilRecorded(tenant.id, id, [
      'lockbox.link.locked',
      'lockbox.mail.requested',
      'lockbox.request.denied',
    ])
  })

  it('answers every unknown, foreign or forged link in the same way', async () => {
    const tenant = await story.tenant(2)
    const { tickets } = await story.started(tenant)
    const [first, second] = tickets.map(({ path }) => path.replace('/decide/', '').split('.'))
    if (!first || !second) throw new Error('two approvers were asked')
    const forged = [
      [...first.slice(0, 3), 'AAAAAAAAAAAAAAAAAAAAAA'],
      [...first.slice(0, 3), second[3] ?? ''],
      ['other-tenant', ...first.slice(1)],
      ['nonsense'],
      ['..', '..', 'etc', 'passwd'],
    ].map((parts) => parts.join('.'))
    const answers = await Promise.all(forged.map((linkId) => story.page(`/decide/${encodeURIComponent(linkId)}`)))
    for (const { status, text } of answers) expect({ status, text }).toEqual({ status: 404, text: answers[0]?.text })
    const posted = await Promise.all(
      forged.map((linkId) =>
        story.form(`/decide/${encodeURIComponent(linkId)}`, { code: 'K7F2-QX9M', decision: 'approve' }),
      ),
    )
    for (const { status } of posted) expect(status).toBe(404)
  })

  it('of an approver who was removed decides nothing', async () => {
    const tenant = await story.tenant(2)
    const { id, tickets } = await story.started(tenant)
    await changeSettings(story.target, tenant.id, ({ approvers }) => ({
      approvers: Object.fromEntries(Object.entries(approvers).filter(([, { email }]) => email !== tenant.approvers[0])),
    }))
    const [removed, left] = tickets
    if (!removed || !left) throw new Error('two approvers were asked')
    expect((await story.decide(removed)).status).toBe(403)
    expect(await story.request(id)).toMatchObject({ state: 'ActionNeeded' })
    await story.decide(left)
    expect(await story.request(id)).toMatchObject({ state: 'Approved' })
  })

  it('is not sent to an approver who is the operator, and would not decide', async () => {
    const tenant = await story.tenant()
    await addApprover(story.target, tenant.id, { name: 'Chris', email: 'Chris+boss@contractor.example' })
    const { id } = await story.started(tenant, {
      operator: { id: 'chris@contractor.example', name: 'Chris', email: 'chris@contractor.example' },
    })
    const toChris = (await story.mails.list('chris+boss@contractor.example')).filter((mail) => mail.text.includes(id))
    expect(toChris).toEqual([])
  })

  it('refuses odd forms with a page, and decides nothing', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    const odd = [
      { code: ticket.code },
      { code: ticket.code, decision: 'maybe' },
      { code: ticket.code, decision: 'approve', accessPeriod: 'PT900H' },
      { code: ticket.code, decision: 'approve', accessLevel: 'write' },
      { code: ticket.code, decision: 'approve', accessLevel: 'root' },
      { code: ticket.code, decision: 'approve', reason: 'x'.repeat(20_000) },
      { code: ticket.code, decision: 'approve', reason: 'evil \u202e text' },
      { code: ticket.code, decision: 'approve', surprise: 'yes' },
    ]
    for (const fields of odd) {
      const answer = await story.form(ticket.path, fields as Record<string, string>)
      expect(answer.status, JSON.stringify(fields).slice(0, 80)).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
      expect(answer.headers['content-type']).toContain('text/html')
    }
    expect(await story.request(id)).toMatchObject({ state: 'ActionNeeded' })
  })
})
