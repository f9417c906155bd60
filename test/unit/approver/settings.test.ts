import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { SignedIn } from '../../../functions/approver/caller.ts'
import { confirmByCode } from '../../../functions/approver/confirm-approver.ts'
import { listEnvironments, setManaged } from '../../../functions/approver/environments.ts'
import { putSettings } from '../../../functions/approver/put-settings.ts'
import { wantCode } from '../../../functions/approver/want-code.ts'
import { environmentsAnswer, settingsAnswer } from '../../../functions/contract/answers.ts'
import type { SettingsBody } from '../../../functions/contract/bodies.ts'
import { key } from '../../../functions/domain/keys.ts'
import { start } from '../../../functions/operator/start.ts'
import { relay } from '../../../functions/stream/relay.ts'
import { sendCode } from '../../../functions/workflow/send-code.ts'
import { facts, TestExecutions, TestInvoker, TestMailer } from '../../support/doubles.ts'
import { approverIds, crashing, operator, operatorActor, World } from '../../support/world.ts'

const caller = (email: string, tenantId = 'acme'): SignedIn => ({
  tenantId,
  email,
  actor: { kind: 'approver', id: email, email, method: 'signed-in', ip: '198.51.100.9' },
})
const ada = caller('ada@acme.example')
const carol = { name: 'Carol Case', email: 'carol@acme.example' }

function bodyOf(world: World, changes: Partial<SettingsBody> = {}): SettingsBody {
  const now = world.table.settingsOf.get('acme')
  if (!now) throw new Error('the tenant has settings')
  return {
    version: now.version,
    policy: now.policy,
    approvalMode: now.approvalMode,
    approvers: Object.entries(now.approvers).map(([id, { name, email }]) => ({ id, name, email })),
    observers: [],
    maxAccessPeriod: now.maxAccessPeriod,
    maxAccessLevel: now.maxAccessLevel,
    timeZone: now.timeZone,
    denyNeedsReason: now.denyNeedsReason === true,
    ...changes,
  }
}
const events = (world: World) => [...world.table.outbox.values()].map(({ event }) => event)

/** Carol is on the list, and waits for the code that the relay has mailed to her. */
async function carolAdded() {
  const world = new World()
  const mailer = new TestMailer()
  const invoker = new TestInvoker()
  const ports = { ...world, table: world.table, mailer }
  const body = bodyOf(world)
  const added = await putSettings(ada, { ...body, approvers: [...body.approvers, carol] }, facts, world)
  if (!added.ok) throw new Error(added.problem.code)
  const id = added.value.approvers.find(({ email }) => email === carol.email)?.id ?? ''
  const run = async (cause: 'inserted' | 'modified' | 'sweep' = 'inserted') => {
    invoker.invoked.length = 0
    const relayed = { table: world.table, executions: new TestExecutions(), invoker, notifyFunction: 'notify' }
    await relay({ key: key.confirm('acme', id), cause }, relayed)
    return invoker.invoked.length
  }
  const send = (p = ports) => sendCode({ tenantId: 'acme', approverId: id }, facts, 'https://l.example', p)
  const newest = () => /Your code: (\S+)/.exec(mailer.to(carol.email).at(-1)?.text ?? '')?.[1] ?? ''
  const confirm = (code: string, who = caller(carol.email)) => confirmByCode(who, id, code, facts, world)
  return { world, mailer, ports, id, run, send, newest, confirm }
}

describe('changing the settings', () => {
  it('is one transaction: settings, event, notice to everybody before and after, wish for a code', async () => {
    const world = new World()
    const body = bodyOf(world)
    const [first] = body.approvers
    const changed = await putSettings(ada, { ...body, approvers: [first as never, carol] }, facts, world)
    expect(changed).toMatchObject({ ok: true, value: { version: 2, you: approverIds.ada } })
    expect(v.safeParse(settingsAnswer, changed.ok && changed.value).issues).toBeUndefined()
    expect(events(world)).toMatchObject([
      { id: 'settings#2', type: 'lockbox.settings.changed', data: { actor: { method: 'signed-in' } } },
    ])
    const [notice] = [...world.table.notices.values()]
    expect(notice?.recipients.map(({ email }) => email).sort()).toEqual([
      'ada@acme.example',
      'bob@acme.example',
      'carol@acme.example',
    ])
    expect([...world.table.confirmations.values()]).toMatchObject([{ email: carol.email, by: { name: 'Ada Admin' } }])
  })

  it('answers the loser with what the winner made of it, and changes nothing', async () => {
    const world = new World()
    const body = bodyOf(world)
    await putSettings(ada, { ...body, timeZone: 'Europe/Oslo' }, facts, world)
    const late = await putSettings(ada, { ...body, timeZone: 'Europe/Rome' }, facts, world)
    expect(late).toMatchObject({
      problem: { code: 'VersionConflict', extra: { current: { version: 2, timeZone: 'Europe/Oslo' } } },
    })
    expect(events(world)).toHaveLength(1)
  })

  it('lets a change that is none leave no trace', async () => {
    const world = new World()
    expect(await putSettings(ada, bodyOf(world), facts, world)).toMatchObject({ ok: true, value: { version: 1 } })
    expect(events(world)).toEqual([])
  })

  it.each([
    ['who is not on the list', caller('eve@acme.example'), 'NotAnApprover'],
    ['another tenant’s approver', caller('ada@acme.example', 'other'), 'NotAnApprover'],
  ])('is refused to %s', async (_, who, code) => {
    const world = new World()
    expect(await putSettings(who, bodyOf(world, { policy: 'off' }), facts, world)).toMatchObject({ problem: { code } })
  })

  it('is refused to an address of the vendor that got onto the list, and to one that is not confirmed', async () => {
    const world = new World()
    world.set({
      approvers: {
        [approverIds.ada]: { name: 'Ada', email: 'ada@acme.example', unconfirmed: true },
        [approverIds.bob]: { name: 'Vic', email: 'vic@vendor.example' },
      },
    })
    for (const [email, code] of [
      ['ada@acme.example', 'NotConfirmed'],
      ['vic@vendor.example', 'VendorAddress'],
    ] as const)
      expect(await putSettings(caller(email), bodyOf(world), facts, world)).toMatchObject({ problem: { code } })
  })

  it('fails as a whole when the caller was taken off the list in between', async () => {
    const world = new World()
    const body = bodyOf(world)
    const { commit } = world.table
    world.table.commit = async (writes) => {
      world.table.commit = commit
      await putSettings(caller('bob@acme.example'), { ...body, approvers: body.approvers.slice(1) }, facts, world)
      return commit(writes)
    }
    expect(await putSettings(ada, { ...body, policy: 'off' }, facts, world)).toMatchObject({
      problem: { code: 'NotAnApprover' },
    })
    expect(world.table.settingsOf.get('acme')).toMatchObject({ version: 2, policy: 'on' })
  })

  it('is refused before it is too large for an entry of the ledger', async () => {
    const world = new World()
    const people = (prefix: string) =>
      Array.from({ length: 19 }, (_, i) => ({
        name: 'N'.repeat(100),
        email: `${prefix}${i}-${'x'.repeat(200)}@${'y'.repeat(20)}.example`,
      }))
    const listsOf = (prefix: string) => {
      const body = bodyOf(world)
      return {
        ...body,
        approvers: [...body.approvers.slice(0, 1), ...people(`${prefix}a`)],
        observers: people(`${prefix}o`),
      }
    }
    expect(await putSettings(ada, listsOf('1'), facts, world)).toMatchObject({ ok: true })
    expect(await putSettings(ada, listsOf('2'), facts, world)).toMatchObject({ problem: { code: 'InvalidRequest' } })
    expect(world.table.settingsOf.get('acme')?.version).toBe(2)
  })
})

describe('the settings of three full lists', () => {
  /** As long as the API lets it through. */
  const full = (name: string, host: string, count = 20) =>
    Array.from({ length: count }, (_, i) => ({
      name,
      email: `${host}${String(i).padStart(2, '0')}@${`${'y'.repeat(60)}.`.repeat(4)}`.slice(0, 246).concat('.example'),
    }))
  const keyed = (people: ReturnType<typeof full>, prefix: string) =>
    Object.fromEntries(people.map((person, i) => [`01J${prefix.repeat(21)}${String(i).padStart(2, '0')}`, person]))

  it.each([
    ['in ASCII', 'N', true],
    ['of three bytes a character: not all fit any more', '漢', false],
  ])('stay under 32 KB, with the longest names %s', async (_, character, fits) => {
    const name = character.repeat(100)
    const world = new World()
    const { approvers = {} } = world.table.settingsOf.get('acme') ?? {}
    world.set({
      approvers: { ...approvers, ...keyed(full(name, 'a', 18), 'A') },
      observers: keyed(full(name, 'o'), 'B'),
    })
    const observers = Object.entries(keyed(full(name, 'o'), 'B')).map(([id, person]) => ({ id, ...person }))
    const auditors = full(name, 'u').map((each) => ({
      ...each,
      mails: ['checkpoints' as const, 'statements' as const],
    }))
    const answer = await putSettings(ada, bodyOf(world, { observers, auditors }), facts, world)
    expect(answer).toMatchObject(
      fits
        ? { ok: true }
        : { problem: { code: 'InvalidRequest', detail: expect.stringContaining('lists are too long') } },
    )
    expect(Buffer.byteLength(JSON.stringify(world.table.settingsOf.get('acme')))).toBeLessThan(32 * 1024)
  })
})

describe('the code that confirms an address', () => {
  it('is handed to notify once, mailed with its MAC stored, and confirms', async () => {
    const { world, run, send, newest, confirm, id } = await carolAdded()
    expect(await run()).toBe(1)
    expect(await send()).toBe('sent')
    expect(await run('modified')).toBe(0)
    expect(await send()).toBe('nothing to send')
    expect(JSON.stringify(await world.table.confirmation('acme', id))).not.toContain(newest().replace('-', ''))
    expect(await confirm(newest().toLowerCase())).toMatchObject({ ok: true, value: { version: 3, you: id } })
    expect(world.table.settingsOf.get('acme')?.approvers[id]).toEqual(carol)
    expect(world.table.confirmations.size).toBe(0)
    expect(events(world).at(-1)?.data.details).toEqual({ [`approver.${id}`]: 'confirmed' })
  })

  it('may be typed by another confirmed approver, and by nobody else', async () => {
    const { world, send, newest, confirm } = await carolAdded()
    await send()
    const dan = { name: 'Dan', email: 'dan@acme.example' }
    const body = bodyOf(world)
    await putSettings(ada, { ...body, approvers: [...body.approvers, dan] }, facts, world)
    expect(await confirm(newest(), caller(dan.email))).toMatchObject({ problem: { code: 'NotConfirmed' } })
    expect(await confirm(newest(), caller('eve@acme.example'))).toMatchObject({ problem: { code: 'NotAnApprover' } })
    expect(await confirm(newest(), ada)).toMatchObject({ ok: true })
  })

  it('locks at the fifth wrong one, counts no slip, and a fresh code opens again', async () => {
    const { send, newest, confirm, ports, id } = await carolAdded()
    await send()
    expect(await confirm('K7F2')).toMatchObject({ problem: { code: 'WrongCode' } })
    for (let left = 4; left >= 0; left--)
      expect(await confirm('0000-0000')).toMatchObject({ problem: { code: left ? 'WrongCode' : 'LinkLocked' } })
    expect(await confirm(newest())).toMatchObject({ problem: { code: 'LinkLocked' } })
    expect(await wantCode(ada, id, ports)).toMatchObject({ ok: true })
    await send()
    expect(await confirm(newest())).toMatchObject({ ok: true })
  })

  it('is mailed three times a day on request', async () => {
    const { id, world } = await carolAdded()
    const want = () => wantCode(caller(carol.email), id, world)
    for (let i = 0; i < 3; i++) expect(await want()).toMatchObject({ ok: true })
    expect(await want()).toMatchObject({ problem: { code: 'TooManyRequests' } })
    world.clock.advance(86_400)
    expect(await want()).toMatchObject({ ok: true })
  })

  it('of a former address or of a former mail confirms nothing', async () => {
    const { world, send, newest, confirm, id, mailer, ports } = await carolAdded()
    await send()
    const former = newest()
    await wantCode(ada, id, ports)
    await send()
    expect(await confirm(former)).toMatchObject({ problem: { code: 'WrongCode' } })
    const body = bodyOf(world)
    const approvers = body.approvers.map((person) =>
      person.id === id ? { ...person, email: 'c@new.example' } : person,
    )
    await putSettings(ada, { ...body, approvers }, facts, world)
    expect(await confirm(newest(), ada)).toMatchObject({ problem: { code: 'WrongCode' } })
    await send()
    expect(mailer.to('c@new.example')).toHaveLength(1)
  })

  it('confirms nothing, and is not mailed, once the list has another address without a wish of its own', async () => {
    const { world, send, newest, confirm, id, ports, mailer } = await carolAdded()
    await send()
    const approvers = { ...world.table.settingsOf.get('acme')?.approvers }
    world.set({ approvers: { ...approvers, [id]: { ...carol, email: 'c@new.example', unconfirmed: true } } })
    expect(await confirm(newest(), ada)).toMatchObject({ problem: { code: 'WrongCode' } })
    world.set({ approvers: { ...approvers, [id]: { ...carol, unconfirmed: true } } })
    await wantCode(ada, id, ports)
    world.set({ approvers: { ...approvers, [id]: carol } })
    expect(await send()).toBe('nothing to send')
    expect(mailer.sent).toHaveLength(1)
  })

  it('is handed to notify again by the sweep alone, while its mail is still to be sent', async () => {
    const { run, send, mailer } = await carolAdded()
    mailer.refuses.add(carol.email)
    await send()
    expect(await run('modified')).toBe(0)
    expect(await run('sweep')).toBe(1)
  })

  it('is not mailed to who was taken off the list before', async () => {
    const { world, send, mailer, id } = await carolAdded()
    const body = bodyOf(world)
    await putSettings(ada, { ...body, approvers: body.approvers.filter((person) => person.id !== id) }, facts, world)
    expect(await send()).toBe('nothing to send')
    expect(mailer.sent).toEqual([])
  })

  it('is tried eight times where a mail fails, each recorded, and found by the sweep meanwhile', async () => {
    const { world, send, run, mailer } = await carolAdded()
    mailer.refuses.add(carol.email)
    for (let i = 0; i < 8; i++) {
      expect(await run('sweep')).toBe(1)
      expect(await send()).toBe('pending')
    }
    expect(await send()).toBe('given-up')
    expect(await run('sweep')).toBe(0)
    expect(events(world).filter(({ type }) => type === 'lockbox.mail.failed')).toHaveLength(8)
  })

  it.each(['before', 'after'] as const)('heals from a crash %s each call: the newest mail confirms', async (when) => {
    for (let at = 1; at < 20; at++) {
      const { send, run, ports, newest, confirm } = await carolAdded()
      const crashed = await send(crashing(ports, at, when)).then(
        () => false,
        () => true,
      )
      if ((await run('sweep')) > 0) await send()
      expect(await confirm(newest())).toMatchObject({ ok: true })
      if (!crashed) return
    }
  })
})

describe('an environment', () => {
  const put = (world: World, environmentId: string, managed: boolean, version: number, who = ada) =>
    setManaged({ caller: who, environmentId, managed, version, vendorDomains: world.vendorDomains }, world)

  it('is taken out and back in by version, with event and notice', async () => {
    const world = new World()
    expect(await put(world, 'production', false, 0)).toMatchObject({ ok: true, value: { managed: false, version: 1 } })
    expect(await put(world, 'production', true, 0)).toMatchObject({
      problem: { code: 'VersionConflict', extra: { current: { managed: false, version: 1 } } },
    })
    expect(await put(world, 'production', true, 1)).toMatchObject({ ok: true, value: { managed: true, version: 2 } })
    expect(events(world)).toMatchObject([
      { type: 'lockbox.environment.unmanaged', data: { before: 'managed', after: 'unmanaged' } },
      { type: 'lockbox.environment.managed', data: { before: 'unmanaged', after: 'managed' } },
    ])
    expect(world.table.notices.size).toBe(2)
  })

  it('stays as it is when the caller was taken off the list in between', async () => {
    const world = new World()
    const { commit } = world.table
    world.table.commit = (writes) => {
      world.table.commit = commit
      world.set({ approvers: { [approverIds.bob]: { name: 'Bob', email: 'bob@acme.example' } } })
      return commit(writes)
    }
    expect(await put(world, 'production', false, 0)).toMatchObject({ problem: { code: 'NotAnApprover' } })
    expect(world.table.managedMarks.has('unmanaged#acme production')).toBe(false)
  })

  it('that is managed again is governed again', async () => {
    const world = new World()
    const ask = {
      tenantId: 'acme',
      environmentId: 'sandbox',
      service: 'crm',
      operator,
      reason: { type: 'ProductionAlert' as const, detail: 'Disk' },
      accessLevel: 'read' as const,
    }
    const begin = () => start({ ask, actor: operatorActor, client: 'tool' }, world.startConfig, world)
    expect(await begin()).toMatchObject({ value: { body: { basis: 'EnvironmentNotManaged' } } })
    // The mark of an older release has no version: its first change is from 0.
    expect(await put(world, 'sandbox', true, 0)).toMatchObject({ ok: true })
    expect(await begin()).toMatchObject({ ok: true, value: { status: 201 } })
  })

  it('is shown with its mark; one that was moved is not the tenant’s any more', async () => {
    const world = new World()
    world.table.environmentsOf.set('moved', {
      tenantId: 'acme',
      environmentId: 'moved',
      name: 'Moved',
      version: 2,
      movedTo: 'other',
    })
    const listed = await listEnvironments(ada, world.table, world.vendorDomains, world.clock.now())
    expect(v.safeParse(environmentsAnswer, listed.ok && listed.value).issues).toBeUndefined()
    expect(listed).toMatchObject({
      value: {
        items: [
          { environmentId: 'production', managed: true, version: 0 },
          { environmentId: 'sandbox', managed: false, version: 0 },
        ],
      },
    })
    expect(await put(world, 'nowhere', false, 0)).toMatchObject({ problem: { code: 'UnknownEnvironment' } })
    expect(await put(world, 'production', false, 0, caller('eve@x.example'))).toMatchObject({
      problem: { code: 'NotAnApprover' },
    })
  })
})
