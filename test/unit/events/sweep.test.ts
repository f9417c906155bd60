import { describe, expect, it } from 'vitest'
import { key } from '../../../functions/domain/keys.ts'
import { onStopped } from '../../../functions/events/look-after.ts'
import { stoppedExecution } from '../../../functions/events/stopped.ts'
import { sweep } from '../../../functions/events/sweep.ts'
import { decide } from '../../../functions/link/decide.ts'
import { TestInvoker } from '../../support/doubles.ts'
import { Sweeping } from '../../support/sweeping.ts'
import { Crash, crashing, linkOf, World } from '../../support/world.ts'

const minutes = 60
const hours = 3600

async function waiting() {
  const world = new World()
  const sweeping = new Sweeping(world)
  const request = await world.open()
  const sweepAfter = async (seconds: number) => {
    world.clock.advance(seconds)
    return (await sweeping.sweep()).done
  }
  return { world, sweeping, request, name: `acme.${request.ulid}-1`, sweepAfter }
}

/** Started, mailed, parked: as it is when nothing goes wrong. */
async function parked() {
  const all = await waiting()
  await all.sweeping.start(all.request, 1)
  return all
}

async function approved() {
  const world = new World()
  const sweeping = new Sweeping(world)
  const request = await world.approved()
  const sweepAfter = async (seconds: number) => {
    world.clock.advance(seconds)
    return (await sweeping.sweep()).done
  }
  return { world, sweeping, request, name: `acme.${request.ulid}-1`, sweepAfter }
}

describe('the sweep heals', () => {
  it('an execution that was never started', async () => {
    const { sweeping, request, sweepAfter, name } = await waiting()
    expect(await sweepAfter(119)).toEqual({})
    expect(await sweepAfter(1)).toEqual({ run: 1 })
    expect(sweeping.running.has(name)).toBe(true)
    expect(sweeping.stored(request)).toMatchObject({ taskToken: expect.any(String), attempt: 1 })
    expect(sweeping.mailer.to('ada@acme.example')).toHaveLength(1)
    expect(await sweepAfter(5 * minutes)).toEqual({})
  })

  it('an execution that is gone before it waited: another one, with a name of its own', async () => {
    const { sweeping, request, sweepAfter, name } = await waiting()
    sweeping.stop(name)
    expect(await sweepAfter(2 * minutes)).toMatchObject({ run: 1 })
    expect(await sweepAfter(5 * minutes)).toMatchObject({ restart: 1 })
    expect([...sweeping.running.keys()]).toEqual([`acme.${request.ulid}-2`])
    expect(sweeping.stored(request).taskToken).toBeDefined()
  })

  it('a token that is gone, and one that is wrong: the second execution goes on', async () => {
    for (const token of [undefined, 'wrong']) {
      const { sweeping, world, request, sweepAfter } = await parked()
      const stored = sweeping.stored(request) as { taskToken?: string }
      delete stored.taskToken
      if (token) stored.taskToken = token
      const { linkId, code } = await world.link(request)
      await decide(linkOf(linkId), { decision: 'approve', code }, {}, [], world)
      expect(await sweepAfter(2 * minutes)).toEqual({ run: 1 })
      expect(await sweepAfter(5 * minutes)).toEqual({ restart: 1 })
      expect(sweeping.stored(request)).toMatchObject({ settled: 2, attempt: 2 })
      expect(sweeping.running.has(`acme.${request.ulid}-2`)).toBe(true)
      expect(await sweepAfter(5 * minutes)).toEqual({})
    }
  })

  it('a wake-up that was lost, with the first look', async () => {
    const { sweeping, world, request, sweepAfter, name } = await parked()
    const { linkId, code } = await world.link(request)
    await decide(linkOf(linkId), { decision: 'deny', code }, {}, [], world)
    expect(await sweepAfter(2 * minutes)).toEqual({ run: 1 })
    expect(sweeping.closed.has(name)).toBe(true)
    expect(sweeping.stored(request)).not.toHaveProperty('dueAt')
  })

  it('a timer that was missed: it expires what is over, and leaves nothing due', async () => {
    const { world, sweeping, request, sweepAfter } = await parked()
    world.clock.advance(345_600)
    expect(await sweepAfter(119)).not.toHaveProperty('expire')
    expect(await sweepAfter(2 * hours)).toEqual({ expire: 1 })
    const { state, closed } = sweeping.stored(request).request
    expect([state, closed?.by.id]).toEqual(['Expired', 'sweep'])
    expect(sweeping.stored(request)).not.toHaveProperty('dueAt')
    expect(world.eventTypes()).toContain('lockbox.request.expired')
  })

  it('an access that nobody ended: it ends it, closes the door, and leaves nothing due', async () => {
    const { world, sweeping, request, sweepAfter } = await approved()
    expect(await sweepAfter(8 * hours + 119)).not.toHaveProperty('end')
    expect(await sweepAfter(1 * hours)).toEqual({ end: 1 })
    const { state, closed } = sweeping.stored(request).request
    expect([state, closed?.by.id]).toEqual(['Ended', 'sweep'])
    expect(world.table.doors.size).toBe(0)
    expect(sweeping.stored(request)).not.toHaveProperty('dueAt')
  })

  it('warns the operator once, half an hour before the end', async () => {
    const { sweeping, request, sweepAfter } = await approved()
    await sweeping.start(request, 1)
    expect(await sweepAfter(7.5 * hours - 1)).toEqual({})
    expect(await sweepAfter(1)).toEqual({ warn: 1 })
    const [mail] = sweeping.mailer.to('olga@vendor.example')
    expect(mail?.text).toContain('ends in 30 minutes')
    expect(mail?.about).toMatchObject({ recipient: 'operator' })
    expect(await sweepAfter(5 * minutes)).toEqual({})
    expect(sweeping.mailer.to('olga@vendor.example')).toHaveLength(1)
    expect(sweeping.stored(request)).toMatchObject({ warned: expect.any(String), dueAt: '2026-11-23T17:02:00.000Z' })
  })

  it('comes again with a warning that could not be sent', async () => {
    const { sweeping, request, sweepAfter } = await approved()
    await sweeping.start(request, 1)
    sweeping.mailer.refuses.add('olga@vendor.example')
    expect(await sweepAfter(7.5 * hours)).toEqual({ warn: 1 })
    sweeping.mailer.refuses.clear()
    expect(await sweepAfter(5 * minutes)).toEqual({ warn: 1 })
    expect(sweeping.mailer.to('olga@vendor.example')).toHaveLength(1)
  })
})

describe('an execution that stopped', () => {
  it('has a successor at once, while its request needs one', async () => {
    const { sweeping, request, name } = await parked()
    sweeping.stop(name)
    const stopped = stoppedExecution({
      'detail-type': 'Step Functions Execution Status Change',
      detail: { status: 'ABORTED', name },
    })
    expect(stopped).toEqual({ request: { tenantId: 'acme', ulid: request.ulid }, attempt: 1 })
    if (!stopped) return
    expect(await onStopped(stopped, sweeping.ports())).toBe(true)
    await sweeping.handle()
    expect([...sweeping.running.keys()]).toEqual([`acme.${request.ulid}-2`])
    expect(sweeping.stored(request).taskToken).toContain('-2')
    // The same event again: it has a successor.
    expect(await onStopped(stopped, sweeping.ports())).toBe(false)
  })

  it('also when the item changes at that moment', async () => {
    const { world, sweeping, request, name } = await parked()
    sweeping.stop(name)
    const { noteLook } = world.table
    let first = true
    world.table.noteLook = async (...args) => {
      if (!first) return noteLook(...args)
      first = false
      return false
    }
    expect(await onStopped({ request, attempt: 1 }, sweeping.ports())).toBe(true)
  })

  it('also while a grant is held open, and not once it is over', async () => {
    const { sweeping, request, name, world, sweepAfter } = await approved()
    await sweeping.start(request, 1)
    sweeping.stop(name)
    expect(await onStopped({ request, attempt: 1 }, sweeping.ports())).toBe(true)
    await sweeping.handle()
    expect(sweeping.stored(request)).toMatchObject({ settled: 2, attempt: 2 })
    world.clock.advance(9 * hours)
    expect(await onStopped({ request, attempt: 2 }, sweeping.ports())).toBe(false)
    expect(await sweepAfter(0)).toEqual({ end: 1 })
  })

  it('that fails again and again is not started anew without end', async () => {
    const { sweeping, request } = await parked()
    let attempt = 1
    while (await onStopped({ request, attempt }, sweeping.ports())) attempt += 1
    expect(attempt).toBe(6)
    // It is looked at again, at its own pace.
    expect(sweeping.stored(request).dueAt).toBeDefined()
  })

  it('is told by its name alone; other events are none', () => {
    expect(stoppedExecution({ source: 'aws.events', 'detail-type': 'Scheduled Event' })).toBeUndefined()
    expect(stoppedExecution({})).toBeUndefined()
    const foreign = { 'detail-type': 'Step Functions Execution Status Change', detail: { name: 'by-hand' } }
    expect(() => stoppedExecution(foreign)).toThrow('the name of the execution')
  })
})

describe('one sweep', () => {
  it('hands overdue outbox items to the ledger and codes to the relay, the oldest first', async () => {
    const sweeping = new Sweeping(new World())
    const invoker = new TestInvoker()
    const outbox = (sk: string, dueAt: string) => ({ key: { pk: 'outbox#link#acme', sk }, dueAt })
    const swept = await sweep({
      ...sweeping.ports(),
      invoker,
      index: {
        due: async () => [
          outbox('b', '2026-11-23T08:59:30.000Z'),
          outbox('a', '2026-11-23T08:50:00.000Z'),
          { key: { pk: 'request#acme', sk: 'gone' }, dueAt: '2026-11-23T08:00:00.000Z' },
          { key: { pk: 'confirm#acme', sk: 'c' }, dueAt: '2026-11-23T08:01:00.000Z' },
        ],
      },
    })
    expect(swept).toEqual({ outboxItems: 2, requests: 1, done: {}, codes: 1, oldestOutboxItem: 600 })
    expect(invoker.invoked).toEqual([
      { functionName: 'ledger', payload: { keys: [outbox('a', '').key, outbox('b', '').key] } },
      { functionName: 'relay', payload: { keys: [{ pk: 'confirm#acme', sk: 'c' }] } },
    ])
  })

  it('goes on with the others when one request fails', async () => {
    const { world, sweeping, request, sweepAfter } = await waiting()
    const other = await world.open({ ulid: '01J0000000000000000000THER', environmentId: 'sandbox' })
    const read = world.table.request
    world.table.request = async (k) => (k.ulid === request.ulid ? Promise.reject(new Error('no')) : read(k))
    expect(await sweepAfter(2 * minutes)).toMatchObject({ run: 1 })
    expect(sweeping.failures).toHaveLength(1)
    expect(sweeping.running.has(`acme.${other.ulid}-1`)).toBe(true)
  })

  it('two at once do everything once', async () => {
    const { world, sweeping, request } = await waiting()
    world.clock.advance(2 * minutes)
    const both = await Promise.all([sweep(sweeping.ports()), sweep(sweeping.ports())])
    expect(both.map(({ done }) => done.run ?? 0).sort()).toEqual([0, 1])
    expect(sweeping.invoked.filter(({ functionName }) => functionName === 'relay')).toEqual([
      { functionName: 'relay', payload: { keys: [key.request(request)] } },
    ])
  })

  it.each(['before', 'after'] as const)('a crash %s each of its calls: the next ones make up for it', async (when) => {
    for (let at = 1; ; at++) {
      const { sweeping, world, request } = await waiting()
      world.clock.advance(2 * minutes)
      const { failed: _, ...ports } = sweeping.ports()
      const seen: unknown[] = []
      const failed = (__: unknown, error: unknown) => {
        seen.push(error)
      }
      await sweep({ ...crashing(ports, at, when), failed }).catch((error) => seen.push(error))
      expect(seen.every((error) => error instanceof Crash)).toBe(true)
      await sweeping.handle()
      for (let i = 0; i < 3; i++) {
        world.clock.advance(5 * minutes)
        await sweeping.sweep()
      }
      expect(sweeping.stored(request).taskToken).toBeDefined()
      expect(sweeping.mailer.to('ada@acme.example').length).toBeGreaterThan(0)
      if (seen.length === 0) return
    }
  })
})
