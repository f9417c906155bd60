import { type RandomBytes, type SealedEvent, seal } from './events.ts'
import { paddedSeq } from './ledger.ts'
import type { Actor } from './request.ts'
import { dayOf, type Instant, isOver, plusSeconds, type Seconds } from './time.ts'

/** Exports a tenant can begin a day, in UTC: each reads a whole ledger. */
export const exportsPerDay = 20

/** A SHA-256 that was left in the middle: its eight words, what does not fill a block yet (base64url), all bytes so far. */
export interface HashState {
  readonly words: readonly number[]
  readonly rest: string
  readonly bytes: number
}

/** What an auditor asked for: entries recorded from `from` on and before `to`. */
export interface ExportRange {
  readonly from?: Instant
  readonly to?: Instant
}

export interface ExportKey {
  readonly tenantId: string
  /** A ULID. */
  readonly id: string
}

/** The writing of the file: it has begun, and goes on with `next`. */
export interface ExportProgress {
  /** What it covers, fixed when it began; an empty range ends before it begins. */
  readonly firstSeq: number
  readonly lastSeq: number
  readonly next: number
  readonly bytes: number
  /** Parts of the file that are uploaded. */
  readonly parts: number
  readonly hash: HashState
  /** Of the upload that the parts belong to; an empty file has none. */
  readonly uploadId?: string
}

/** An export and how far it is. One item of `State`; whoever moves it on says which version it saw. */
export interface ExportJob extends ExportKey, ExportRange {
  readonly version: number
  readonly state: 'Running' | 'Complete' | 'Failed'
  readonly startedAt: Instant
  /** When it moved last, or was last asked to. */
  readonly movedAt: Instant
  /** How often it was asked to go on since it moved. */
  readonly nudges: number
  /** From then on it is gone, and its file soon after. */
  readonly expiresAt: Instant
  /** How often the file was begun anew. */
  readonly restarts: number
  readonly progress?: ExportProgress
  /** Of the whole file, in lower-case hex; once it is complete. */
  readonly sha256?: string
  /** Why it failed, and what to do. */
  readonly detail?: string
}

/** After so long without a step whoever looks has it go on. A step takes seconds. */
const stillAfter: Seconds = 120
/** So often it is asked to go on; then something is wrong that asking does not mend. */
const mostNudges = 5

export const newExport = (key: ExportKey, range: ExportRange, now: Instant, days: number): ExportJob => ({
  ...key,
  ...(range.from && { from: range.from }),
  ...(range.to && { to: range.to }),
  version: 1,
  state: 'Running',
  startedAt: now,
  movedAt: now,
  nudges: 0,
  expiresAt: plusSeconds(now, days * 86_400),
  restarts: 0,
})

/** What the ledger records of it. */
export const exportEvent = (job: ExportJob, actor: Actor, randomBytes: RandomBytes): SealedEvent =>
  seal(
    {
      id: job.id,
      type: 'lockbox.audit.exported',
      tenantId: job.tenantId,
      at: job.startedAt,
      actor,
      details: { exportId: job.id, from: job.from, to: job.to },
    },
    randomBytes,
  )

/**
 * The job as whoever asks for it sees it, and whether it stands still and is to be asked to go on: an invocation may be
 * lost, and a run may die.
 */
export function lookAtExport(job: ExportJob, now: Instant): { readonly job: ExportJob; readonly nudge: boolean } {
  const still = job.state === 'Running' && isOver(plusSeconds(job.movedAt, stillAfter), now)
  if (!still) return { job, nudge: false }
  if (job.nudges < mostNudges) return { job, nudge: true }
  return {
    job: { ...job, state: 'Failed', detail: 'The export does not go on. Begin another one, and tell the vendor.' },
    nudge: false,
  }
}

/** Where everything of an export lies: the one file that its link is for, and the parts by day that Athena reads. */
export const exportPrefix = { file: 'files/', part: 'parts/' } as const

export const exportFile = ({ tenantId, id }: ExportKey): string => `${exportPrefix.file}${tenantId}/${id}.ndjson`

/** The columns of the partitions, in the order of the path. */
export const partitions = ['tenant', 'year', 'month', 'day'] as const

/** A part holds entries of one day (UTC, by their recording); two steps of a job can both have one of a day. */
export function exportPart({ tenantId, id }: ExportKey, recordedAt: Instant, firstSeq: number): string {
  const [year = '', month = '', day = ''] = dayOf(recordedAt).split('-')
  const values = { tenant: tenantId, year, month, day }
  const path = partitions.map((name) => `${name}=${values[name]}`).join('/')
  return `${exportPrefix.part}${tenantId}/${id}/${path}/${paddedSeq(firstSeq)}.ndjson`
}

/** What the file is called on the auditor's disk. */
export const exportName = ({ tenantId, startedAt, id }: ExportJob): string =>
  `lockbox-audit-${tenantId}-${dayOf(startedAt)}-${id}.ndjson`
