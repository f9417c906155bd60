import { describe, expect, test } from 'vitest'
import type { Auditor } from '../../../functions/auditor/caller.ts'
import { exportAnswerOf } from '../../../functions/auditor/export-answer.ts'
import { getExport } from '../../../functions/auditor/get-export.ts'
import { type ExportingPorts, startExport } from '../../../functions/auditor/start-export.ts'
import type { ExportJob } from '../../../functions/domain/exports.ts'
import { unwrap } from '../../../functions/domain/problems.ts'
import { runExport } from '../../../functions/export/run.ts'
import { linesOf, MemoryExports, sha256Of } from '../../support/memory-exports.ts'
import { sampleLedger } from '../../support/sample-ledger.ts'
import { Crash, crashing, World } from '../../support/world.ts'

const ledger = sampleLedger(5)
const auditor: Auditor = {
  tenantId: 'acme',
  actor: {
    kind: 'auditor',
    id: 'aud@acme.example',
    email: 'aud@acme.example',
    method: 'signed-in',
    ip: '198.51.100.9',
  },
}

function site() {
  const world = new World()
  const exports = new MemoryExports(ledger)
  const asked: ExportJob[] = []
  const ports: ExportingPorts = {
    table: world.table,
    jobs: exports.ports.jobs,
    links: { to: async (file, seconds) => `https://bucket.example/${file}?expires=${seconds}` },
    clock: world.clock,
    random: world.random,
    goOn: async (job) => void asked.push(job),
  }
  /** What the transaction wrote, where the job function looks for it. */
  const stored = () => {
    for (const job of world.table.exports.values()) if (!exports.jobs.has(job.id)) exports.jobs.set(job.id, job)
  }
  const start = async (range = {}) => {
    const outcome = await startExport(auditor, range, 7, ports)
    stored()
    return outcome
  }
  return { world, exports, asked, ports, start, stored }
}

describe('POST /audit/exports', () => {
  test('is on record with who asked and for what, then handed on', async () => {
    const { world, asked, start } = site()
    const range = { from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' }
    const job = unwrap(await start(range))
    expect(job).toMatchObject({ ...range, state: 'Running', expiresAt: '2026-11-30T09:00:00.000Z' })
    expect(asked).toEqual([job])
    const [sealed] = [...world.table.outbox.values()]
    expect(sealed).toMatchObject({
      event: {
        id: job.id,
        type: 'lockbox.audit.exported',
        data: {
          tenantId: 'acme',
          actor: { kind: 'auditor', method: 'signed-in' },
          details: { exportId: job.id, ...range },
        },
      },
      personal: { 'actor.email': { value: 'aud@acme.example' } },
    })
  })

  test('is refused at the 21st of a day, and nothing is on record of that', async () => {
    const { world, asked, start } = site()
    for (let i = 0; i < 20; i++) expect((await start()).ok).toBe(true)
    expect(await start()).toMatchObject({ ok: false, problem: { code: 'TooManyRequests' } })
    expect([world.table.outbox.size, asked.length]).toEqual([20, 20])
    world.clock.advance(86_400)
    expect((await start()).ok).toBe(true)
  })

  test('refuses an end before the beginning', async () => {
    const at = '2026-11-01T00:00:00.000Z'
    expect(await site().start({ from: at, to: at })).toMatchObject({ problem: { code: 'InvalidRequest' } })
  })

  test('a crash after the transaction loses nothing: whoever looks has it go on', async () => {
    const { world, exports, asked, ports, stored } = site()
    await expect(startExport(auditor, {}, 7, crashing(ports, 2, 'before'))).rejects.toThrow(Crash)
    stored()
    const [id = ''] = exports.jobs.keys()
    await getExport('acme', id, ports)
    expect(asked).toEqual([])
    world.clock.advance(120)
    // Two who look at the same moment ask once.
    await Promise.all([getExport('acme', id, ports), getExport('acme', id, ports)])
    expect(asked.map((job) => job.id)).toEqual([id])
  })
})

describe('GET /audit/exports/{id}', () => {
  test('tells how far it is, then gives a link for 15 minutes', async () => {
    const { exports, ports, start } = site()
    const { id } = unwrap(await start())
    expect(exportAnswerOf(unwrap(await getExport('acme', id, ports)))).toMatchObject({ state: 'Running', entries: 0 })
    await runExport({ tenantId: 'acme', id }, '2999-01-01T00:00:00.000Z', exports.ports)
    const answer = exportAnswerOf(unwrap(await getExport('acme', id, ports)))
    const lines = linesOf(ledger)
    expect(answer).toEqual({
      id,
      state: 'Complete',
      startedAt: '2026-11-23T09:00:00.000Z',
      expiresAt: '2026-11-30T09:00:00.000Z',
      entries: 5,
      total: 5,
      firstSeq: 1,
      lastSeq: 5,
      bytes: Buffer.byteLength(lines),
      sha256: sha256Of(lines),
      link: `https://bucket.example/files/acme/${id}.ndjson?expires=900`,
      linkExpiresAt: '2026-11-23T09:15:00.000Z',
    })
  })

  test.each(['', 'x', '../other', '01J00000000000000000000000'])('"%s" is not found', async (id) => {
    expect(await getExport('acme', id, site().ports)).toMatchObject({ problem: { code: 'NotFound' } })
  })

  test('is not found once it expired, although its item may still be there', async () => {
    const { world, ports, start } = site()
    const { id } = unwrap(await start())
    world.clock.advance(7 * 86_400)
    expect(await getExport('acme', id, ports)).toMatchObject({ problem: { code: 'NotFound' } })
  })
})
