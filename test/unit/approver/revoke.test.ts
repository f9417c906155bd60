import { describe, expect, it } from 'vitest'
import { type Revocation, revoke } from '../../../functions/approver/revoke.ts'
import { type AccessRequest, requestId } from '../../../functions/domain/request.ts'
import { close } from '../../../functions/operator/close.ts'
import { accessAsk, askCheck, checkPorts } from '../../support/checks.ts'
import { lyingDoor, opened } from '../../support/emergencies.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { dropRequest, moveDoor, writeOver } from '../../support/tampering.ts'
import { approverIds, operatorActor, signedInAs, World } from '../../support/world.ts'

const run = (world: World, key: AccessRequest, changes: Partial<Revocation> = {}) =>
  revoke({ caller: signedInAs(), key, ...changes }, world.vendorDomains, world)
const stateOf = async (world: World, request: AccessRequest) => (await world.table.request(request))?.request.state

describe('revoking', () => {
  it("ends every open grant of the operator on the environment, and nobody else's", async () => {
    const world = new World()
    const [one, two] = [await world.approved(), await world.approved({ service: 'files' })]
    const elsewhere = await world.approved({ environmentId: 'sandbox' })
    const others = await world.approved({
      operator: { id: 'o2@vendor.example', name: 'O', email: 'o2@vendor.example' },
    })
    expect(await run(world, one, { reason: 'Enough seen' })).toEqual({
      ok: true,
      value: [
        { id: requestId(one), service: 'crm', accessLevel: 'write' },
        { id: requestId(two), service: 'files', accessLevel: 'write' },
      ],
    })
    expect((await world.table.request(two))?.request).toMatchObject({
      state: 'Revoked',
      closed: { reason: 'Enough seen', by: { id: approverIds.ada, method: 'signed-in' } },
    })
    expect([...world.table.doors.values()].map((door) => door.request.ulid)).toEqual([elsewhere.ulid, others.ulid])
    expect(world.eventTypes().filter((type) => type === 'lockbox.request.revoked')).toHaveLength(2)
  })

  it('ends this grant alone when it is told so', async () => {
    const world = new World()
    const [one, two] = [await world.approved(), await world.approved({ service: 'files' })]
    expect(await run(world, one, { only: 'this' })).toMatchObject({ value: [{ id: requestId(one) }] })
    expect(await stateOf(world, two)).toBe('Approved')
  })

  it('ends an emergency access too', async () => {
    const world = new World()
    const request = await opened(world)
    expect(await run(world, request)).toMatchObject({ ok: true })
    expect(await stateOf(world, request)).toBe('Revoked')
  })

  it.each<[string, Partial<AccessRequest>]>([
    ['waits again', {}],
    ['was denied', { state: 'Denied' }],
    ['is another environment', { environmentId: 'sandbox' }],
    ['is of another operator', { operator: { id: 'x@vendor.example', name: 'X', email: 'x@vendor.example' } }],
    ['is approved, with no grant', { state: 'Approved', version: 7 }],
  ])('closes a door although its request says that it %s', async (_, changes) => {
    const world = new World()
    const request = await world.approved()
    writeOver(world, request, changes)
    expect(await run(world, request)).toMatchObject({ value: [{ id: requestId(request), service: 'crm' }] })
    expect(world.table.doors.size).toBe(0)
    const closed = [...world.table.outbox.values()].find(({ event }) => event.type === 'lockbox.door.closed')
    expect(closed).toMatchObject({
      event: {
        data: {
          requestId: requestId(request),
          environmentId: 'production',
          service: 'crm',
          details: { ulid: request.ulid, requestSays: changes.state ?? 'ActionNeeded' },
        },
      },
      personal: { 'operator.id': { value: 'olga@vendor.example' } },
    })
    expect(world.eventTypes()).not.toContain('lockbox.request.revoked')
  })

  it('closes a door that says it is somebody else’s, elsewhere: it lies where the check looks', async () => {
    const world = new World()
    const request = await lyingDoor(world)
    await new MemoryLedger(world.table).run()
    expect(await askCheck(accessAsk(), checkPorts(world))).toMatchObject({
      allowed: true,
      requestId: requestId(request),
    })
    expect(await run(world, request)).toMatchObject({ value: [{ id: requestId(request) }] })
    expect(world.table.doors.size).toBe(0)
    expect((await askCheck(accessAsk(), checkPorts(world))).allowed).toBe(false)
  })

  it('finds the other grants of whoever goes through the door, whatever the request says', async () => {
    const world = new World()
    const [one, two] = [await world.approved(), await world.approved({ service: 'files' })]
    writeOver(world, one, { operator: { id: 'x@vendor.example', name: 'X', email: 'x@vendor.example' } })
    expect(await run(world, one)).toMatchObject({ value: [{ id: requestId(one) }, { id: requestId(two) }] })
    expect(world.table.doors.size).toBe(0)
  })

  it('closes a door of which there is no request at all, and keeps emergencies out where it led', async () => {
    const world = new World()
    const request = await opened(world)
    const other = await world.approved({ service: 'files' })
    moveDoor(world, request, { environmentId: 'payroll', recordedSeq: 7 })
    dropRequest(world, request)
    expect(await run(world, request, { reason: 'Whose is it?' })).toEqual({
      ok: true,
      value: [{ id: requestId(request), service: 'crm', accessLevel: 'write' }],
    })
    expect([...world.table.doors.values()].map((door) => door.request.ulid)).toEqual([other.ulid])
    expect([...world.table.brakes.keys()]).toEqual(['brake#acme payroll'])
    const closed = [...world.table.outbox.values()].find(({ event }) => event.type === 'lockbox.door.closed')
    expect(closed).toMatchObject({
      event: {
        id: `door.${request.ulid}`,
        data: {
          requestId: requestId(request),
          environmentId: 'payroll',
          service: 'crm',
          details: { ulid: request.ulid, recordedSeq: 7, requestSays: 'nothing' },
        },
      },
      personal: { 'operator.id': { value: 'olga@vendor.example' }, reason: { value: 'Whose is it?' } },
    })
    expect(await run(world, request)).toMatchObject({ problem: { code: 'NotFound' } })
  })

  it('closes such a door together with the other grants of whoever goes through it', async () => {
    const world = new World()
    const request = await opened(world)
    const other = await world.approved({ service: 'files' })
    dropRequest(world, request)
    expect(await run(world, request)).toMatchObject({ value: [{ id: requestId(request) }, { id: requestId(other) }] })
    expect(world.table.doors.size).toBe(0)
    const memory = new MemoryLedger(world.table)
    memory.markers.set(`${other.ulid}#1`, { seq: 0, hash: '', recordedAt: '', digest: '', after: 'ActionNeeded' })
    await memory.run()
    expect(memory.refused.size).toBe(0)
    expect(memory.published.map(({ event }) => event.type)).toContain('lockbox.door.closed')
  })

  it('is told first whether they may, then whether there is anything', async () => {
    const world = new World()
    const request = await opened(world)
    dropRequest(world, request)
    world.set({ approvers: {} })
    expect(await run(world, request)).toMatchObject({ problem: { code: 'NotAnApprover' } })
    expect(world.table.doors.size).toBe(1)
  })

  it('ends a grant whose door is gone, so that the record is true', async () => {
    const world = new World()
    const request = await world.approved()
    world.table.doors.clear()
    expect(await run(world, request)).toMatchObject({ ok: true })
    expect(await stateOf(world, request)).toBe('Revoked')
  })

  it('says what there is when nothing is open, and changes nothing', async () => {
    const world = new World()
    const request = await world.approved()
    await close({ do: 'end', key: request, maySee: () => true, actor: () => operatorActor }, world)
    const before = world.eventTypes()
    expect(await run(world, request)).toMatchObject({ problem: { code: 'NothingToEnd', extra: { state: 'Ended' } } })
    const waits = await world.open()
    expect(await run(world, waits)).toMatchObject({ problem: { code: 'NothingToEnd' } })
    expect(world.eventTypes()).toEqual(before)
  })

  it('does not revoke what is over by the clock', async () => {
    const world = new World()
    const request = await world.approved()
    world.clock.advance(28_800)
    expect(await run(world, request)).toMatchObject({ problem: { code: 'NothingToEnd' } })
    expect(await stateOf(world, request)).toBe('Approved')
  })

  it('is for a listed approver with a confirmed address', async () => {
    const world = new World()
    const request = await world.approved()
    world.set({ approvers: { [approverIds.ada]: { name: 'Ada', email: 'ada@acme.example', unconfirmed: true } } })
    expect(await run(world, request)).toMatchObject({ problem: { code: 'NotConfirmed' } })
    world.set({ approvers: {} })
    expect(await run(world, request)).toMatchObject({ problem: { code: 'NotAnApprover' } })
    expect(world.table.doors.size).toBe(1)
  })
})
