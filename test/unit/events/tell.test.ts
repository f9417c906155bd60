import { describe, expect, it } from 'vitest'
import { putSettings } from '../../../functions/approver/put-settings.ts'
import { recorded } from '../../../functions/domain/ledger.ts'
import type { AccessRequest } from '../../../functions/domain/request.ts'
import { tell } from '../../../functions/events/tell.ts'
import { decide } from '../../../functions/link/decide.ts'
import { close } from '../../../functions/operator/close.ts'
import type { Announcement, OutcomeInput } from '../../../functions/ports.ts'
import { createTenant } from '../../../functions/vendor-admin/create-tenant.ts'
import { facts, TestMailer } from '../../support/doubles.ts'
import { opened } from '../../support/emergencies.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { sampleThumbprint } from '../../support/proofs.ts'
import { approverIds, crashing, linkOf, operatorActor, settings, World } from '../../support/world.ts'

const people = ['olga@vendor.example', 'ada@acme.example', 'bob@acme.example']

/** A request that Ada approved, and the announcements that the ledger would make of what is in the outbox. */
async function approved() {
  const world = new World()
  const mailer = new TestMailer()
  const request = await world.open()
  const { linkId, code } = await world.link(request)
  await decide(linkOf(linkId), { decision: 'approve', code }, {}, [], world)
  const ports = { ...world, table: world.table, mailer }
  const announcements = (): Announcement[] =>
    [...world.table.outbox.values()]
      .filter(({ event }) => event.type.startsWith('lockbox.request.'))
      .map(({ event }, i) => ({
        tenantId: 'acme',
        requestId: event.subject,
        eventId: event.id,
        seq: i + 1,
        hash: 'ab'.repeat(32),
        event: recorded(event, { domain: 'link', seq: i + 1, recordedAt: world.clock.now() }),
      }))
  const run = (announcement: Announcement | undefined, p = ports) =>
    tell(announcement as Announcement, facts, 'https://l.example', p)
  return { world, mailer, request, ports, announcements, run }
}

/** What an emergency opened at nine is granted, unless its request lies. */
const granted = { accessLevel: 'write', accessPeriod: 14_400, accessUntil: '2026-11-23T13:00:00.000Z' } as const

describe('welcoming an organisation', () => {
  async function created() {
    const world = new World()
    const mailer = new TestMailer()
    const ports = { ...world, table: world.table, mailer }
    await createTenant(
      {
        tenantId: 'new-bank',
        body: {
          name: 'New <b>Bank</b>',
          policy: 'on',
          approver: { name: 'Nora', email: 'nora@new.example' },
          timeZone: 'UTC',
        },
        actor: { ...operatorActor, kind: 'vendor-admin' },
        vendorDomains: world.vendorDomains,
        accessPeriod: 28_800,
      },
      ports,
    )
    const memory = new MemoryLedger(world.table)
    await memory.run()
    const run = () =>
      tell(
        memory.published[0] as Announcement,
        { ...facts, keyThumbprint: sampleThumbprint },
        'https://l.example',
        ports,
      )
    return { world, mailer, run, hash: memory.published[0]?.hash ?? '?' }
  }

  it('mails its first approver the beginning of the ledger and the key, once, with nothing that decides', async () => {
    const { mailer, run, hash } = await created()
    expect(await run()).toBe(1)
    expect(await run()).toBe(0)
    const [mail] = mailer.to('nora@new.example')
    for (const form of [mail?.text, mail?.html])
      for (const part of [hash, sampleThumbprint, 'Write down the thumbprint', 'https://l.example/app/settings'])
        expect(form).toContain(part)
    expect(mail?.text).toMatch(/^ {2}Entry: 1$/m)
    expect(mail?.html).not.toContain('<b>Bank')
    expect(`${mail?.text}${mail?.html}`).not.toContain('/decide/')
  })

  it('leaves alone who is not on the list any more', async () => {
    const { world, mailer, run } = await created()
    const settings = world.table.settingsOf.get('new-bank')
    if (settings) world.table.settingsOf.set('new-bank', { ...settings, approvers: {} })
    expect(await run()).toBe(0)
    expect(mailer.sent).toEqual([])
  })
})

describe('telling an outcome', () => {
  it('mails operator and approvers once, however often the event comes, with seq and hash', async () => {
    const { mailer, announcements, run } = await approved()
    const [approval] = announcements()
    expect(await run(approval)).toBe(3)
    expect(await run(approval)).toBe(0)
    expect(mailer.sent.map(({ to }) => to.address)).toEqual(people)
    for (const { text } of mailer.sent) expect(text).toContain('ab'.repeat(32))
  })

  it('has notify mail approvers of an approval, with what stops it, and mails by itself what notify does not', async () => {
    const { mailer, announcements, ports, run } = await approved()
    const asked: OutcomeInput[] = []
    const byNotify = async (input: OutcomeInput) => {
      asked.push(input)
      return { sent: input.outcome.approverId === approverIds.ada }
    }
    const [approval] = announcements()
    expect(await run(approval, { ...ports, byNotify })).toBe(3)
    expect(asked.map(({ outcome }) => outcome)).toMatchObject([
      { approverId: approverIds.ada, version: 2, seq: 1, hash: 'ab'.repeat(32), type: 'lockbox.request.approved' },
      { approverId: approverIds.bob },
    ])
    expect(mailer.sent.map(({ to }) => to.address)).toEqual(['olga@vendor.example', 'bob@acme.example'])
    expect(await run(approval, { ...ports, byNotify })).toBe(0)
    expect(asked).toHaveLength(2)
  })

  it('records what notify could not mail, and tries it again', async () => {
    const { world, announcements, ports, run } = await approved()
    const [approval] = announcements()
    const failing = { ...ports, byNotify: async () => ({ sent: false, error: 'MessageRejected' }) }
    await expect(run(approval, failing)).rejects.toThrow('2 of 3')
    const broken = { ...ports, byNotify: () => Promise.reject(new Error('Unhandled of the function asked')) }
    await expect(run(approval, broken)).rejects.toThrow('2 of 3')
    const failed = [...world.table.outbox.values()].filter(({ event }) => event.type === 'lockbox.mail.failed')
    expect(failed.map(({ event }) => event.data.details.error)).toEqual(['MessageRejected', 'MessageRejected'])
    expect(await run(approval)).toBe(2)
  })

  it('tells an emergency as the ledger has it, whatever the request says of itself', async () => {
    const world = new World()
    const mailer = new TestMailer()
    const request = await opened(world)
    const item = [...world.table.requests.values()].find((stored) => stored.request.ulid === request.ulid)
    if (item) item.request = { ...request, state: 'Approved' }
    const memory = new MemoryLedger(world.table)
    await memory.run()
    const [published] = memory.published
    if (published) await tell(published, facts, 'https://l.example', { ...world, table: world.table, mailer })
    expect(mailer.sent.map(({ to }) => to.address)).toEqual(people)
    for (const { subject, text } of mailer.sent) {
      expect(subject).toBe('Emergency access: Vendor, write access to production')
      expect(text).toContain('opened production on')
    }
  })

  it.each<[string, Partial<AccessRequest>]>([
    ['another environment', { environmentId: 'sandbox', environmentName: 'sandbox' }],
    ['another service', { service: 'files' }],
    ['another level', { granted: { ...granted, accessLevel: 'read' } }],
    ['another end', { granted: { ...granted, accessUntil: '2026-11-23T09:05:00.000Z' } }],
    ['another incident', { incident: 'INC-0 (a drill)' }],
    ['a version of before', { version: 0 }],
    ['all that, and that it is over', { environmentId: 'sandbox', state: 'Denied', version: 5 }],
  ])('tells what was recorded of an emergency whose request says %s', async (_, lies) => {
    const world = new World()
    const mailer = new TestMailer()
    const request = await opened(world)
    const item = [...world.table.requests.values()].find((stored) => stored.request.ulid === request.ulid)
    if (item) item.request = { ...request, ...lies }
    const memory = new MemoryLedger(world.table)
    await memory.run()
    const [published] = memory.published
    if (published) await tell(published, facts, 'https://l.example', { ...world, table: world.table, mailer })
    expect(mailer.sent.map(({ to }) => to.address)).toEqual(people.slice(1))
    for (const { subject, text } of mailer.sent) {
      expect(subject).toBe('Emergency access: Vendor, write access to production')
      for (const part of ['INC-4711', 'crm', '14:00', 'says something else']) expect(text).toContain(part)
      for (const lie of ['sandbox', 'files', 'INC-0', '09:05', '10:05', 'Denied']) expect(text).not.toContain(lie)
    }
  })

  it('tells of an emergency whose request is in no table', async () => {
    const world = new World()
    world.set({ observers: { '01J0000000000000000000000B': { name: 'Olaf', email: 'olaf@acme.example' } } })
    const mailer = new TestMailer()
    await opened(world)
    world.table.requests.clear()
    const memory = new MemoryLedger(world.table)
    await memory.run()
    expect([...world.table.doors.values()][0]).toHaveProperty('recordedSeq')
    const [published] = memory.published
    if (published) await tell(published, facts, 'https://l.example', { ...world, table: world.table, mailer })
    expect(mailer.sent.map(({ to }) => to.address)).toEqual([...people.slice(1), 'olaf@acme.example'])
    for (const { subject, text } of mailer.sent) {
      expect(subject).toBe('Emergency access: Vendor, write access to production')
      for (const part of ['Somebody whose name is not on record', 'INC-4711', 'the request itself is missing'])
        expect(text).toContain(part)
    }
  })

  it('asks notify of no other outcome, nor where the tenant decides signed in only', async () => {
    const { world, request, announcements, ports, run } = await approved()
    const refuse = { ...ports, byNotify: () => Promise.reject(new Error('asked')) }
    world.set({ approvalMode: 'sign-in' })
    expect(await run(announcements()[0], refuse)).toBe(3)
    world.set({ approvalMode: 'email' })
    await close({ do: 'end', key: request, maySee: () => true, actor: () => operatorActor }, world)
    expect(await run(announcements().at(-1), refuse)).toBe(3)
  })

  it('lets one bad address hold up nobody, and tries that one again', async () => {
    const { world, mailer, announcements, run } = await approved()
    const [approval] = announcements()
    mailer.refuses.add('ada@acme.example')
    for (let i = 0; i < 2; i++) await expect(run(approval)).rejects.toThrow('1 of 3')
    expect(mailer.sent).toHaveLength(2)
    const failed = [...world.table.outbox.values()].filter(({ event }) => event.type === 'lockbox.mail.failed')
    expect(failed).toHaveLength(1)
    mailer.refuses.clear()
    expect(await run(approval)).toBe(1)
    expect(mailer.to('ada@acme.example')).toHaveLength(1)
  })

  it('gives every outcome its own mail, and says when the request has moved on since', async () => {
    const { world, mailer, request, announcements, run } = await approved()
    await close({ do: 'end', key: request, maySee: () => true, actor: () => operatorActor }, world)
    const [approval, ending] = announcements()
    await run(approval)
    await run(ending)
    const [first, second] = mailer.to('bob@acme.example')
    expect(first?.subject).toContain('Approved')
    expect(first?.text).toContain('the request is "Access ended" now')
    expect(first?.text).not.toContain('To end the access earlier')
    expect(second?.subject).toContain('Access ended')
  })

  it('says nothing about events that are no outcome of a request that it knows', async () => {
    const { announcements, run } = await approved()
    const [approval] = announcements()
    if (!approval) throw new Error('it was approved')
    const { event } = approval
    expect(await run({ ...approval, event: { ...event, data: { ...event.data, version: 9 } } })).toBe(0)
    expect(await run({ ...approval, tenantId: 'other' })).toBe(0)
  })

  it.each(['before', 'after'] as const)('heals from a crash %s each of its calls', async (when) => {
    for (let at = 1; at < 40; at++) {
      const { mailer, ports, announcements, run } = await approved()
      const [approval] = announcements()
      const crashed = await run(approval, crashing(ports, at, when)).then(
        () => false,
        // A crash while sending is a mail that failed; the queue brings either back.
        () => true,
      )
      await run(approval)
      expect(new Set(mailer.sent.map(({ to }) => to.address))).toEqual(new Set(people))
      if (!crashed) return
    }
  })
})

/** Ada takes Bob off the list; the announcement that the ledger would make of it. */
async function bobRemoved() {
  const world = new World()
  const mailer = new TestMailer()
  const [first] = Object.entries(settings().approvers).map(([id, { name, email }]) => ({ id, name, email }))
  const { policy, approvalMode, maxAccessPeriod, maxAccessLevel, timeZone } = settings()
  await putSettings(
    { tenantId: 'acme', email: 'ada@acme.example', actor: { ...operatorActor, kind: 'approver', method: 'signed-in' } },
    {
      version: 1,
      policy,
      approvalMode,
      maxAccessPeriod,
      maxAccessLevel,
      timeZone,
      denyNeedsReason: false,
      approvers: first ? [first] : [],
      observers: [],
    },
    facts,
    world,
  )
  const ports = { ...world, table: world.table, mailer }
  const [sealed] = [...world.table.outbox.values()]
  if (!sealed) throw new Error('it was changed')
  const event = recorded(sealed.event, { domain: 'approver', seq: 9, recordedAt: world.clock.now() })
  const announcement = { tenantId: 'acme', eventId: event.id, seq: 9, hash: 'cd'.repeat(32), event }
  return { world, mailer, ports, announcement, run: (p = ports) => tell(announcement, facts, 'https://l.example', p) }
}

describe('telling a change of settings', () => {
  it('reaches who was removed too, once each, with seq and hash', async () => {
    const { mailer, run } = await bobRemoved()
    expect(await run()).toBe(2)
    expect(await run()).toBe(0)
    expect(mailer.sent.map(({ to }) => to.address).sort()).toEqual(['ada@acme.example', 'bob@acme.example'])
    for (const { text } of mailer.sent) expect(text).toContain('cd'.repeat(32))
    expect(mailer.to('bob@acme.example')[0]?.text).toContain('Removed: Bob Boss, bob@acme.example')
  })

  it('tries a bad address again, and holds up nobody', async () => {
    const { world, mailer, run } = await bobRemoved()
    mailer.refuses.add('bob@acme.example')
    for (let i = 0; i < 2; i++) await expect(run()).rejects.toThrow('1 of 2')
    const failed = [...world.table.outbox.values()].filter(({ event }) => event.type === 'lockbox.mail.failed')
    expect(failed).toMatchObject([{ event: { data: { details: { purpose: 'change', about: 'settings#2' } } } }])
    mailer.refuses.clear()
    expect(await run()).toBe(1)
  })

  it('mails nobody about a change that names nobody: it was made by hand', async () => {
    const { world, run } = await bobRemoved()
    world.table.notices.clear()
    expect(await run()).toBe(0)
  })
})
