import { describe, expect, it } from 'vitest'
import { decide, type ShownDecision } from '../../../functions/approver/decide.ts'
import { askDigest } from '../../../functions/domain/links.ts'
import type { AccessRequest } from '../../../functions/domain/request.ts'
import { approverIds, settings, signedInAs, World } from '../../support/world.ts'

const send = (
  world: World,
  request: AccessRequest,
  decision: Partial<ShownDecision> = {},
  as: keyof typeof approverIds = 'ada',
) =>
  decide(
    signedInAs(as),
    request,
    { decision: 'approve', digest: askDigest(request), ...decision },
    world.vendorDomains,
    world,
  )

async function waiting() {
  const world = new World()
  return { world, request: await world.open() }
}

describe('deciding signed in', () => {
  it('approves in one transaction: request, door without its mark, event', async () => {
    const { world, request } = await waiting()
    expect(await send(world, request, { accessLevel: 'read', accessPeriod: 3600 })).toMatchObject({
      ok: true,
      value: {
        state: 'Approved',
        granted: { accessLevel: 'read', accessPeriod: 3600 },
        decided: { by: { id: approverIds.ada, name: 'Ada Admin', email: 'ada@acme.example', method: 'signed-in' } },
      },
    })
    const [door] = world.table.doors.values()
    expect(door).toMatchObject({ request: { ulid: request.ulid }, accessLevel: 'read' })
    expect(door).not.toHaveProperty('recordedSeq')
    expect(world.eventTypes()).toEqual(['lockbox.request.approved'])
    // The execution is to be woken: overdue, the sweep does it.
    expect((await world.table.request(request))?.dueAt).toBeDefined()
  })

  it('denies, and opens no door', async () => {
    const { world, request } = await waiting()
    expect(await send(world, request, { decision: 'deny', reason: 'Not now' })).toMatchObject({
      value: { state: 'Denied', decided: { reason: 'Not now' } },
    })
    expect(world.table.doors.size).toBe(0)
  })

  it('clamps what is granted to the maxima of this moment', async () => {
    const { world, request } = await waiting()
    world.set({ maxAccessPeriod: 3600, maxAccessLevel: 'read' })
    expect(await send(world, request)).toMatchObject({
      value: { granted: { accessLevel: 'read', accessPeriod: 3600 } },
    })
  })

  it('lets exactly one of two approvers win who decide at once, and tells the other who', async () => {
    const { world, request } = await waiting()
    const [ada, bob] = await Promise.all([send(world, request), send(world, request, { decision: 'deny' }, 'bob')])
    expect(ada).toMatchObject({ ok: true })
    expect(bob).toMatchObject({
      ok: false,
      problem: { code: 'AlreadyDecided', extra: { state: 'Approved', by: 'Ada Admin' } },
    })
    expect(world.eventTypes()).toEqual(['lockbox.request.approved'])
  })

  it.each<[string, (w: World) => void, string]>([
    ['somebody who is not listed', (w) => w.set({ approvers: {} }), 'NotAnApprover'],
    [
      'an approver whose address is not confirmed',
      (w) => w.set({ approvers: { [approverIds.ada]: { name: 'Ada', email: 'ada@acme.example', unconfirmed: true } } }),
      'NotConfirmed',
    ],
  ])('refuses %s', async (_, change, code) => {
    const { world, request } = await waiting()
    change(world)
    expect(await send(world, request)).toMatchObject({ problem: { code } })
    expect(world.table.outbox.size).toBe(0)
  })

  it('refuses who is the operator in person, in whatever spelling', async () => {
    const world = new World()
    const request = await world.open({
      operator: { id: 'ADA+support@acme.example', name: 'Ada', email: 'ada+support@acme.example' },
    })
    expect(await send(world, request)).toMatchObject({ problem: { code: 'SelfApproval' } })
  })

  it('takes it in every approval mode: it is a sign-in', async () => {
    for (const approvalMode of ['email', 'deny-by-email', 'sign-in'] as const) {
      const { world, request } = await waiting()
      world.set({ approvalMode })
      expect(await send(world, request), approvalMode).toMatchObject({ ok: true })
    }
  })

  it('refuses what is not what was shown', async () => {
    const { world, request } = await waiting()
    const shown = askDigest({ ...request, accessLevel: 'read' })
    expect(await send(world, request, { digest: shown })).toMatchObject({ problem: { code: 'AskChanged' } })
    expect((await world.table.request(request))?.request.state).toBe('ActionNeeded')
  })

  it('wants a reason for a denial where the tenant does, and none for an approval', async () => {
    const { world, request } = await waiting()
    world.set({ denyNeedsReason: true })
    expect(await send(world, request, { decision: 'deny' })).toMatchObject({ problem: { code: 'ReasonRequired' } })
    expect(await send(world, request)).toMatchObject({ ok: true })
  })

  it('refuses a decision after expiresAt although the timer has not fired', async () => {
    const { world, request } = await waiting()
    world.clock.advance(345_600)
    expect(await send(world, request)).toMatchObject({ problem: { code: 'RequestExpired' } })
  })

  it('refuses to approve what was moved to another tenant, and still lets it be denied', async () => {
    const { world, request } = await waiting()
    for (const [name, environment] of world.table.environmentsOf)
      world.table.environmentsOf.set(name, { ...environment, movedTo: 'other' })
    expect(await send(world, request)).toMatchObject({ problem: { code: 'EnvironmentMoved' } })
    expect(await send(world, request, { decision: 'deny' })).toMatchObject({ ok: true })
  })

  it('judges again when the settings change while it decides', async () => {
    const { world, request } = await waiting()
    const { decisionFacts } = world.table
    let reads = 0
    const table = Object.assign(Object.create(world.table), {
      decisionFacts: async (key: AccessRequest) => {
        const facts = await decisionFacts(key)
        if (reads++ === 0)
          world.set({ approvers: { [approverIds.bob]: settings().approvers[approverIds.bob] as never } })
        return facts
      },
      commit: world.table.commit,
    })
    const answer = await decide(signedInAs(), request, { decision: 'approve', digest: askDigest(request) }, [], {
      ...world,
      table,
    })
    expect(answer).toMatchObject({ problem: { code: 'NotAnApprover' } })
    expect(world.table.doors.size).toBe(0)
  })

  it("finds no request of another tenant's", async () => {
    const { world, request } = await waiting()
    world.table.settingsOf.set('other', settings({ tenantId: 'other' }))
    const answer = await decide(
      signedInAs('ada', 'other'),
      { ...request, tenantId: 'other' },
      { decision: 'approve', digest: askDigest(request) },
      [],
      world,
    )
    expect(answer).toMatchObject({ problem: { code: 'NotFound' } })
  })
})
