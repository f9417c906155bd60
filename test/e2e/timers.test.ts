import { describe, expect, inject, it } from 'vitest'
import { Story } from '../support/story.ts'

const story = new Story(inject('target'))

// Side by side: each waits for a clock.
describe.concurrent('what the clock ends', () => {
  it('no answer: the request expires by itself, and a late click decides nothing', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant)
    await story.untilState(id, 'Expired', story.target.approvalWindow + 30)
    const late = await story.decide(ticket)
    expect(late.text).toMatch(/expired/i)
    expect(await story.request(id)).toMatchObject({ state: 'Expired', version: 2 })
    await story.untilRecorded(tenant.id, id, ['lockbox.request.expired'])
    await story.mails.waitFor(tenant.approvers[0] ?? '', (m) => m.text.includes(id) && /expired/i.test(m.subject))
  })

  it('approved access ends by itself, and everyone is told', async () => {
    const tenant = await story.tenant()
    const { id, ticket } = await story.started(tenant, { accessPeriod: 'PT1M' })
    await story.decide(ticket)
    const { granted } = await story.request(id)
    const ended = await story.untilState(id, 'Ended', 100)
    expect(ended.closed.by.kind).toBe('system')
    expect(ended.closed.at >= granted.accessUntil).toBe(true)
    expect(ended).not.toHaveProperty('granted')
    await story.untilRecorded(tenant.id, id, ['lockbox.request.approved', 'lockbox.request.ended'])
    await story.mails.waitFor(tenant.approvers[0] ?? '', (m) => m.text.includes(id) && /ended/i.test(m.subject))
  })
})
