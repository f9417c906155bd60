// Random histories of one request: people act or do not, executions stop, tokens are lost, the sweep comes or does not,
// and what it hands over is handled or is not. Whatever happens, the sweep finds it, and does nothing before its time.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Duty, lookAt } from '../../../functions/domain/duties.ts'
import { type Instant, plusSeconds } from '../../../functions/domain/time.ts'
import { onStopped } from '../../../functions/events/look-after.ts'
import { decide } from '../../../functions/link/decide.ts'
import { close } from '../../../functions/operator/close.ts'
import type { StoredRequest } from '../../../functions/ports.ts'
import { end } from '../../../functions/workflow/end.ts'
import { settle } from '../../../functions/workflow/settle.ts'
import { plan, Sweeping } from '../../support/sweeping.ts'
import { linkOf, operatorActor, World } from '../../support/world.ts'

/** Half an hour before an access ends, and just before and after the two ends. */
const nearAnEnd = fc.constantFrom(26_900, 1700, 28_799, 60, 345_599, 345_660)

const step = fc.oneof(
  fc.record({
    what: fc.constant('wait' as const),
    seconds: fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 100_000 }), nearAnEnd),
  }),
  fc.record({
    what: fc.constantFrom(
      'sweep',
      'two sweeps',
      'start',
      'approve',
      'deny',
      'give up',
      'wake',
      'timer',
      'stop',
      'stop, told',
      'lose token',
      'wrong token',
      'down',
      'up',
    ),
  }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

class History {
  readonly world = new World()
  readonly sweeping = new Sweeping(this.world)

  async begin() {
    return this.world.open()
  }

  async play(request: Awaited<ReturnType<History['begin']>>, { what, ...rest }: Step): Promise<void> {
    const { world, sweeping } = this
    const stored = sweeping.stored(request)
    const name = `acme.${request.ulid}-${stored.attempt}`
    const timed = async (act: () => Promise<unknown>) => void (await act().catch(() => undefined))
    switch (what) {
      case 'wait':
        return world.clock.advance('seconds' in rest ? rest.seconds : 0)
      case 'sweep':
        await sweeping.sweep()
        return
      case 'two sweeps':
        await Promise.all([sweeping.sweep(), sweeping.sweep()])
        return
      case 'start':
        return timed(() => sweeping.start(request, 1))
      case 'approve':
      case 'deny': {
        const { linkId, code } = await world.link(request)
        return timed(() => decide(linkOf(linkId), { decision: what, code }, {}, [], world))
      }
      case 'give up': {
        const verb = stored.request.state === 'ActionNeeded' ? 'cancel' : 'end'
        return timed(() => close({ do: verb, key: request, maySee: () => true, actor: () => operatorActor }, world))
      }
      case 'wake':
        return timed(async () => stored.taskToken && sweeping.wake(stored.taskToken))
      case 'timer':
        return timed(async () => {
          if (!sweeping.running.has(name)) return
          if ((await settle(request, world)).state === 'Approved') await end(request, world)
        })
      case 'stop':
        return sweeping.stop(name)
      case 'stop, told':
        if (!sweeping.running.has(name)) return
        sweeping.stop(name)
        await onStopped({ request, attempt: stored.attempt }, sweeping.ports())
        return sweeping.handle()
      case 'lose token':
        delete (stored as { taskToken?: string }).taskToken
        return
      case 'wrong token':
        if (stored.taskToken) (stored as { taskToken?: string }).taskToken = 'wrong'
        return
      case 'down':
      case 'up':
        sweeping.up = what === 'up'
    }
  }
}

function expectNothingEarly(due: readonly Duty[], { request, reminded }: StoredRequest, now: Instant): void {
  const until = request.granted?.accessUntil ?? ''
  const from: Partial<Record<Duty, Instant>> = {
    expire: plusSeconds(request.expiresAt, 120),
    end: plusSeconds(until || request.expiresAt, 120),
    warn: plusSeconds(until || request.expiresAt, -1800),
    remind: plusSeconds(reminded ?? request.requestedAt, 3600),
    run: plusSeconds(request.requestedAt, 120),
  }
  for (const duty of due) expect(now >= (from[duty] ?? ''), duty).toBe(true)
}

const histories = fc.array(step, { maxLength: 25 })

test('an item is never left without a look while something is to be done', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (steps) => {
      const history = new History()
      const request = await history.begin()
      for (const each of steps) {
        await history.play(request, each)
        const stored = history.sweeping.stored(request)
        const { next, due } = lookAt(stored, plan, history.world.clock.now())
        const open = stored.request.state === 'ActionNeeded' || stored.request.state === 'Approved'
        // Of what is over only a sleeping execution is left, which ends with its own timer.
        if (open) expect(stored.dueAt).toBeDefined()
        expectNothingEarly(due, stored, history.world.clock.now())
        // It looks no later than two minutes after something is due, unless it handed that over before.
        if (open && next && due.length === 0) expect((stored.dueAt ?? '') <= next).toBe(true)
      }
    }),
    { numRuns: 300 },
  )
})

test('it never expires and never ends early, and once all is up again everything comes to its end', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (steps) => {
      const history = new History()
      const { world, sweeping } = history
      const request = await history.begin()
      for (const each of steps) await history.play(request, each)
      sweeping.up = true
      for (let i = 0; i < 3; i++) {
        // As late as the look that is noted: a token that is lost after a look is missed at the next one.
        const { dueAt = '' } = sweeping.stored(request)
        world.clock.at = Math.max(world.clock.at + 3_600_000, Date.parse(dueAt) || 0)
        await sweeping.sweep()
      }
      const { request: now } = sweeping.stored(request)
      const over = now.granted?.accessUntil ?? now.expiresAt
      if (world.clock.now() < over && (now.state === 'ActionNeeded' || now.state === 'Approved')) {
        // A living execution waits for it, by the token that it stored, or holds the door.
        const { taskToken, settled } = sweeping.stored(request)
        expect(taskToken !== undefined || settled === now.version).toBe(true)
      }
      world.clock.advance(345_600 + 28_800)
      for (let i = 0; i < 3; i++) {
        world.clock.advance(3600)
        await sweeping.sweep()
      }
      const last = sweeping.stored(request)
      expect(['Expired', 'Ended', 'Denied', 'Canceled']).toContain(last.request.state)
      expect(last.dueAt).toBeUndefined()
      expect(world.table.doors.size).toBe(0)
      const { closed, expiresAt, granted } = last.request
      if (closed && closed.by.kind === 'system')
        expect(closed.at >= (last.request.state === 'Expired' ? expiresAt : (granted?.accessUntil ?? ''))).toBe(true)
      expect(sweeping.failures).toEqual([])
    }),
    { numRuns: 300 },
  )
})
