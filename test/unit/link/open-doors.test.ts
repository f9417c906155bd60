import { describe, expect, it } from 'vitest'
import type { AccessRequest } from '../../../functions/domain/request.ts'
import { pageOf } from '../../../functions/link/answers.ts'
import { freshMail } from '../../../functions/link/fresh-mail.ts'
import { linkNow } from '../../../functions/link/link-state.ts'
import { stop } from '../../../functions/link/stop.ts'
import { facts } from '../../support/doubles.ts'
import { opened } from '../../support/emergencies.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { moveDoor, putDoor, writeOver } from '../../support/tampering.ts'
import { approverIds, crashing, linkOf, World } from '../../support/world.ts'

const send = (world: World, linkId: string, code: string, ports: object = {}) =>
  stop(linkOf(linkId), { code, reason: 'Not what was said' }, { ip: '198.51.100.9' }, world.vendorDomains, {
    ...world,
    table: world.table,
    ...ports,
  })
const show = (world: World, linkId: string) => linkNow(linkOf(linkId), world.vendorDomains, world)
const html = async (world: World, linkId: string) => {
  const context = { facts, publicUrl: 'https://lockbox.example', now: world.clock.now() }
  return String(pageOf(await show(world, linkId), context).body)
}
const closings = (world: World) =>
  [...world.table.outbox].flatMap(([name, { event }]) =>
    event.type === 'lockbox.door.closed' ? [{ outbox: name, event }] : [],
  )
const mark = (world: World, request: AccessRequest) => moveDoor(world, request, { recordedSeq: 7 })

/** The request says production; what was recorded, and what is open, is payroll. */
async function elsewhere() {
  const world = new World()
  const request = await opened(world)
  const { linkId, code } = await world.link(request)
  moveDoor(world, request, { environmentId: 'payroll', recordedSeq: 7 })
  return { world, request, linkId, code }
}

/** The door is the one that was approved; the request was put again, as if it had ended. */
async function writtenOver(changes: Partial<AccessRequest> = { state: 'Ended', version: 3 }) {
  const world = new World()
  const request = await world.approved()
  const { linkId, code } = await world.link(request)
  mark(world, request)
  writeOver(world, request, changes)
  return { world, request, linkId, code }
}

describe('"Stop this access" goes by the door that is open', () => {
  it('closes a door into another environment than the request names, and ends what the request names', async () => {
    const { world, request, linkId, code } = await elsewhere()
    expect(await html(world, linkId)).toContain('olga[@]vendor[.]example may read and change payroll (crm) until')
    expect(await send(world, linkId, code)).toMatchObject({ mine: true, state: { kind: 'over' } })
    expect(world.table.doors.size).toBe(0)
    expect(closings(world)).toMatchObject([
      {
        outbox: expect.stringContaining('outbox#link#acme'),
        event: {
          id: `door.${request.ulid}`,
          data: {
            environmentId: 'payroll',
            actor: { method: 'link-and-code' },
            details: { ulid: request.ulid, recordedSeq: 7, requestSays: 'Emergency' },
          },
        },
      },
    ])
    expect((await world.table.request(request))?.request.state).toBe('Revoked')
    expect([...world.table.brakes.keys()]).toEqual(['brake#acme payroll', 'brake#acme production'])
    expect((await show(world, linkId)).kind).toBe('over')
  })

  it.each([
    ['has ended', { state: 'Ended', version: 3 }],
    ['was denied', { state: 'Denied', version: 2 }],
    ['was revoked', { state: 'Revoked', version: 3 }],
    ['has expired', { expiresAt: '2026-11-23T09:00:00.000Z' }],
  ] as const)('shows the access as open although its request says that it %s, and closes it', async (_, changes) => {
    const { world, request, linkId, code } = await writtenOver()
    // The code is of what was asked: of that nothing changes but `expiresAt`.
    writeOver(world, request, changes)
    const before = await show(world, linkId)
    expect(before).toMatchObject({ kind: 'grant', doors: [{ environmentId: 'production' }] })
    expect(await html(world, linkId)).toContain('Stop this access')
    if ('expiresAt' in changes) return
    const { mine, closed, state } = await send(world, linkId, code)
    expect({ mine, closed }).toEqual({ mine: true, closed: true })
    expect(world.table.doors.size).toBe(0)
    expect(closings(world)).toMatchObject([{ event: { data: { details: { requestSays: changes.state } } } }])
    expect(world.table.brakes.size).toBe(1)
    const context = { facts, publicUrl: 'https://lockbox.example', now: world.clock.now(), mine: true, closed: true }
    expect(String(pageOf(state, context).body)).toContain('You stopped it, and that is recorded.')
  })

  it('closes every door of the request, and no other', async () => {
    const { world, request, linkId, code } = await elsewhere()
    const door = [...world.table.doors.values()][0]
    if (!door) throw new Error('it is open')
    putDoor(world, { ...door, environmentId: 'production' })
    const other = await world.approved({ service: 'files' })
    expect(await send(world, linkId, code)).toMatchObject({ mine: true })
    expect([...world.table.doors.values()].map((left) => left.request.ulid)).toEqual([other.ulid])
    expect((await world.table.request(request))?.request.state).toBe('Revoked')
  })

  it('is what the ledger takes', async () => {
    const { world, request, linkId, code } = await writtenOver()
    await send(world, linkId, code)
    const memory = new MemoryLedger(world.table)
    memory.markers.set(`${request.ulid}#1`, { seq: 0, hash: '', recordedAt: '', digest: '', after: 'ActionNeeded' })
    await memory.run()
    expect(memory.refused.size).toBe(0)
    expect(memory.published.map(({ event }) => event.type)).toContain('lockbox.door.closed')
  })

  it('names the closing after a door that was recorded, and by chance where there was no record', async () => {
    const { world, request, linkId, code } = await writtenOver()
    moveDoor(world, request, {})
    for (const [name, { recordedSeq: _, ...door }] of world.table.doors) world.table.doors.set(name, door)
    await send(world, linkId, code)
    expect(closings(world)[0]?.event.id).toMatch(/^01J/)
  })

  it('closes a door that is put back before its first closing is in the ledger', async () => {
    const { world, linkId, code } = await elsewhere()
    const door = [...world.table.doors.values()][0]
    await send(world, linkId, code)
    if (door) putDoor(world, door)
    expect(await send(world, linkId, code)).toMatchObject({ mine: true })
    expect(world.table.doors.size).toBe(0)
    expect(closings(world)).toHaveLength(2)
  })

  it('is not stopped by a wrong code, and no guess is for free', async () => {
    const { world, linkId, code } = await writtenOver()
    expect(await send(world, linkId, '00000000')).toMatchObject({ problem: { code: 'WrongCode' } })
    let guessed = false
    const verify: typeof world.codes.verify = async (message, mac) => {
      if (!guessed) {
        guessed = true
        for (let i = 0; i < 4; i++) await send(world, linkId, '00000000')
      }
      return world.codes.verify(message, mac)
    }
    expect((await send(world, linkId, code, { codes: { ...world.codes, verify } })).state.kind).toBe('locked')
    expect(world.table.doors.size).toBe(1)
    // Notify mails nobody about what its request says is over: the page does not promise it.
    expect(await show(world, linkId)).toMatchObject({ kind: 'locked', freshMail: 'refused' })
    await freshMail(linkOf(linkId), {}, world.vendorDomains, world)
    expect(world.eventTypes()).not.toContain('lockbox.mail.requested')
  })

  it('closes the door with event and brake, or nothing, wherever the function dies', async () => {
    for (const when of ['before', 'after'] as const)
      for (let at = 1; at <= 4; at++) {
        const { world, linkId, code } = await writtenOver()
        const ports = crashing({ table: world.table, codes: world.codes }, at, when)
        await send(world, linkId, code, ports).catch(() => undefined)
        const closed = world.table.doors.size === 0
        expect(closed).toBe(at === 4 && when === 'after')
        expect(closings(world)).toHaveLength(closed ? 1 : 0)
        expect(world.table.brakes.size).toBe(closed ? 1 : 0)
      }
  })
})

describe('the page of a link', () => {
  it('says that an access is open also where it can only be ended signed in', async () => {
    const { world, linkId } = await writtenOver()
    world.set({ approvalMode: 'sign-in' })
    expect(await show(world, linkId)).toMatchObject({ kind: 'over' })
    const page = await html(world, linkId)
    expect(page).toContain('An access is open')
    expect(page).toContain('the admin centre')
    expect(page).not.toContain('name="code"')
  })

  it('tells no outcome, and no door, to whoever is not on the list any more', async () => {
    const { world, linkId } = await writtenOver()
    world.set({ approvers: { [approverIds.bob]: { name: 'Bob', email: 'bob@acme.example' } } })
    expect((await show(world, linkId)).kind).toBe('refused')
  })

  it('is over when the door is over by the clock', async () => {
    const { world, linkId } = await writtenOver()
    world.clock.advance(28_800)
    expect((await show(world, linkId)).kind).toBe('over')
  })

  it('asks for doors only where the request waits for nobody, and the link is known', async () => {
    const world = new World()
    const waits = await world.open()
    const { linkId } = await world.link(waits)
    const asked: string[] = []
    const table = {
      decisionFacts: world.table.decisionFacts,
      doorsOf: async (tenantId: string) => {
        asked.push(tenantId)
        return []
      },
    }
    const look = (text: string) => linkNow(linkOf(text), world.vendorDomains, { ...world, table })
    await look(linkId)
    await look(`${linkId.slice(0, -2)}AA`)
    expect(asked).toEqual([])
    world.clock.advance(345_600)
    await look(linkId)
    expect(asked).toEqual(['acme'])
  })
})
