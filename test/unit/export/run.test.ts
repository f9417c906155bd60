import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lookAtExport } from '../../../functions/domain/exports.ts'
import { plusSeconds } from '../../../functions/domain/time.ts'
import { ResumableSha256 } from '../../../functions/export/resumable-sha256.ts'
import { runExport } from '../../../functions/export/run.ts'
import { linesOf, MemoryExports, sha256Of } from '../../support/memory-exports.ts'
import { sampleLedger } from '../../support/sample-ledger.ts'
import { Crash, crashing } from '../../support/world.ts'

const ledger = sampleLedger(60)
const later = '2999-01-01T00:00:00.000Z'
/** Of a part: a few entries. */
const size = 6000

const complete = (world: MemoryExports, entries = ledger) => {
  const lines = linesOf(entries)
  expect(world.job()).toMatchObject({ state: 'Complete', sha256: sha256Of(lines) })
  expect(world.job().progress?.bytes).toBe(Buffer.byteLength(lines))
  expect(world.file()).toBe(lines)
  expect(world.parts()).toBe(lines)
}

describe('an export', () => {
  test('has every entry, in the file and in the parts of their days', async () => {
    const world = new MemoryExports(ledger)
    await runExport(world.begin(), later, world.ports, size)
    complete(world)
    expect([...world.objects.keys()].filter((name) => name.startsWith('parts/'))).toContain(
      'parts/acme/01J00000000000000000000000/tenant=acme/year=2026/month=11/day=20/0000000000000001.ndjson',
    )
  })

  test('ends with the entry that was the newest when it began', async () => {
    const world = new MemoryExports(ledger.slice(0, 40))
    const key = world.begin()
    const { jobs, clock } = world.ports
    // Time is up after the first part, and the ledger grows.
    let steps = 0
    const saving: typeof jobs = {
      ...jobs,
      save: (...args) => {
        steps++
        return jobs.save(...args)
      },
    }
    const until = plusSeconds(clock.now(), 60)
    const ticking = { now: () => (steps < 2 ? clock.now() : plusSeconds(until, 1)) }
    await runExport(key, until, { ...world.ports, jobs: saving, clock: ticking }, size)
    expect(world.invoked).toEqual([key])
    world.entries.push(...ledger.slice(40))
    await runExport(key, later, world.ports, size)
    complete(world, ledger.slice(0, 40))
  })

  test('of a time has what was recorded from its beginning on and before its end', async () => {
    const times = [undefined, '2026-11-20T00:00:00.000Z', '2026-11-20T00:00:00.001Z', '2026-11-21T12:30:00.000Z', later]
    for (const from of times)
      for (const to of times) {
        const world = new MemoryExports(ledger)
        const range = { ...(from && { from }), ...(to && { to }) }
        await runExport(world.begin(range), later, world.ports, size)
        complete(
          world,
          ledger.filter(({ recordedAt }) => (!from || recordedAt >= from) && (!to || recordedAt < to)),
        )
      }
  })

  test('of an empty ledger is an empty file', async () => {
    const world = new MemoryExports([])
    await runExport(world.begin(), later, world.ports)
    complete(world, [])
  })

  test('fails, and says what to do, where the ledger has a gap', async () => {
    const world = new MemoryExports(ledger.filter(({ seq }) => seq !== 30))
    await runExport(world.begin(), later, world.ports, size)
    expect(world.job()).toMatchObject({ state: 'Failed', detail: expect.stringContaining('no entry 30') })
  })
})

describe('a run that dies', () => {
  test.each(['before', 'after'] as const)('at any call, %s it took effect, is gone on with', async (when) => {
    for (let at = 1, crashed = true; crashed; at++) {
      const world = new MemoryExports(ledger)
      const key = world.begin()
      crashed = await runExport(key, later, crashing(world.ports, at, when), size).then(
        () => false,
        (error) => {
          if (!(error instanceof Crash)) throw error
          return true
        },
      )
      await runExport(key, later, world.ports, size)
      complete(world)
    }
  })

  test('and whose file is lost begins anew, at most twice', async () => {
    const world = new MemoryExports(ledger)
    const key = world.begin()
    const { store } = world.ports
    const losing = { ...store, finish: async () => false }
    await runExport(key, later, { ...world.ports, store: losing }, size)
    expect(world.job()).toMatchObject({ state: 'Failed', restarts: 2 })
  })
})

test('a file that is not as long as what was written is not complete', async () => {
  const world = new MemoryExports(ledger)
  const key = world.begin()
  const { store } = world.ports
  const longer = { ...store, size: async (file: string) => ((await store.size(file)) ?? 0) + 1 }
  await runExport(key, later, { ...world.ports, store: longer }, size)
  expect(world.job()).toMatchObject({ state: 'Failed', detail: expect.stringContaining('Begin another export') })
})

test('a run that was overtaken stops at once', async () => {
  const world = new MemoryExports(ledger)
  const key = world.begin()
  const { jobs } = world.ports
  let saves = 0
  const overtaken: typeof jobs = {
    ...jobs,
    save: async () => {
      saves++
      return false
    },
  }
  await runExport(key, later, { ...world.ports, jobs: overtaken }, size)
  expect([saves, world.objects.size]).toEqual([1, 0])
})

test('two runs at once, in any order of their calls, make one file', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const world = new MemoryExports(ledger.slice(0, 20))
      const key = world.begin()
      const slowly = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => scheduler.scheduleFunction(call)
      const { jobs, store, ledger: numbers } = world.ports
      const ports = {
        ...world.ports,
        jobs: { ...jobs, find: slowly(jobs.find), save: slowly(jobs.save) },
        store: { ...store, addPart: slowly(store.addPart), finish: slowly(store.finish), size: slowly(store.size) },
        ledger: { ...numbers, read: slowly(numbers.read) },
      }
      await scheduler.waitFor(Promise.all([runExport(key, later, ports, size), runExport(key, later, ports, size)]))
      complete(world, ledger.slice(0, 20))
    }),
    { numRuns: 100 },
  )
})

test('a SHA-256 that was put down anywhere goes on to the same end', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (pieces) => {
      let state = new ResumableSha256().state()
      for (const piece of pieces) {
        const hash = new ResumableSha256(JSON.parse(JSON.stringify(state)))
        hash.update(piece)
        state = hash.state()
      }
      expect(new ResumableSha256(state).hex()).toBe(sha256Of(Buffer.concat(pieces)))
    }),
  )
})

describe('a job that stands still', () => {
  const world = new MemoryExports(ledger)
  world.begin()
  const job = world.job()
  test('is asked to go on after two minutes, and given up after the fifth time', () => {
    expect(lookAtExport(job, plusSeconds(job.movedAt, 119))).toEqual({ job, nudge: false })
    expect(lookAtExport(job, plusSeconds(job.movedAt, 120))).toEqual({ job, nudge: true })
    const asked = { ...job, nudges: 5 }
    expect(lookAtExport(asked, plusSeconds(job.movedAt, 119)).job.state).toBe('Running')
    expect(lookAtExport(asked, plusSeconds(job.movedAt, 120))).toMatchObject({ job: { state: 'Failed' }, nudge: false })
  })
  test('is left alone once it is complete', () => {
    const done = { ...job, state: 'Complete' as const }
    expect(lookAtExport(done, later)).toEqual({ job: done, nudge: false })
  })
})
