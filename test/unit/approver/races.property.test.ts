import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decide } from '../../../functions/approver/decide.ts'
import { revoke } from '../../../functions/approver/revoke.ts'
import { askDigest } from '../../../functions/domain/links.ts'
import { close } from '../../../functions/operator/close.ts'
import type { StateTable } from '../../../functions/ports.ts'
import { settle } from '../../../functions/workflow/settle.ts'
import { MemoryLedger } from '../../support/memory-ledger.ts'
import { operatorActor, signedInAs, World } from '../../support/world.ts'

/** The table, every call of which waits for its turn: fast-check tries the orders. */
const inTurn = (table: StateTable, scheduler: fc.Scheduler): StateTable =>
  new Proxy(table, {
    get(target, name) {
      const member = Reflect.get(target, name)
      return typeof member === 'function' ? scheduler.scheduleFunction(member.bind(target)) : member
    },
  })

const acts = ['approve', 'deny', 'bob approves', 'cancel', 'revoke', 'end', 'settle'] as const

it('in whatever order they come: one decision, one ending, a door exactly while the grant stands', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.constantFrom(...acts), { minLength: 2, maxLength: 5 }),
      fc.boolean(),
      async (scheduler, chosen, approvedBefore) => {
        const world = new World()
        const request = approvedBefore ? await world.approved() : await world.open()
        const other = await world.approved({ service: 'files' })
        const table = inTurn(world.table, scheduler)
        const ports = { ...world, table }
        const decision = (decision: 'approve' | 'deny', as: 'ada' | 'bob') =>
          decide(signedInAs(as), request, { decision, digest: askDigest(request) }, world.vendorDomains, ports)
        const closing = (verb: 'cancel' | 'end') =>
          close({ do: verb, key: request, maySee: () => true, actor: () => operatorActor }, ports)
        const does = {
          approve: () => decision('approve', 'ada'),
          deny: () => decision('deny', 'ada'),
          'bob approves': () => decision('approve', 'bob'),
          cancel: () => closing('cancel'),
          revoke: () => revoke({ caller: signedInAs(), key: request }, world.vendorDomains, ports),
          end: () => closing('end'),
          settle: () => settle(request, ports),
        }
        const running = Promise.allSettled(chosen.map((act) => does[act]()))
        await scheduler.waitFor(running)

        for (const each of [request, other]) {
          const now = (await world.table.request(each))?.request
          const doors = await world.table.doorsOf('acme')
          expect(doors.some((door) => door.request.ulid === each.ulid)).toBe(now?.state === 'Approved')
        }
        // What was said of it, the ledger takes: versions without a gap, each from where the one before it led.
        const said = world.eventTypes()
        expect(said).not.toContain('lockbox.door.closed')
        const memory = new MemoryLedger(world.table)
        // The first event of each was not made by a function here: the ledger is told that it has it.
        for (const each of [request, other])
          memory.markers.set(`${each.ulid}#1`, {
            seq: 0,
            hash: '',
            recordedAt: '',
            digest: '',
            after: 'ActionNeeded',
          })
        await memory.run()
        expect([...memory.refused.values()]).toEqual([])
        expect(memory.waiting()).toEqual([])
      },
    ),
    { numRuns: 300 },
  )
})
