import { createHash } from 'node:crypto'
import { exportLine } from '../../functions/domain/export-line.ts'
import { type ExportJob, type ExportKey, newExport } from '../../functions/domain/exports.ts'
import type { LedgerEntry } from '../../functions/domain/ledger.ts'
import type { ExportPorts } from '../../functions/export/run.ts'
import { TestClock } from './world.ts'

/** Everything that the export function talks to, in memory. */
export class MemoryExports {
  readonly clock = new TestClock()
  readonly entries: LedgerEntry[]
  readonly jobs = new Map<string, ExportJob>()
  readonly objects = new Map<string, Buffer>()
  readonly uploads = new Map<string, Map<number, Buffer>>()
  readonly invoked: ExportKey[] = []
  /** Entries that one read of the ledger gives at most. */
  readonly page: number
  #uploads = 0

  constructor(entries: readonly LedgerEntry[], page = 7) {
    this.entries = [...entries]
    this.page = page
  }

  begin(range: { from?: string; to?: string } = {}, id = '01J00000000000000000000000'): ExportKey {
    const key = { tenantId: 'acme', id }
    this.jobs.set(id, newExport(key, range, this.clock.now(), 7))
    return key
  }

  job = (id = '01J00000000000000000000000'): ExportJob => {
    const job = this.jobs.get(id)
    if (!job) throw new Error('there is no such job')
    return job
  }

  file = (id = '01J00000000000000000000000'): string | undefined =>
    this.objects.get(`files/acme/${id}.ndjson`)?.toString()

  readonly ports: ExportPorts = {
    clock: this.clock,
    jobs: {
      find: async ({ id }) => this.jobs.get(id),
      save: async (after, version) => {
        if (this.jobs.get(after.id)?.version !== version) return false
        this.jobs.set(after.id, structuredClone(after))
        return true
      },
      nudge: async (job, now) => {
        if (this.jobs.get(job.id)?.movedAt !== job.movedAt) return false
        this.jobs.set(job.id, { ...job, movedAt: now, nudges: job.nudges + 1 })
        return true
      },
    },
    ledger: {
      newest: async () => this.entries.at(-1)?.seq ?? 0,
      at: async (_, seq) => this.entries.find((entry) => entry.seq === seq),
      read: async (_, first, last) => this.entries.filter(({ seq }) => seq >= first && seq <= last).slice(0, this.page),
    },
    store: {
      begin: async () => {
        const uploadId = `u${++this.#uploads}`
        this.uploads.set(uploadId, new Map())
        return uploadId
      },
      addPart: async (_, uploadId, number, bytes) => {
        this.uploads.get(uploadId)?.set(number, Buffer.from(bytes))
      },
      finish: async (file, uploadId, parts) => {
        const upload = this.uploads.get(uploadId)
        if (!upload || upload.size < parts) return false
        this.uploads.delete(uploadId)
        const bytes = Array.from({ length: parts }, (_, i) => upload.get(i + 1) ?? Buffer.alloc(0))
        this.objects.set(file, Buffer.concat(bytes))
        return true
      },
      putEmpty: async (file) => void this.objects.set(file, Buffer.alloc(0)),
      putPart: async (path, bytes) => void this.objects.set(path, Buffer.from(bytes)),
      size: async (file) => this.objects.get(file)?.length,
    },
    goOn: async (key) => void this.invoked.push(key),
  }

  /** The parts by day, one behind the other. */
  parts = (): string =>
    [...this.objects]
      .filter(([name]) => name.startsWith('parts/'))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, bytes]) => bytes.toString())
      .join('')
}

export const linesOf = (entries: readonly LedgerEntry[]): string => entries.map(exportLine).join('')
export const sha256Of = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
