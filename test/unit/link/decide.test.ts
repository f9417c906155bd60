import { describe, expect, it } from 'vitest'
import { type FormDecision as Decision, decide } from '../../../functions/link/decide.ts'
import { freshMail } from '../../../functions/link/fresh-mail.ts'
import { approverIds, linkOf, World } from '../../support/world.ts'

const send = (world: World, linkId: string, decision: Partial<Decision> & { code: string }) =>
  decide(linkOf(linkId), { decision: 'approve', ...decision }, { ip: '198.51.100.9' }, world.vendorDomains, world)
const stateNow = async (world: World, request: { tenantId: string; ulid: string }) =>
  (await world.table.request(request))?.request.state
const eventTypes = (world: World) => [...world.table.outbox.values()].map((sealed) => sealed.event.type)

async function waiting() {
  const world = new World()
  const request = await world.open()
  return { world, request, ...(await world.link(request)) }
}

describe('deciding by link and code', () => {
  it('approves: the door is there, unmarked, and the event is in the outbox', async () => {
    const { world, request, linkId, code } = await waiting()
    const { state } = await send(world, linkId, { code })
    expect(state).toMatchObject({
      kind: 'over',
      request: { state: 'Approved', decided: { by: { method: 'link-and-code' } } },
    })
    expect([...world.table.doors.values()]).toMatchObject([
      { request: { ulid: request.ulid }, operatorId: 'olga@vendor.example', accessUntil: '2026-11-23T17:00:00.000Z' },
    ])
    expect([...world.table.doors.values()][0]).not.toHaveProperty('recordedSeq')
    expect(eventTypes(world)).toEqual(['lockbox.request.approved'])
  })

  it('takes the code in any case and spacing', async () => {
    const { world, request, linkId, code } = await waiting()
    await send(world, linkId, { code: ` ${code.slice(0, 4).toLowerCase()} - ${code.slice(4).toLowerCase()} ` })
    expect(await stateNow(world, request)).toBe('Approved')
  })

  it('denies, and opens no door', async () => {
    const { world, linkId, code } = await waiting()
    const { state } = await send(world, linkId, { code, decision: 'deny', reason: 'Not now' })
    expect(state).toMatchObject({ kind: 'over', request: { state: 'Denied', decided: { reason: 'Not now' } } })
    expect(world.table.doors.size).toBe(0)
  })

  it('wants a reason for a denial where the tenant does, before the code is even looked at', async () => {
    const { world, request, linkId, code } = await waiting()
    world.set({ denyNeedsReason: true })
    for (const reason of [undefined, '', '   '])
      expect(
        await send(world, linkId, { code, decision: 'deny', ...(reason !== undefined && { reason }) }),
      ).toMatchObject({ state: { kind: 'open' }, problem: { code: 'ReasonRequired' } })
    expect(await stateNow(world, request)).toBe('ActionNeeded')
    await send(world, linkId, { code, decision: 'deny', reason: 'Not this week' })
    expect(await stateNow(world, request)).toBe('Denied')
  })

  it('wants no reason for an approval', async () => {
    const { world, request, linkId, code } = await waiting()
    world.set({ denyNeedsReason: true })
    await send(world, linkId, { code })
    expect(await stateNow(world, request)).toBe('Approved')
  })

  it('decides nothing for an approver whose new address is not confirmed', async () => {
    const { world, request, linkId, code } = await waiting()
    world.set({ approvers: { [approverIds.ada]: { name: 'Ada', email: 'ada@acme.example', unconfirmed: true } } })
    expect(await send(world, linkId, { code })).toMatchObject({
      state: { kind: 'refused', problem: { code: 'NotConfirmed' } },
    })
    expect(await stateNow(world, request)).toBe('ActionNeeded')
  })

  it('clamps what is granted to the maxima of this moment', async () => {
    const { world, linkId, code } = await waiting()
    world.set({ maxAccessPeriod: 3600, maxAccessLevel: 'read' })
    const { state } = await send(world, linkId, { code })
    expect(state).toMatchObject({ request: { granted: { accessLevel: 'read', accessPeriod: 3600 } } })
  })

  it('locks a link at the fifth wrong code, even for the right one, and records it', async () => {
    const { world, request, linkId, code } = await waiting()
    for (let left = 4; left >= 0; left--)
      expect(await send(world, linkId, { code: '00000000' })).toMatchObject({
        problem: { code: left === 0 ? 'LinkLocked' : 'WrongCode' },
      })
    expect(await send(world, linkId, { code })).toMatchObject({ state: { kind: 'locked', freshMail: 'offered' } })
    expect(await stateNow(world, request)).toBe('ActionNeeded')
    expect(eventTypes(world)).toEqual(['lockbox.link.locked'])
  })

  it('lets guesses sent at the same moment share no count', async () => {
    const { world, request, linkId, code } = await waiting()
    const guesses = Array.from({ length: 12 }, (_, i) => send(world, linkId, { code: `0000000${i % 10}` }))
    await Promise.allSettled(guesses)
    const stored = await world.table.request(request)
    expect(Object.values(stored?.links ?? {})[0]?.wrong).toBeLessThanOrEqual(5)
    await Promise.allSettled(Array.from({ length: 12 }, () => send(world, linkId, { code: '00000000' })))
    expect((await send(world, linkId, { code })).state.kind).toBe('locked')
  })

  it('does not count what cannot be a code', async () => {
    const { world, linkId, code } = await waiting()
    for (let i = 0; i < 7; i++)
      expect(await send(world, linkId, { code: 'hello' })).toMatchObject({ problem: { code: 'WrongCode' } })
    expect((await send(world, linkId, { code })).state.kind).toBe('over')
  })

  it('leaves the other approvers alone when one link is locked', async () => {
    const { world, request, linkId } = await waiting()
    const bob = await world.link(request, approverIds.bob)
    for (let i = 0; i < 5; i++) await send(world, linkId, { code: '00000000' })
    expect((await send(world, bob.linkId, { code: bob.code })).state).toMatchObject({ request: { state: 'Approved' } })
  })

  it('offers one fresh mail for a locked link, to the same approver', async () => {
    const { world, request, linkId } = await waiting()
    for (let i = 0; i < 5; i++) await send(world, linkId, { code: '00000000' })
    const ask = () => freshMail(linkOf(linkId), {}, world.vendorDomains, world)
    expect(await ask()).toMatchObject({ kind: 'locked', freshMail: 'on-its-way' })
    expect(await ask()).toMatchObject({ kind: 'locked', freshMail: 'on-its-way' })
    expect((await world.table.request(request))?.mailWanted?.approvers).toEqual([approverIds.ada])
    expect(eventTypes(world).filter((type) => type === 'lockbox.mail.requested')).toHaveLength(1)
  })

  it("joins another approver's wish for a fresh mail", async () => {
    const { world, request, linkId } = await waiting()
    const other = await world.link(request, approverIds.bob)
    for (const id of [linkId, other.linkId]) {
      for (let i = 0; i < 5; i++) await send(world, id, { code: '00000000' })
      expect(await freshMail(linkOf(id), {}, world.vendorDomains, world)).toMatchObject({ freshMail: 'on-its-way' })
    }
    expect((await world.table.request(request))?.mailWanted?.approvers).toEqual([approverIds.ada, approverIds.bob])
  })

  it('shows no outcome to whoever is not on the list any more', async () => {
    const { world, linkId, code } = await waiting()
    await send(world, linkId, { code })
    world.set({ approvers: {} })
    const { state } = await send(world, linkId, { code })
    expect(state).toMatchObject({ kind: 'refused', problem: { code: 'NotAnApprover' } })
  })

  it('refuses an approver who has become the operator in person', async () => {
    const { world, request, linkId, code } = await waiting()
    world.set({ approvers: { [approverIds.ada]: { name: 'Ada', email: 'Olga+boss@Vendor.example' } } })
    const { state } = await decide(linkOf(linkId), { decision: 'approve', code }, {}, [], world)
    expect(state).toMatchObject({ kind: 'refused', problem: { code: 'SelfApproval' } })
    expect(await stateNow(world, request)).toBe('ActionNeeded')
  })

  it('locks the approver at the fifteenth wrong code over all links', async () => {
    const { world, request } = await waiting()
    for (let i = 0; i < 3; i++) {
      const { linkId } = await world.link(request)
      for (let n = 0; n < 5; n++) await send(world, linkId, { code: '00000000' })
    }
    const last = await world.link(request)
    expect((await send(world, last.linkId, { code: last.code })).state).toMatchObject({
      kind: 'locked',
      freshMail: 'refused',
    })
  })

  it('refuses a decision after expiresAt although the timer has not fired', async () => {
    const { world, request, linkId, code } = await waiting()
    world.clock.advance(345_600)
    expect((await send(world, linkId, { code })).state.kind).toBe('over')
    expect(await stateNow(world, request)).toBe('ActionNeeded')
  })

  it.each([
    ['an approver who was removed', (w: World) => w.set({ approvers: {} }), 'NotAnApprover'],
    ['a tenant that decides signed in only', (w: World) => w.set({ approvalMode: 'sign-in' }), 'WayOfDecidingRefused'],
    [
      'an address of the vendor',
      (w: World) => w.set({ approvers: { [approverIds.ada]: { name: 'X', email: 'x@sub.vendor.example' } } }),
      'VendorAddress',
    ],
  ])('refuses %s', async (_, change, code) => {
    const { world, request, linkId, code: typed } = await waiting()
    change(world)
    expect(await send(world, linkId, { code: typed })).toMatchObject({ state: { kind: 'refused', problem: { code } } })
    expect(await stateNow(world, request)).toBe('ActionNeeded')
  })

  it('denies but does not approve by mail where the tenant wants it so', async () => {
    const { world, linkId, code } = await waiting()
    world.set({ approvalMode: 'deny-by-email' })
    expect(await send(world, linkId, { code })).toMatchObject({ problem: { code: 'WayOfDecidingRefused' } })
    expect((await send(world, linkId, { code, decision: 'deny' })).state).toMatchObject({
      request: { state: 'Denied' },
    })
  })

  it('refuses a link whose address has changed since the mail', async () => {
    const { world, linkId, code } = await waiting()
    world.set({ approvers: { [approverIds.ada]: { name: 'Ada Admin', email: 'someone-else@acme.example' } } })
    expect(await send(world, linkId, { code })).toMatchObject({ problem: { code: 'WrongCode' } })
  })

  it('judges again when an approver is removed between the read and the transaction', async () => {
    const { world, request, linkId, code } = await waiting()
    const { commit } = world.table
    let raced = false
    world.table.commit = async (writes) => {
      if (!raced) world.set({ approvers: {} })
      raced = true
      return commit(writes)
    }
    expect(await send(world, linkId, { code })).toMatchObject({
      state: { kind: 'refused', problem: { code: 'NotAnApprover' } },
    })
    expect(await stateNow(world, request)).toBe('ActionNeeded')
  })

  it('lets exactly one of two approvers win, and shows the other who won', async () => {
    const { world, request, linkId, code } = await waiting()
    const bob = await world.link(request, approverIds.bob)
    const outcomes = await Promise.all([
      send(world, linkId, { code, decision: 'approve' }),
      send(world, bob.linkId, { code: bob.code, decision: 'deny' }),
    ])
    // Who loses against an approval sees the access that is open.
    const states = outcomes.map(({ state }) =>
      state.kind === 'over' ? state.request.state : state.kind === 'grant' ? state.stored.request.state : state.kind,
    )
    expect(new Set(states).size).toBe(1)
    expect(eventTypes(world)).toHaveLength(1)
  })

  it('shows the same for every link that it does not know', async () => {
    const { world, linkId, code } = await waiting()
    const [tenant, ulid, approver] = linkId.split('.')
    for (const unknown of [
      `${tenant}.${ulid}.${approver}.AAAAAAAAAAAAAAAAAAAAAA`,
      `other.${ulid}.${approver}.${linkId.split('.')[3]}`,
      `${tenant}.${ulid}.${approverIds.bob}.${linkId.split('.')[3]}`,
    ])
      expect(await send(world, unknown, { code })).toEqual({ state: { kind: 'unknown' } })
  })
})
