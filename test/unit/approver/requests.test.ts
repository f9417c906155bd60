import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { decide } from '../../../functions/approver/decide.ts'
import { detail } from '../../../functions/approver/detail.ts'
import { actingOn } from '../../../functions/approver/standing.ts'
import { startDrill } from '../../../functions/approver/start-drill.ts'
import { wantMails } from '../../../functions/approver/want-mails.ts'
import { tenantRequestDetailAnswer } from '../../../functions/contract/answers.ts'
import { mailedTypes } from '../../../functions/domain/events.ts'
import { key } from '../../../functions/domain/keys.ts'
import { recorded } from '../../../functions/domain/ledger.ts'
import { askDigest } from '../../../functions/domain/links.ts'
import { unwrap } from '../../../functions/domain/problems.ts'
import type { AccessRequest } from '../../../functions/domain/request.ts'
import { tell } from '../../../functions/events/tell.ts'
import type { AuditTrail } from '../../../functions/ports.ts'
import { addComment } from '../../../functions/requests/add-comment.ts'
import { end } from '../../../functions/workflow/end.ts'
import { notify } from '../../../functions/workflow/notify.ts'
import { facts, TestMailer } from '../../support/doubles.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { approverIds, operatorActor, signedInAs, World } from '../../support/world.ts'

const origin = 'https://l.example'
const noTrail: AuditTrail = { page: async () => ({ entries: [] }) }
const show = async (world: World, request: AccessRequest, as: 'ada' | 'bob' = 'ada') =>
  v.parse(
    tenantRequestDetailAnswer,
    unwrap(await detail(signedInAs(as), request, world.vendorDomains, { ...world, trail: noTrail })),
  )

const ask = (world: World, request: AccessRequest, text = 'Why?') =>
  addComment(
    'approver',
    text,
    async () => {
      const acting = await actingOn(signedInAs(), request, world.vendorDomains, world.table)
      if (!acting.ok) return acting
      return { ok: true, value: { request: acting.value.stored.request, by: acting.value.actor, pins: [] } }
    },
    world,
  )
const answer = (world: World, request: AccessRequest, text = 'Because.') =>
  addComment('operator', text, async () => ({ ok: true, value: { request, by: operatorActor, pins: [] } }), world)

/** Has tell mail what was said. */
async function told(world: World, mailer: TestMailer) {
  for (const [name, { event }] of world.table.outbox)
    if (event.type === 'lockbox.request.commented') {
      const domain = name.startsWith('outbox#approver#') ? 'approver' : 'operator'
      const announced = { tenantId: 'acme', eventId: event.id, seq: 1, hash: '' }
      await tell({ ...announced, event: recorded(event, { domain, seq: 1, recordedAt: event.time }) }, facts, origin, {
        ...world,
        table: world.table,
        mailer,
      })
    }
}

describe('comments', () => {
  it('go both ways: a question to the operator and the other approvers, an answer to all approvers', async () => {
    const world = new World()
    const mailer = new TestMailer()
    const request = await world.open()
    await ask(world, request, 'See https://evil.example')
    await told(world, mailer)
    expect(mailer.sent.map(({ to }) => to.address)).toEqual(['olga@vendor.example', 'bob@acme.example'])
    for (const { text, html } of mailer.sent) {
      expect(text).toContain('https[:]//evil[.]example')
      expect(html).not.toContain('https://evil.example')
    }
    await answer(world, request)
    await told(world, mailer)
    expect(mailer.sent.slice(2).map(({ to }) => to.address)).toEqual(['ada@acme.example', 'bob@acme.example'])
    expect((await show(world, request)).comments.map(({ text }) => text)).toEqual([
      'See https://evil.example',
      'Because.',
    ])
    expect((await world.table.request(request))?.request).toEqual(request)
  })

  it('are fifty at most, of both sides together, also when they come at once', async () => {
    const world = new World()
    const request = await world.open()
    for (let i = 0; i < 20; i++) expect(await answer(world, request)).toMatchObject({ ok: true })
    const asked = await Promise.allSettled(Array.from({ length: 35 }, () => ask(world, request)))
    const taken = asked.filter((each) => each.status === 'fulfilled' && each.value.ok)
    expect(taken.length).toBeLessThanOrEqual(30)
    for (let i = taken.length; i < 30; i++) expect(await ask(world, request)).toMatchObject({ ok: true })
    expect(await ask(world, request)).toMatchObject({ problem: { code: 'TooManyRequests' } })
    expect(await answer(world, request)).toMatchObject({ problem: { code: 'TooManyRequests' } })
    expect(await world.table.comments(request)).toHaveLength(50)
  })

  it('are taken until 28 days after the request is over', async () => {
    const world = new World()
    const request = await world.open()
    await decide(signedInAs(), request, { decision: 'deny', digest: askDigest(request) }, [], world)
    world.clock.advance(28 * 86_400 - 1)
    expect(await ask(world, request)).toMatchObject({ ok: true })
    world.clock.advance(1)
    expect(await ask(world, request)).toMatchObject({ problem: { code: 'RequestExpired' } })
  })
})

describe('mails again', () => {
  const again = (world: World, request: AccessRequest, ids?: readonly string[]) =>
    wantMails(signedInAs(), request, ids, world.vendorDomains, world)

  it('go to all who can decide, or to those who are named; three times a day', async () => {
    const world = new World()
    const mailer = new TestMailer()
    const request = await world.open()
    const run = () => notify(request, facts, origin, { ...world, table: world.table, mailer })
    await run()
    expect(await again(world, request)).toMatchObject({ ok: true })
    await run()
    expect(await again(world, request, [approverIds.bob])).toMatchObject({ ok: true })
    await run()
    expect(mailer.sent.map(({ to }) => to.name)).toEqual(['Ada Admin', 'Bob Boss', 'Ada Admin', 'Bob Boss', 'Bob Boss'])
    expect(await again(world, request, ['01J0000000000000000000000X'])).toMatchObject({
      problem: { code: 'InvalidRequest' },
    })
    expect(await again(world, request)).toMatchObject({ ok: true })
    expect((await show(world, request)).refusals.mails).toMatchObject({ code: 'TooManyRequests' })
    expect(await again(world, request)).toMatchObject({ problem: { code: 'TooManyRequests' } })
    world.clock.advance(86_400)
    expect(await again(world, request)).toMatchObject({ ok: true })
  })

  it('join a wish that stands, and are refused once somebody decided', async () => {
    const world = new World()
    const request = await world.open()
    await again(world, request, [approverIds.ada])
    await again(world, request, [approverIds.bob])
    expect((await world.table.request(request))?.mailWanted?.approvers).toEqual([approverIds.ada, approverIds.bob])
    await decide(signedInAs(), request, { decision: 'deny', digest: askDigest(request) }, [], world)
    expect(await again(world, request)).toMatchObject({ problem: { code: 'AlreadyDecided' } })
  })
})

describe('a request in full', () => {
  it('says what the caller may do now, by the rules of the commands', async () => {
    const world = new World()
    const request = await world.open()
    expect((await show(world, request)).refusals).toEqual({ revoke: expect.objectContaining({ code: 'NothingToEnd' }) })
    const own = await world.open({ operator: { id: 'ada@acme.example', name: 'Ada', email: 'ada@acme.example' } })
    expect((await show(world, own)).refusals).toMatchObject({
      approve: { code: 'SelfApproval' },
      deny: { code: 'SelfApproval' },
    })
  })

  it('is not for whoever has not confirmed the address: it may be a mistyped one', async () => {
    const world = new World()
    const request = await world.open()
    world.set({
      approvers: {
        [approverIds.ada]: { name: 'Ada', email: 'ada@acme.example', unconfirmed: true },
        [approverIds.bob]: { name: 'Bob', email: 'bob@acme.example' },
      },
    })
    await expect(show(world, request)).rejects.toThrow('NotConfirmed')
  })

  it('names the other open grants, its limits', async () => {
    const world = new World()
    const [one, two] = [await world.approved(), await world.approved({ service: 'files' })]
    world.set({ maxAccessLevel: 'read', maxAccessPeriod: 3600 })
    const shown = await show(world, one)
    expect(shown).toMatchObject({
      open: true,
      atMost: { accessLevel: 'read', accessPeriod: 'PT1H' },
      refusals: { approve: { code: 'AlreadyDecided' }, deny: { code: 'AlreadyDecided' } },
      alsoOpen: [{ id: `acme.${two.ulid}`, service: 'files' }],
    })
    expect(shown.refusals).not.toHaveProperty('revoke')
    world.clock.advance(28_800)
    expect(await show(world, one)).toMatchObject({ open: false, granted: {}, alsoOpen: [] })
  })
})

describe('a fire drill', () => {
  const start = (world: World) => startDrill(signedInAs(), facts, world)

  it('goes the whole way and opens no door', async () => {
    const world = new World()
    const mailer = new TestMailer()
    const memory = new MemoryLedger(world.table)
    const ports = { ...world, table: world.table, mailer }
    const drill = unwrap(await start(world))
    expect(drill).toMatchObject({ drill: true, environmentId: 'production', service: 'crm', accessPeriod: 60 })
    await notify(drill, facts, origin, ports)
    expect(mailer.sent).toHaveLength(2)
    for (const { subject, text, html } of mailer.sent) {
      expect(subject).toMatch(/^FIRE DRILL: /)
      expect(text).toMatch(/^FIRE DRILL\n/)
      expect(html).toContain('FIRE DRILL</strong>')
    }
    await decide(signedInAs(), drill, { decision: 'approve', digest: askDigest(drill) }, [], world)
    expect(world.table.doors.size).toBe(0)
    expect(await show(world, drill)).toMatchObject({ state: 'Approved', drill: true, open: false })
    world.clock.advance(60)
    await end(drill, world)
    await memory.run()
    expect([...memory.refused.values()]).toEqual([])
    for (const announcement of memory.published.filter(({ event }) => mailedTypes.some((type) => type === event.type)))
      await tell(announcement, facts, origin, ports)
    const outcomes = mailer.sent.slice(2)
    expect(outcomes.length).toBeGreaterThan(0)
    for (const { subject, text } of outcomes) {
      expect(subject).toMatch(/^FIRE DRILL: /)
      expect(text).not.toContain('Fire drill may read')
    }
    expect(memory.broken).toEqual([])
  })

  it('is one at a time, and five a day, also when they are started at once', async () => {
    const world = new World()
    const both = await Promise.all([start(world), start(world)])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    const refused = both.find(({ ok }) => !ok)
    expect(refused).toMatchObject({ problem: { code: 'RequestAlreadyOpen', extra: { requestId: expect.any(String) } } })
    for (let n = 2; n <= 5; n++) {
      const [drill] = [...world.table.requests.values()].slice(-1)
      if (!drill) throw new Error('a drill waits')
      const digest = askDigest(drill.request)
      await decide(signedInAs(), drill.request, { decision: 'deny', digest }, [], world)
      expect(await start(world), `drill ${n}`).toMatchObject({ ok: true })
    }
    world.clock.advance(3600)
    expect(await start(world)).toMatchObject({ problem: { code: 'TooManyRequests' } })
  })

  it('needs a managed environment and somebody who can be mailed', async () => {
    const world = new World()
    world.set({ approvers: { [approverIds.ada]: { name: 'Ada', email: 'ada@acme.example', unconfirmed: true } } })
    expect(await start(world)).toMatchObject({ problem: { code: 'NotConfirmed' } })
    const unmanaged = new World()
    const { pk, sk } = key.unmanaged('acme', 'production')
    unmanaged.table.managedMarks.set(`${pk} ${sk}`, { managed: false, version: 1 })
    expect(await start(unmanaged)).toMatchObject({ problem: { code: 'UnknownEnvironment' } })
  })
})
