import { describe, expect, it } from 'vitest'
import { acknowledge } from '../../../functions/approver/acknowledge.ts'
import { revoke } from '../../../functions/approver/revoke.ts'
import { key } from '../../../functions/domain/keys.ts'
import { unwrap } from '../../../functions/domain/problems.ts'
import { freshMail } from '../../../functions/link/fresh-mail.ts'
import { stop } from '../../../functions/link/stop.ts'
import { close } from '../../../functions/operator/close.ts'
import type { OutcomeInput } from '../../../functions/ports.ts'
import { relay } from '../../../functions/stream/relay.ts'
import { outcomeInput, wantsAcknowledgement } from '../../../functions/workflow/contract.ts'
import { notify } from '../../../functions/workflow/notify.ts'
import { sendAcknowledge } from '../../../functions/workflow/send-acknowledge.ts'
import { sendOutcome } from '../../../functions/workflow/send-outcome.ts'
import { settle } from '../../../functions/workflow/settle.ts'
import { facts, TestExecutions, TestInvoker, TestMailer } from '../../support/doubles.ts'
import { opened } from '../../support/emergencies.ts'
import { approverIds, Crash, crashing, linkOf, operatorActor, signedInAs, World } from '../../support/world.ts'

const origin = 'https://lockbox.example'
const ada = 'ada@acme.example'
const bob = 'bob@acme.example'
const olaf = 'olaf@acme.example'
const observers = { '01J0000000000000000000000B': { name: 'Olaf', email: olaf } }

async function emergency() {
  const world = new World()
  world.set({ observers })
  const mailer = new TestMailer()
  const request = await opened(world)
  const raised: string[] = []
  const ports = { ...world, table: world.table, mailer, onEmergency: () => raised.push('alarm') }
  return { world, mailer, request, ports, raised, run: (p = ports) => notify(request, facts, origin, p) }
}
const end = (world: World, request: { tenantId: string; ulid: string }) =>
  close({ do: 'end', key: request, maySee: () => true, actor: () => operatorActor }, world)

/** Link and code as the mail shows them. */
function linkAndCode(mail: { readonly text: string } | undefined) {
  const linkId = /\/decide\/([^\s?]+)/.exec(mail?.text ?? '')?.[1] ?? ''
  const code = /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec((mail?.text ?? '').replaceAll(linkId, ''))?.[0] ?? ''
  return { linkId, code }
}

describe('notifying of an emergency', () => {
  it('mails all approvers and observers, raises the alarm, and gives approvers what stops it', async () => {
    const { world, mailer, request, raised, run } = await emergency()
    expect(await run()).toEqual({ sent: 3, pending: 0, unreached: false })
    expect(raised).toEqual(['alarm'])
    expect(mailer.sent.map(({ to }) => to.address).sort()).toEqual([ada, bob, olaf])
    for (const { subject, text } of mailer.sent) {
      expect(subject).toBe('EMERGENCY ACCESS: Vendor opened production without your approval')
      expect(text).toContain('INC-4711')
    }
    expect(`${mailer.to(olaf)[0]?.text}${mailer.to(olaf)[0]?.html}`).not.toContain('/decide/')
    const { linkId, code } = linkAndCode(mailer.to(bob)[0])
    expect(await stop(linkOf(linkId), { code }, {}, world.vendorDomains, world)).toMatchObject({ mine: true })
    expect((await world.table.request(request))?.request.state).toBe('Revoked')
  })

  it('hears of one whose request was put without its incident', async () => {
    const { world, mailer, request, raised, run } = await emergency()
    const item = [...world.table.requests.values()].find((stored) => stored.request.ulid === request.ulid)
    const { incident: _, ...bare } = request
    if (item) item.request = bare
    expect(await run()).toMatchObject({ sent: 3 })
    expect(raised).toHaveLength(1)
    for (const { subject, text } of mailer.sent)
      expect(`${subject}\n${text}`).toMatch(/^EMERGENCY(.|\n)*no incident is on/)
  })

  it('mails nobody twice, and raises the alarm once', async () => {
    const { mailer, raised, run } = await emergency()
    await run()
    await run()
    expect(mailer.sent).toHaveLength(3)
    expect(raised).toHaveLength(1)
  })

  it('records each mail, and what for', async () => {
    const { world, run } = await emergency()
    await run()
    const purposes = [...world.table.outbox.values()]
      .filter(({ event }) => event.type === 'lockbox.mail.sent')
      .map(({ event }) => event.data.details.purpose)
    expect(purposes.sort()).toEqual(['emergency', 'emergency', 'information'])
  })

  it('is not silenced by whoever ends it at once: everybody hears of it, without a link', async () => {
    const { world, mailer, request, run } = await emergency()
    await end(world, request)
    expect((await world.table.request(request))?.dueAt).toBeDefined()
    expect(await run()).toMatchObject({ sent: 3 })
    for (const { subject, text, html } of mailer.sent) {
      expect(subject).toContain('EMERGENCY ACCESS')
      expect(text).toContain('It is over: "Access ended"')
      expect(`${text}${html}`).not.toContain('/decide/')
    }
    expect((await world.table.request(request))?.dueAt).toBeUndefined()
  })

  it('is not silenced by ending it while its mails are made', async () => {
    const { world, mailer, request, ports } = await emergency()
    let ended = false
    const table = new Proxy(world.table, {
      get: (t, name) =>
        name !== 'prepareMails'
          ? Reflect.get(t, name, t)
          : async (...args: Parameters<typeof t.prepareMails>) => {
              if (!ended) await end(world, request)
              ended = true
              return t.prepareMails(...args)
            },
    })
    expect(await notify(request, facts, origin, { ...ports, table })).toMatchObject({ sent: 3 })
    expect(mailer.sent).toHaveLength(3)
  })

  it('is due until all mails are out: the execution that goes on forgets nothing', async () => {
    const { world, mailer, request, run } = await emergency()
    mailer.refuses.add(ada)
    expect(await run()).toMatchObject({ sent: 2, pending: 1 })
    expect(await settle(request, world)).toMatchObject({ state: 'Emergency' })
    expect((await world.table.request(request))?.dueAt).toBeDefined()
    const invoker = new TestInvoker()
    const ports = { table: world.table, executions: new TestExecutions(), invoker, notifyFunction: 'notify' }
    await relay({ key: key.request(request), cause: 'sweep' }, ports)
    expect(invoker.invoked).toMatchObject([{ functionName: 'notify', payload: { ulid: request.ulid } }])
    mailer.refuses.clear()
    expect(await run()).toMatchObject({ sent: 1, pending: 0 })
    expect((await world.table.request(request))?.dueAt).toBeUndefined()
  })

  it('starts its execution and hands nothing to notify twice, when it is inserted', async () => {
    const { world, request } = await emergency()
    const executions = new TestExecutions()
    const invoker = new TestInvoker()
    const ports = { table: world.table, executions, invoker, notifyFunction: 'notify' }
    await relay({ key: key.request(request), cause: 'inserted' }, ports)
    await relay({ key: key.request(request), cause: 'modified' }, ports)
    expect(executions.started).toEqual([`acme.${request.ulid}-1`])
    expect(invoker.invoked).toEqual([])
  })

  it('gives no link where the tenant decides signed in only, and none to the operator in person', async () => {
    const { world, mailer, run } = await emergency()
    world.set({
      approvalMode: 'sign-in',
      approvers: {
        [approverIds.ada]: { name: 'Ada', email: ada },
        [approverIds.bob]: { name: 'Me', email: 'OLGA+x@vendor.example' },
      },
    })
    await run()
    expect(mailer.sent.map(({ to }) => to.address).sort()).toEqual([ada, olaf])
    expect(mailer.to(ada)[0]?.text).toContain('Stop this access: open https://lockbox.example/')
    expect(mailer.sent.some(({ text, html }) => `${text}${html}`.includes('/decide/'))).toBe(false)
  })

  it('says so when nobody could be told', async () => {
    const { mailer, raised, run } = await emergency()
    mailer.refuses.add(ada).add(bob)
    expect(await run()).toEqual({ sent: 1, pending: 2, unreached: true })
    expect(raised).toHaveLength(1)
  })

  it('serves a fresh mail for a locked link', async () => {
    const { world, mailer, request, run } = await emergency()
    await run()
    const { linkId } = linkAndCode(mailer.to(ada)[0])
    for (let i = 0; i < 5; i++) await stop(linkOf(linkId), { code: '00000000' }, {}, [], world)
    await freshMail(linkOf(linkId), {}, [], world)
    await run()
    await run()
    expect(mailer.to(ada)).toHaveLength(2)
    expect(mailer.to(bob)).toHaveLength(1)
    const fresh = linkAndCode(mailer.to(ada)[1])
    expect(await stop(linkOf(fresh.linkId), { code: fresh.code }, {}, [], world)).toMatchObject({ mine: true })
    expect((await world.table.request(request))?.mailWanted).toBeUndefined()
  })

  it.each(['before', 'after'] as const)('heals from a crash %s each of its calls', async (when) => {
    for (let at = 1; ; at++) {
      const { world, mailer, request, ports, run } = await emergency()
      const { onEmergency: _, ...crashable } = ports
      const crashed = await notify(request, facts, origin, crashing(crashable, at, when)).then(
        () => false,
        (error) => error instanceof Crash || Promise.reject(error),
      )
      await run()
      for (const address of [ada, bob]) {
        const { linkId } = linkAndCode(mailer.to(address).at(-1))
        expect(await stop(linkOf(linkId), { code: 'x' }, {}, [], world)).toMatchObject({ state: { kind: 'grant' } })
      }
      expect(mailer.to(olaf).length).toBeGreaterThan(0)
      const stored = await world.table.request(request)
      expect(Object.values(stored?.mails ?? {}).map((mail) => mail.status)).toEqual(['sent', 'sent', 'sent'])
      expect(stored?.dueAt).toBeUndefined()
      if (!crashed) return
    }
  })
})

describe('a fresh link to stop an approved access', () => {
  it('goes to whoever asked for it, and to nobody else', async () => {
    const world = new World()
    world.set({ observers })
    const mailer = new TestMailer()
    const request = await world.approved()
    const ports = { ...world, table: world.table, mailer }
    expect(await notify(request, facts, origin, ports)).toEqual({ sent: 0, pending: 0, unreached: false })
    const { linkId } = await world.link(request)
    for (let i = 0; i < 5; i++) await stop(linkOf(linkId), { code: '00000000' }, {}, [], world)
    await freshMail(linkOf(linkId), {}, [], world)
    const invoker = new TestInvoker()
    const carrier = { table: world.table, executions: new TestExecutions(), invoker, notifyFunction: 'notify' }
    await relay({ key: key.request(request), cause: 'modified' }, carrier)
    expect(invoker.invoked).toHaveLength(1)
    expect(await notify(request, facts, origin, ports)).toMatchObject({ sent: 1 })
    expect(mailer.sent.map(({ to, subject }) => [to.address, subject])).toEqual([
      [ada, 'Stop this access: Vendor, Production'],
    ])
    const fresh = linkAndCode(mailer.sent[0])
    expect(await stop(linkOf(fresh.linkId), { code: fresh.code }, {}, [], world)).toMatchObject({ mine: true })
  })
})

describe("an approval's mail with what stops it", () => {
  const outcomeOf = (request: { tenantId: string; ulid: string }, changes = {}): OutcomeInput => ({
    v: 1,
    tenantId: request.tenantId,
    ulid: request.ulid,
    outcome: {
      approverId: approverIds.bob,
      version: 2,
      seq: 7,
      hash: 'ab'.repeat(32),
      type: 'lockbox.request.approved',
      recordedAt: '2026-11-23T09:00:01.000Z',
      ...changes,
    },
  })
  async function approved() {
    const world = new World()
    const mailer = new TestMailer()
    const request = await world.approved()
    const ports = { ...world, table: world.table, mailer }
    const run = (input = outcomeOf(request), p = ports) => sendOutcome(input, facts, origin, p)
    return { world, mailer, request, ports, run }
  }

  it('goes to the one approver, with seq and hash, link and code; the record of the first mails stays', async () => {
    const { world, mailer, request, run } = await approved()
    const before = (await world.table.request(request))?.mails
    expect(await run()).toEqual({ sent: true })
    expect(mailer.sent.map(({ to }) => to.address)).toEqual([bob])
    const [mail] = mailer.sent
    for (const part of ['Access is approved', 'Entry: 7', 'ab'.repeat(32), 'Stop this access'])
      expect(mail?.text).toContain(part)
    expect((await world.table.request(request))?.mails).toEqual(before)
    const { linkId, code } = linkAndCode(mail)
    expect(await stop(linkOf(linkId), { code }, {}, [], world)).toMatchObject({ mine: true })
  })

  it.each<[string, (world: World, request: { tenantId: string; ulid: string }) => unknown, object]>([
    ['was revoked meanwhile', (w, r) => revoke({ caller: signedInAs(), key: r }, [], w), {}],
    ['is over', (w) => w.clock.advance(28_800), {}],
    ['is of another version', () => undefined, { version: 1 }],
    ['is stopped signed in only', (w) => w.set({ approvalMode: 'sign-in' }), {}],
    ['is not this approver’s', () => undefined, { approverId: '01J0000000000000000000000Z' }],
  ])('is left to tell where the access %s', async (_, change, outcome) => {
    const { world, mailer, request, run } = await approved()
    await change(world, request)
    expect(await run(outcomeOf(request, outcome))).toEqual({ sent: false })
    expect(mailer.sent).toEqual([])
  })

  it('is left to tell where the approver is the operator in person', async () => {
    const world = new World()
    const mailer = new TestMailer()
    const chris = { id: 'chris@contractor.example', name: 'Chris', email: 'chris@contractor.example' }
    const request = await world.approved({ operator: chris })
    world.set({ approvers: { [approverIds.bob]: { name: 'Chris', email: 'Chris+boss@contractor.example' } } })
    const ports = { ...world, table: world.table, mailer }
    expect(await sendOutcome(outcomeOf(request), facts, origin, ports)).toEqual({ sent: false })
    expect(mailer.sent).toEqual([])
  })

  it('says why it could not be sent', async () => {
    const { mailer, run } = await approved()
    mailer.refuses.add(bob)
    expect(await run()).toEqual({ sent: false, error: 'MessageRejected' })
  })

  it('is asked for in one shape only', () => {
    const input = outcomeOf({ tenantId: 'acme', ulid: '01J00000000000000000000000' })
    expect(outcomeInput(input)).toEqual(input)
    expect(outcomeInput({ v: 1, tenantId: 'acme', ulid: input.ulid })).toBeUndefined()
    for (const wrong of [{ seq: '7' }, { approverId: 'x' }, { hash: 7 }, { version: 1.5 }])
      expect(() => outcomeInput({ ...input, outcome: { ...input.outcome, ...wrong } })).toThrow('the outcome is not')
    expect(wantsAcknowledgement({ ...input, acknowledge: true })).toBe(true)
    expect(wantsAcknowledgement(input)).toBe(false)
  })
})

describe('reminding of an emergency that nobody acknowledged', () => {
  it('asks all approvers but the operator in person, until one acknowledges', async () => {
    const { world, mailer, request, ports } = await emergency()
    world.set({
      approvers: {
        [approverIds.ada]: { name: 'Ada', email: ada },
        [approverIds.bob]: { name: 'Me', email: 'olga+x@vendor.example' },
      },
    })
    expect(await sendAcknowledge(request, facts, origin, ports)).toEqual({ sent: 1, failed: 0 })
    expect(mailer.sent.map(({ to, subject }) => [to.address, subject])).toEqual([
      [ada, 'Please acknowledge: emergency access to production, Vendor'],
    ])
    expect(`${mailer.sent[0]?.text}${mailer.sent[0]?.html}`).not.toContain('/decide/')
    const [event] = [...world.table.outbox.values()].filter((s) => s.event.type === 'lockbox.mail.sent')
    expect(event?.event.data.details).toEqual({ approverId: approverIds.ada, purpose: 'acknowledge' })
    unwrap(await acknowledge(signedInAs(), request, [], world))
    expect(await sendAcknowledge(request, facts, origin, ports)).toEqual({ sent: 0, failed: 0 })
  })

  it('asks also when it is over, says so, and records what failed', async () => {
    const { world, mailer, request, ports } = await emergency()
    world.clock.advance(86_400)
    mailer.refuses.add(bob)
    expect(await sendAcknowledge(request, facts, origin, ports)).toEqual({ sent: 1, failed: 1 })
    expect(mailer.sent[0]?.text).toContain('Its time was over on')
    expect(world.eventTypes()).toContain('lockbox.mail.failed')
  })

  it('asks nobody about a request that is no emergency', async () => {
    const world = new World()
    const mailer = new TestMailer()
    const request = await world.approved()
    expect(await sendAcknowledge(request, facts, origin, { ...world, table: world.table, mailer })).toEqual({
      sent: 0,
      failed: 0,
    })
  })
})
