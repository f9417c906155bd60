import { describe, expect, it } from 'vitest'
import type { AccessRequest } from '../../../functions/domain/request.ts'
import { decide } from '../../../functions/link/decide.ts'
import { notify } from '../../../functions/workflow/notify.ts'
import { remind } from '../../../functions/workflow/remind.ts'
import { facts, TestMailer } from '../../support/doubles.ts'
import { approverIds, Crash, crashing, linkOf, World } from '../../support/world.ts'

const origin = 'https://lockbox.example'
const ada = 'ada@acme.example'
const bob = 'bob@acme.example'

/** Tenant with some requests that wait, mailed, four hours on. */
async function waiting(count = 2) {
  const world = new World()
  const mailer = new TestMailer()
  const ports = { ...world, table: world.table, mailer }
  const requests: AccessRequest[] = []
  for (let i = 0; i < count; i++) {
    requests.push(await world.open({ ulid: `01J0000000000000000000RQ${String(i).padStart(2, '0')}`, service: `s${i}` }))
    await notify(requests[i] as AccessRequest, facts, origin, ports)
  }
  world.clock.advance(14_400)
  mailer.sent.length = 0
  const ulids = requests.map(({ ulid }) => ulid)
  const run = (due: readonly string[] = ulids, p = ports) => remind({ tenantId: 'acme', ulids: due }, facts, origin, p)
  return { world, mailer, ports, requests, ulids, run }
}

/** Every link with its code, in the order of the mail. */
const ticketsIn = (text: string) =>
  [...text.matchAll(/Your code for this request: (\S+)[\s\S]*?\/decide\/([^\s?]+)/g)].map(([, code = '', id = '']) => ({
    code,
    id: decodeURIComponent(id),
  }))

describe('a reminder', () => {
  it('is one mail to each approver for all that wait, each with a link and code that decide', async () => {
    const { world, mailer, requests, run } = await waiting(3)
    expect(await run()).toEqual({ requests: 3, sent: 2, failed: 0 })
    expect(mailer.sent.map(({ to }) => to.address).sort()).toEqual([ada, bob])
    const [mail] = mailer.to(ada)
    expect(mail?.subject).toBe('Action needed: Vendor, 3 requests wait (reminder)')
    const tickets = ticketsIn(mail?.text ?? '')
    expect(tickets).toHaveLength(3)
    expect(new Set(tickets.map(({ code }) => code)).size).toBe(3)
    for (const { id, code } of tickets)
      expect(await decide(linkOf(id), { decision: 'deny', code }, {}, [], world)).toMatchObject({
        state: { kind: 'over', request: { state: 'Denied' } },
      })
    expect(mail?.about).toMatchObject({ recipient: approverIds.ada, requests: requests.map(({ ulid }) => ({ ulid })) })
  })

  it('takes along what else waits, but not what was mailed within the hour', async () => {
    const { world, mailer, ports, ulids, run } = await waiting(2)
    const fresh = await world.open({ ulid: '01J0000000000000000000FR5H', service: 'fresh' })
    await notify(fresh, facts, origin, ports)
    mailer.sent.length = 0
    expect(await run(ulids.slice(0, 1))).toMatchObject({ requests: 2 })
    expect(mailer.to(ada)[0]?.text).not.toContain(fresh.ulid)
    // Whoever was reminded along with another one is not due any more.
    expect(await run([])).toMatchObject({ requests: 0, sent: 0 })
  })

  it('of one request says what is asked', async () => {
    const { mailer, run } = await waiting(1)
    await run()
    expect(mailer.to(ada)[0]?.subject).toBe('Action needed: Vendor, write access to Production (reminder)')
    expect(mailer.to(ada)[0]?.text).toContain('may Olga Operator read and change Production for 8 hours?')
  })

  it('shows nine requests, those first whose time is over first, and says how many more there are', async () => {
    const { mailer, run, ulids } = await waiting(11)
    expect(await run()).toMatchObject({ requests: 9 })
    const [mail] = mailer.to(ada)
    expect(ticketsIn(mail?.text ?? '').map(({ id }) => id.split('.')[1])).toEqual(ulids.slice(0, 9))
    expect(mail?.subject).toContain('11 requests')
    expect(mail?.text).toContain('2 more wait')
  })

  it('has no link where the tenant decides signed in, and only that of a denial where it approves signed in', async () => {
    const { world, mailer, run } = await waiting(1)
    world.set({ approvalMode: 'sign-in' })
    await run()
    expect(`${mailer.to(ada)[0]?.text}${mailer.to(ada)[0]?.html}`).not.toContain('/decide/')
    const other = await waiting(1)
    other.world.set({ approvalMode: 'deny-by-email' })
    await other.run()
    expect(other.mailer.to(ada)[0]?.text).not.toContain('choice=approve')
    expect(other.mailer.to(ada)[0]?.text).toContain('choice=deny')
  })

  it('leaves out what an approver may not decide, and what is decided', async () => {
    const { world, mailer, requests, run } = await waiting(2)
    const { linkId, code } = await world.link(requests[0] as AccessRequest)
    await decide(linkOf(linkId), { decision: 'approve', code }, {}, [], world)
    world.set({
      approvers: {
        [approverIds.ada]: { name: 'Ada', email: ada },
        [approverIds.bob]: { name: 'Me', email: 'olga+x@vendor.example' },
      },
    })
    expect(await run()).toEqual({ requests: 1, sent: 1, failed: 0 })
    expect(mailer.to(ada)[0]?.text).not.toContain(requests[0]?.ulid)
  })

  it('that could not be sent leaves a mail to be sent as after a start', async () => {
    const { world, mailer, requests, run } = await waiting(1)
    mailer.refuses.add(bob)
    expect(await run()).toEqual({ requests: 1, sent: 1, failed: 1 })
    const stored = await world.table.request(requests[0] as AccessRequest)
    expect(stored?.mails[approverIds.bob]).toMatchObject({ status: 'failed', error: 'MessageRejected' })
    const reminders = [...world.table.outbox.values()].filter(
      ({ event: { data } }) => data.details.purpose === 'reminder',
    )
    expect(reminders.map(({ event: { type } }) => type).sort()).toEqual(['lockbox.mail.failed', 'lockbox.mail.sent'])
  })

  it('twice at once is one', async () => {
    const { mailer, run } = await waiting(2)
    await Promise.all([run(), run()])
    expect(mailer.sent).toHaveLength(2)
  })

  it.each(['before', 'after'] as const)('heals from a crash %s each of its calls: everybody has mail', async (when) => {
    for (let at = 1; ; at++) {
      const { mailer, world, requests, ports, run } = await waiting(1)
      const crashed = await run(undefined, crashing(ports, at, when)).then(
        () => false,
        (error) => error instanceof Crash || Promise.reject(error),
      )
      // What the sweep does: the reminder is still due, or mails are not sent.
      await run()
      await notify(requests[0] as AccessRequest, facts, origin, ports)
      for (const to of [ada, bob]) expect(mailer.to(to).length).toBeGreaterThan(0)
      const mails = (await world.table.request(requests[0] as AccessRequest))?.mails ?? {}
      expect(Object.values(mails).map(({ status }) => status)).toEqual(['sent', 'sent'])
      if (!crashed) return
    }
  })
})
