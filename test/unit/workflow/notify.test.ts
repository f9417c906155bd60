import { describe, expect, it } from 'vitest'
import { lookAt } from '../../../functions/domain/duties.ts'
import { decide } from '../../../functions/link/decide.ts'
import { freshMail } from '../../../functions/link/fresh-mail.ts'
import { notify } from '../../../functions/workflow/notify.ts'
import { facts, TestMailer } from '../../support/doubles.ts'
import { approverIds, Crash, crashing, linkOf, World } from '../../support/world.ts'

/** No reminders. */
const never = { first: 31_536_000, every: 31_536_000, beforeEnd: 31_536_000 }
const origin = 'https://lockbox.example'
const ada = 'ada@acme.example'
const bob = 'bob@acme.example'

async function waiting() {
  const world = new World()
  const mailer = new TestMailer()
  const request = await world.open()
  const ports = { ...world, table: world.table, mailer }
  return { world, mailer, request, ports, run: (p = ports) => notify(request, facts, origin, p) }
}

/** Link and code as the mail shows them. */
function linkAndCode(mail: { readonly text: string } | undefined) {
  const linkId = /\/decide\/([^\s?]+)/.exec(mail?.text ?? '')?.[1] ?? ''
  const code = /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec((mail?.text ?? '').replaceAll(linkId, ''))?.[0] ?? ''
  return { linkId, code }
}

describe('notifying the approvers', () => {
  it('mails each approver a link and code of their own, which decide', async () => {
    const { world, mailer, request, run } = await waiting()
    expect(await run()).toEqual({ sent: 2, pending: 0, unreached: false })
    const { linkId, code } = linkAndCode(mailer.to(ada)[0])
    expect(linkAndCode(mailer.to(bob)[0]).linkId).not.toBe(linkId)
    await decide(linkOf(linkId), { decision: 'approve', code }, {}, world.vendorDomains, world)
    expect((await world.table.request(request))?.request.state).toBe('Approved')
  })

  it('mails no link to an address that is not confirmed', async () => {
    const { world, mailer, run } = await waiting()
    world.set({
      approvers: {
        [approverIds.ada]: { name: 'Ada', email: ada },
        [approverIds.bob]: { name: 'Bob', email: bob, unconfirmed: true },
      },
    })
    await run()
    expect(mailer.sent.map(({ to }) => to.address)).toEqual([ada])
  })

  it.each([
    [12, 10],
    [20, 6],
  ])('keeps the item of a request with %i approvers under 32 KB: %i links each', async (count, links) => {
    const world = new World()
    const approvers = Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `01J${String(i).padStart(23, '0')}`,
        { name: `Approver ${i}`, email: `${'a'.repeat(64)}@${'b'.repeat(60)}${i}.example` },
      ]),
    )
    world.set({ approvers })
    const request = await world.open({ reason: { type: 'ProductionAlert', detail: '€'.repeat(1200) } })
    const ports = { ...world, table: world.table, mailer: new TestMailer() }
    for (let i = 0; i < 12; i++) {
      await notify(request, facts, origin, ports)
      const stored = world.table.requests.get(`request#acme ${request.ulid}`)
      if (!stored) throw new Error('the request is there')
      stored.mailWanted = { id: `W${i}`, approvers: Object.keys(approvers) }
      world.clock.advance(60)
    }
    const stored = await world.table.request(request)
    expect(Object.keys(stored?.links ?? {})).toHaveLength(count * links)
    // DynamoDB counts names and values; a binary counts its own bytes.
    const size = Buffer.byteLength(
      JSON.stringify(stored, (_, value) => (value instanceof Uint8Array ? 'x'.repeat(value.length) : value)),
    )
    expect(size).toBeLessThan(32 * 1024)
  })

  it('stores neither link nor code', async () => {
    const { world, mailer, request, run } = await waiting()
    await run()
    const item = JSON.stringify(await world.table.request(request))
    const { linkId, code } = linkAndCode(mailer.to(ada)[0])
    expect(item).not.toContain(linkId.split('.').at(-1))
    expect(item).not.toContain(code)
    expect(item).not.toContain(code.replace('-', ''))
  })

  it('records each mail on the request and in the outbox, and no mail is due any more', async () => {
    const { world, request, run } = await waiting()
    await run()
    const stored = await world.table.request(request)
    expect(Object.values(stored?.mails ?? {}).map((mail) => mail.status)).toEqual(['sent', 'sent'])
    world.clock.advance(300)
    expect(stored && lookAt(stored, never, world.clock.now()).due).toEqual(['run'])
    expect([...world.table.outbox.values()].map(({ event }) => event.type)).toEqual([
      'lockbox.mail.sent',
      'lockbox.mail.sent',
    ])
  })

  it('mails the others when one address is refused, tries that one eight times, and records each failure', async () => {
    const { world, mailer, request, run } = await waiting()
    mailer.refuses.add(ada)
    expect(await run()).toEqual({ sent: 1, pending: 1, unreached: false })
    for (let attempt = 2; attempt < 8; attempt++) expect(await run()).toEqual({ sent: 0, pending: 1, unreached: false })
    world.table.park(request, 'token')
    const due = async () => {
      world.clock.advance(300)
      const stored = await world.table.request(request)
      return stored && lookAt(stored, never, world.clock.now()).due
    }
    expect(await due()).toContain('mail')
    expect(await run()).toEqual({ sent: 0, pending: 0, unreached: false })
    expect(await due()).not.toContain('mail')
    expect(await run()).toEqual({ sent: 0, pending: 0, unreached: false })
    expect(mailer.to(bob)).toHaveLength(1)
    expect((await world.table.request(request))?.mails[approverIds.ada]).toMatchObject({
      status: 'failed',
      attempts: 8,
    })
    const failures = [...world.table.outbox.values()].filter(({ event }) => event.type === 'lockbox.mail.failed')
    expect(failures).toHaveLength(8)
  })

  it('tells observers once, without link and code, and does not count them as somebody who can decide', async () => {
    const { world, mailer, request, run } = await waiting()
    const olaf = 'olaf@acme.example'
    world.set({ observers: { '01J0000000000000000000000B': { name: 'Olaf', email: olaf } } })
    mailer.refuses.add(ada).add(bob)
    expect(await run()).toEqual({ sent: 1, pending: 2, unreached: true })
    await run()
    const [mail, ...more] = mailer.to(olaf)
    expect(more).toEqual([])
    expect(mail?.text).toContain('For your information')
    expect(`${mail?.text}${mail?.html}`).not.toContain('/decide/')
    expect(mail?.text).not.toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}\b/)
    expect((await world.table.request(request))?.mails['01J0000000000000000000000B']).toMatchObject({ status: 'sent' })
    const told = [...world.table.outbox.values()].filter(({ event }) => event.data.details.purpose === 'information')
    expect(told.map(({ event }) => event.data.details.observerId)).toEqual(['01J0000000000000000000000B'])
  })

  it('mails no approver whose address is not confirmed', async () => {
    const { world, mailer, run } = await waiting()
    world.set({
      approvers: {
        [approverIds.ada]: { name: 'Ada', email: ada },
        [approverIds.bob]: { name: 'Bob', email: bob, unconfirmed: true },
      },
    })
    await run()
    expect(mailer.sent.map(({ to }) => to.address)).toEqual([ada])
  })

  it('says so when nobody was reached', async () => {
    const { mailer, run } = await waiting()
    mailer.refuses.add(ada).add(bob)
    expect(await run()).toEqual({ sent: 0, pending: 2, unreached: true })
  })

  it('mails nobody twice when it runs twice, and nobody once the request is decided', async () => {
    const { mailer, run } = await waiting()
    await run()
    await run()
    expect(mailer.sent).toHaveLength(2)
  })

  it('sends neither link nor code where the tenant decides signed in only', async () => {
    const { world, mailer, request, run } = await waiting()
    world.set({ approvalMode: 'sign-in' })
    await run()
    expect(mailer.sent).toHaveLength(2)
    expect(mailer.sent.some(({ text, html }) => `${text}${html}`.includes('/decide/'))).toBe(false)
    expect((await world.table.request(request))?.links).toEqual({})
  })

  it('does not mail an approver who is the operator', async () => {
    const { world, mailer, run } = await waiting()
    world.set({
      approvers: {
        [approverIds.ada]: { name: 'Ada', email: ada },
        [approverIds.bob]: { name: 'Me', email: 'OLGA+x@vendor.example' },
      },
    })
    await run()
    expect(mailer.sent.map(({ to }) => to.address)).toEqual([ada])
  })

  it('serves a wish for a fresh mail once, with a new link', async () => {
    const { world, mailer, request, run } = await waiting()
    await run()
    const { linkId } = linkAndCode(mailer.to(ada)[0])
    for (let i = 0; i < 5; i++) await decide(linkOf(linkId), { decision: 'deny', code: '00000000' }, {}, [], world)
    await freshMail(linkOf(linkId), {}, [], world)
    await run()
    await run()
    expect(mailer.to(ada)).toHaveLength(2)
    expect(mailer.to(bob)).toHaveLength(1)
    expect((await world.table.request(request))?.mailWanted).toBeUndefined()
    const fresh = linkAndCode(mailer.to(ada)[1])
    const { state } = await decide(linkOf(fresh.linkId), { decision: 'deny', code: fresh.code }, {}, [], world)
    expect(state).toMatchObject({ kind: 'over', request: { state: 'Denied' } })
  })

  it('keeps the wish for a fresh mail until the mail went out', async () => {
    const { world, mailer, request, run } = await waiting()
    await run()
    const { linkId } = linkAndCode(mailer.to(ada)[0])
    for (let i = 0; i < 5; i++) await decide(linkOf(linkId), { decision: 'deny', code: '00000000' }, {}, [], world)
    await freshMail(linkOf(linkId), {}, [], world)
    mailer.refuses.add(ada)
    expect(await run()).toMatchObject({ sent: 0, pending: 1 })
    expect(await world.table.request(request)).toMatchObject({ mailWanted: {}, dueAt: expect.any(String) })
    mailer.refuses.clear()
    expect(await run()).toMatchObject({ sent: 1, pending: 0 })
    expect(mailer.to(ada)).toHaveLength(2)
  })

  it('serves a wish without forgetting an approver whose first mail failed', async () => {
    const { mailer, world, request, run } = await waiting()
    mailer.refuses.add(bob)
    await run()
    const { linkId } = linkAndCode(mailer.to(ada)[0])
    for (let i = 0; i < 5; i++) await decide(linkOf(linkId), { decision: 'deny', code: '00000000' }, {}, [], world)
    await freshMail(linkOf(linkId), {}, [], world)
    await run()
    expect((await world.table.request(request))?.mails[approverIds.bob]).toMatchObject({ status: 'failed' })
    mailer.refuses.clear()
    await run()
    expect(mailer.to(bob)).toHaveLength(1)
  })

  it('keeps at most ten links of an approver, the newest', async () => {
    const { world, request } = await waiting()
    const first = await world.link(request)
    for (let i = 0; i < 9; i++) {
      world.clock.advance(60)
      await world.link(request)
    }
    const { linkId } = first
    for (let i = 0; i < 5; i++) await decide(linkOf(linkId), { decision: 'deny', code: '00000000' }, {}, [], world)
    await freshMail(linkOf(linkId), {}, [], world)
    await notify(request, facts, origin, { ...world, table: world.table, mailer: new TestMailer() })
    const links = Object.keys((await world.table.request(request))?.links ?? {})
    expect(links.filter((name) => name.startsWith(approverIds.ada))).toHaveLength(10)
  })

  it.each(['before', 'after'] as const)(
    'heals from a crash %s each of its calls: every approver has a mail that decides',
    async (when) => {
      for (let at = 1; ; at++) {
        const { world, mailer, request, ports, run } = await waiting()
        const crashed = await run(crashing(ports, at, when)).then(
          () => false,
          (error) => error instanceof Crash || Promise.reject(error),
        )
        await run()
        for (const address of [ada, bob]) {
          const { linkId, code } = linkAndCode(mailer.to(address).at(-1))
          expect(await decide(linkOf(linkId), { decision: 'deny', code: 'x' }, {}, [], world)).toMatchObject({
            state: { kind: 'open' },
          })
          expect(code).not.toBe('')
        }
        const stored = await world.table.request(request)
        expect(Object.values(stored?.mails ?? {}).map((mail) => mail.status)).toEqual(['sent', 'sent'])
        if (!crashed) return
      }
    },
  )
})
