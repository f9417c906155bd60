import { describe, expect, it } from 'vitest'
import { acknowledge } from '../../../functions/approver/acknowledge.ts'
import { decide } from '../../../functions/approver/decide.ts'
import { detail } from '../../../functions/approver/detail.ts'
import { listEnvironments } from '../../../functions/approver/environments.ts'
import { liftBrake } from '../../../functions/approver/lift-brake.ts'
import { askDigest } from '../../../functions/domain/links.ts'
import { unwrap } from '../../../functions/domain/problems.ts'
import { tell } from '../../../functions/events/tell.ts'
import { close } from '../../../functions/operator/close.ts'
import { facts, TestMailer } from '../../support/doubles.ts'
import { opened, openIn } from '../../support/emergencies.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { approverIds, crashing, operatorActor, signedInAs, World } from '../../support/world.ts'

const trail = { page: async () => ({ entries: [] }) }

describe('acknowledging an emergency', () => {
  const run = (world: World, request: Parameters<typeof acknowledge>[1], name: 'ada' | 'bob' = 'ada') =>
    acknowledge(signedInAs(name), request, world.vendorDomains, world)

  it('is on record with who and when, and moves nothing', async () => {
    const world = new World()
    const request = await opened(world)
    world.clock.advance(600)
    const after = unwrap(await run(world, request))
    expect(after).toMatchObject({
      state: 'Emergency',
      version: 1,
      acknowledged: { by: { id: approverIds.ada, method: 'signed-in' }, at: '2026-11-23T09:10:00.000Z' },
    })
    expect((await world.table.request(request))?.request).toEqual(after)
    expect(world.table.doors.size).toBe(1)
    const [event] = [...world.table.outbox.values()].filter((s) => s.event.type === 'lockbox.request.acknowledged')
    expect(event?.event.data).toMatchObject({ requestId: `acme.${request.ulid}`, details: { incident: 'INC-4711' } })
    const memory = new MemoryLedger(world.table)
    await memory.run()
    expect(memory.refused.size).toBe(0)
  })

  it('counts once: whoever comes second is shown the first', async () => {
    const world = new World()
    const request = await opened(world)
    const both = await Promise.all([run(world, request), run(world, request, 'bob')])
    expect(new Set(both.map((each) => each.ok && each.value.acknowledged?.by.id)).size).toBe(1)
    expect(world.eventTypes().filter((type) => type === 'lockbox.request.acknowledged')).toHaveLength(1)
  })

  it('is possible when the access is over, and however it ended', async () => {
    const world = new World()
    const request = await opened(world)
    await close({ do: 'end', key: request, maySee: () => true, actor: () => operatorActor }, world)
    world.clock.advance(90_000)
    expect(await run(world, request)).toMatchObject({ value: { state: 'Ended', acknowledged: {} } })
  })

  it('is not for the operator in person, under whatever alias', async () => {
    const world = new World()
    const request = await opened(world, {
      operator: { id: 'ada@acme.example', name: 'Ada', email: 'Ada+x@acme.example' },
    })
    expect(await run(world, request)).toMatchObject({ problem: { code: 'SelfApproval' } })
    const shown = unwrap(
      await detail(signedInAs(), request, world.vendorDomains, { ...world, table: world.table, trail }),
    )
    expect(shown.refusals.acknowledge).toMatchObject({ code: 'SelfApproval' })
    expect(await run(world, request, 'bob')).toMatchObject({ ok: true })
  })

  it('is for approvers who may act, of emergencies of their own tenant', async () => {
    const world = new World()
    const request = await opened(world)
    expect(await run(world, await world.approved({ service: 'files' }))).toMatchObject({
      problem: { code: 'InvalidRequest' },
    })
    expect(await run(world, { tenantId: 'acme', ulid: '01J00000000000000000000000' })).toMatchObject({
      problem: { code: 'NotFound' },
    })
    world.set({ approvers: { [approverIds.ada]: { name: 'Ada', email: 'ada@acme.example', unconfirmed: true } } })
    expect(await run(world, request)).toMatchObject({ problem: { code: 'NotConfirmed' } })
    expect(await run(world, request, 'bob')).toMatchObject({ problem: { code: 'NotAnApprover' } })
    expect(world.eventTypes()).not.toContain('lockbox.request.acknowledged')
  })

  it('is offered of emergencies only', async () => {
    const world = new World()
    const ports = { ...world, table: world.table, trail }
    const request = await opened(world)
    const shown = unwrap(await detail(signedInAs(), request, world.vendorDomains, ports))
    expect(shown).toMatchObject({ incident: 'INC-4711', open: true, state: 'Emergency' })
    expect(shown.refusals).not.toHaveProperty('acknowledge')
    expect(shown.refusals).not.toHaveProperty('revoke')
  })
})

describe('lifting the brake', () => {
  const run = (world: World, environmentId = 'production', name: 'ada' | 'bob' = 'ada') =>
    liftBrake(signedInAs(name), environmentId, world.vendorDomains, world)
  async function braked() {
    const world = new World()
    const request = await world.open()
    unwrap(await decide(signedInAs(), request, { decision: 'deny', digest: askDigest(request) }, [], world))
    return world
  }
  const listed = async (world: World) =>
    unwrap(await listEnvironments(signedInAs(), world.table, world.vendorDomains, world.clock.now())).items.find(
      ({ environmentId }) => environmentId === 'production',
    )

  it('lets emergencies in again; until then the list shows that they are refused', async () => {
    const world = await braked()
    expect(await listed(world)).toMatchObject({ emergencyRefusedUntil: '2026-11-24T09:00:00.000Z' })
    expect(await openIn(world)).toMatchObject({ ok: false })
    expect(await run(world)).toEqual({
      ok: true,
      value: { environmentId: 'production', name: 'production', managed: true, version: 0 },
    })
    expect(await listed(world)).not.toHaveProperty('emergencyRefusedUntil')
    expect(await openIn(world)).toMatchObject({ ok: true })
  })

  it('is recorded, and mailed to everybody on the list', async () => {
    const world = await braked()
    await run(world)
    const memory = new MemoryLedger(world.table)
    memory.markers.set('first', { seq: 0, hash: '', recordedAt: '', digest: '' })
    await memory.run()
    const lifted = memory.published.find(({ event }) => event.type === 'lockbox.brake.lifted')
    expect(lifted?.event.data).toMatchObject({
      environmentId: 'production',
      details: { until: '2026-11-24T09:00:00.000Z' },
      domain: 'approver',
    })
    const mailer = new TestMailer()
    if (lifted) await tell(lifted, facts, 'https://l.example', { ...world, table: world.table, mailer })
    expect(mailer.sent.map(({ to }) => to.address)).toEqual(['ada@acme.example', 'bob@acme.example'])
    expect(mailer.sent[0]?.subject).toBe('Emergency access is possible again: Vendor Customer Lockbox')
    expect(mailer.sent[0]?.text).toContain(
      'Environment: production; Now: Emergency access is possible; Before: Emergency access is refused',
    )
  })

  it('changes nothing where there is no brake, or where it is over', async () => {
    const world = await braked()
    const before = world.eventTypes()
    world.clock.advance(86_400)
    expect(await run(world)).toMatchObject({ ok: true })
    expect(await run(world, 'sandbox')).toMatchObject({ ok: true, value: { managed: false } })
    expect(world.eventTypes()).toEqual(before)
    expect(await listed(world)).not.toHaveProperty('emergencyRefusedUntil')
  })

  it('is for approvers who may act', async () => {
    const world = await braked()
    expect(await run(world, 'nowhere')).toMatchObject({ problem: { code: 'UnknownEnvironment' } })
    world.set({ approvers: { [approverIds.ada]: { name: 'Ada', email: 'ada@acme.example', unconfirmed: true } } })
    expect(await run(world)).toMatchObject({ problem: { code: 'NotConfirmed' } })
    expect(await run(world, 'production', 'bob')).toMatchObject({ problem: { code: 'NotAnApprover' } })
    expect(world.table.brakes.size).toBe(1)
  })

  it('lifts the brake that was seen, not one that came meanwhile', async () => {
    const world = await braked()
    for (let at = 1; at <= 2; at++)
      await liftBrake(signedInAs(), 'production', [], {
        ...world,
        table: crashing(world.table, at, 'before'),
      }).catch(() => undefined)
    expect(world.table.brakes.size).toBe(1)
    const committed = await world.table.commit([
      { kind: 'lift-brake', tenantId: 'acme', environmentId: 'production', until: '2026-11-24T08:00:00.000Z' },
    ])
    expect(committed).toEqual({ ok: false, failed: ['lift-brake'] })
  })
})
