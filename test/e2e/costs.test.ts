import { describe, expect, inject, it } from 'vitest'
import { wayTo } from '../../infra/local/execution.ts'
import { pageText, tableOf } from '../support/pages.ts'
import { type RecordedCall, recordedCalls } from '../support/recorded-calls.ts'
import { Story, until } from '../support/story.ts'
import { unitsOf } from '../support/units.ts'

const target = inject('target')
const story = new Story(target)

const rows = tableOf(pageText('docs/deploying.md'), 'what', 'how many', 'USD per million', 'USD per 1000 requests')
/** How many the page says. */
const told = (what: string): number => Number(rows.find(([name]) => name?.startsWith(what))?.[1])

/** Whether a call is about this tenant; what a MAC is computed over comes as base64. */
const isAbout =
  (tenantId: string) =>
  ({ parameters }: RecordedCall): boolean =>
    `${JSON.stringify(parameters)}${Buffer.from(String(parameters.Message ?? ''), 'base64')}`.includes(tenantId)

describe.runIf(target.endpoint)('the costs of a request in docs/deploying.md', () => {
  it('are of as many things as it takes', async () => {
    const tenant = await story.tenant(3)
    const everybody = [...tenant.approvers, 'otto@vendor.example']
    const auditor = await story.auditor(tenant.id)
    // Whoever was just put on the list is being invited, which is no part of a request.
    await until(
      async () =>
        (await auditor.get('/audit?type=lockbox.person.invited')).body.items.length === tenant.approvers.length,
      'all approvers are invited',
    )
    const since = new Date()
    const { id, tickets } = await story.started(tenant)
    const isMail = (mail: { readonly text: string }) => mail.text.includes(id)
    const mailed = (word: RegExp) =>
      Promise.all(everybody.map((to) => story.mails.waitFor(to, (mail) => isMail(mail) && word.test(mail.subject))))

    // The page's calls of the API: a start, three links opened, a decision, a poll, an end.
    for (const ticket of tickets) await story.page(ticket.path)
    if (tickets[0]) await story.decide(tickets[0])
    await story.request(id)
    await mailed(/^Approved/)
    const way = await wayTo(target, id, ['Hold the door open'])
    await story.api.as('tooling').post(`/requests/${id}/end`)
    await mailed(/^Access ended/)
    expect(told('calls of the HTTP API')).toBe(4 + tickets.length)

    const mails = (await Promise.all(everybody.map(story.mails.list))).flat().filter(isMail)
    expect(told('mails')).toBe(mails.length)
    // What is left is the end of the access, after hours.
    expect(told('state transitions')).toBe([...way, 'End the access', 'start', 'end'].length)

    const events = await until(async () => {
      const { body } = await auditor.get(`/audit?requestId=${id}`)
      return body.items.length >= told('events') && body.items
    }, 'all of it is in the ledger')
    expect(told('events')).toBe(events.length)

    const calls = (await recordedCalls(target, since)).filter(isAbout(tenant.id))
    const by = (pattern: RegExp) => calls.filter((call) => pattern.test(`${call.function} ${call.action}`)).length
    expect(told('codes')).toBe(by(/ kms:/))
    const units = calls.map(unitsOf)
    for (const [what, sum] of [
      ['write units', units.reduce((total, { write }) => total + write, 0)],
      ['read units', units.reduce((total, { read }) => total + read, 0)],
      // At worst one for each record of the stream: the relay reads each once, the ledger deletes each once.
      ['function invocations', told('calls') + by(/Relay.* dynamodb:GetItem/) + by(/ dynamodb:DeleteItem/) + 8],
    ] as const) {
      expect(sum, what).toBeLessThanOrEqual(told(what))
      expect(sum, what).toBeGreaterThan(told(what) / 2)
    }
  })
})
