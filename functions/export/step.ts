import { exportLine } from '../domain/export-line.ts'
import { type ExportJob, type ExportProgress, exportFile, exportName, exportPart } from '../domain/exports.ts'
import type { LedgerEntry } from '../domain/ledger.ts'
import { dayOf } from '../domain/time.ts'
import type { ExportStore, LedgerNumbers } from '../ports.ts'
import { numbersWithin } from './range.ts'
import { ResumableSha256 } from './resumable-sha256.ts'

export interface StepPorts {
  readonly ledger: LedgerNumbers
  readonly store: ExportStore
}

/** S3 takes parts from 5 MiB on, and 10,000 of them: so the file has room for 160 GiB, a hundred million entries. */
export const partBytes = 16 * 1024 * 1024
const mostParts = 10_000
/** So often a file whose upload is gone is begun anew. */
const mostRestarts = 2
/** Parts by day that are put at the same time: an old, quiet ledger has thousands of days in one step. */
const atOnce = 16

type Changes = Partial<Pick<ExportJob, 'state' | 'progress' | 'sha256' | 'detail' | 'restarts'>>
type WithProgress = ExportJob & { readonly progress: ExportProgress }

/**
 * What the next step of a job changes of it. A step can be done again, by this run or another at the same time: it reads
 * the same entries and writes the same bytes to the same places, and counts only once the job says so.
 */
export async function step(job: ExportJob, ports: StepPorts, size = partBytes): Promise<Changes> {
  const { progress } = job
  if (!progress) return begin(job, ports)
  if (progress.next > progress.lastSeq) return finish({ ...job, progress }, ports)
  if (progress.parts === mostParts)
    return failed('The ledger is too large for one file. Begin several exports, of a shorter time each.')
  return addPart({ ...job, progress }, ports, size)
}

const failed = (detail: string): Changes => ({ state: 'Failed', detail })

async function begin(job: ExportJob, { ledger, store }: StepPorts): Promise<Changes> {
  const range = await numbersWithin(job.tenantId, job, ledger)
  const hash = new ResumableSha256().state()
  const progress = { ...range, next: range.firstSeq, bytes: 0, parts: 0, hash }
  if (range.lastSeq < range.firstSeq) return { progress }
  return { progress: { ...progress, uploadId: await store.begin(exportFile(job), exportName(job)) } }
}

/** The lines of so many entries as fill a part, first into the folders of their days, then into the file. */
async function addPart(job: WithProgress, { ledger, store }: StepPorts, size: number): Promise<Changes> {
  const { progress, tenantId } = job
  const days: { readonly first: LedgerEntry; readonly lines: Buffer[] }[] = []
  const hash = new ResumableSha256(progress.hash)
  let [next, bytes] = [progress.next, 0]
  while (next <= progress.lastSeq && bytes < size) {
    const entries = await ledger.read(tenantId, next, progress.lastSeq)
    if (entries[0]?.seq !== next) return failed(gapAt(next))
    for (const entry of entries) {
      if (entry.seq !== next) return failed(gapAt(next))
      const line = Buffer.from(exportLine(entry))
      const day = days.at(-1)
      if (day && dayOf(day.first.recordedAt) === dayOf(entry.recordedAt)) day.lines.push(line)
      else days.push({ first: entry, lines: [line] })
      hash.update(line)
      bytes += line.length
      next++
      if (bytes >= size) break
    }
  }
  for (let i = 0; i < days.length; i += atOnce)
    await Promise.all(
      days
        .slice(i, i + atOnce)
        .map(({ first, lines }) => store.putPart(exportPart(job, first.recordedAt, first.seq), Buffer.concat(lines))),
    )
  const parts = progress.parts + 1
  const body = Buffer.concat(days.flatMap(({ lines }) => lines))
  await store.addPart(exportFile(job), progress.uploadId ?? '', parts, body)
  return { progress: { ...progress, next, parts, bytes: progress.bytes + bytes, hash: hash.state() } }
}

const gapAt = (seq: number): string =>
  `The ledger has no entry ${seq}, which must not be. Tell the vendor; export the time before and after it.`

/** Makes the file of its parts. Was it made by a run that did not come to say so, it is there, and as long. */
async function finish(job: WithProgress, ports: StepPorts): Promise<Changes> {
  const { store } = ports
  const { uploadId, parts, bytes, hash } = job.progress
  const file = exportFile(job)
  if (uploadId) await store.finish(file, uploadId, parts)
  else await store.putEmpty(file, exportName(job))
  if ((await store.size(file)) === bytes) return { state: 'Complete', sha256: new ResumableSha256(hash).hex() }
  if (job.restarts < mostRestarts) return { restarts: job.restarts + 1, ...(await begin(job, ports)) }
  return failed('The file could not be put together. Begin another export; if it fails too, tell the vendor.')
}
