import { download, NotTheFile } from '../export/download.ts'
import { begin, type CompleteExport, type Range, written } from '../export/jobs.ts'
import { progressOn, shownBytes } from '../export/progress.ts'
import { outputSink } from '../export/sinks.ts'
import { takeExport } from '../export/take.ts'
import { line } from '../io.ts'
import { print, type Session } from '../session.ts'

export interface ExportOptions extends Range {
  readonly out?: string
}

/** The ledger, or what was recorded in a time of it: into a file, or to the standard output. */
export const exportAudit = (session: Session, { out, ...range }: ExportOptions): Promise<void> =>
  out ? toFile(session, out, range) : toOutput(session, range)

async function toOutput(session: Session, range: Range): Promise<void> {
  const { io } = session
  const progress = progressOn(io)
  const sink = outputSink(io)
  try {
    const job = await written(session, await begin(session, range), progress.writing)
    progress.end()
    await download(session, job, sink, () => undefined)
    if ((await sink.sha256()) !== job.sha256) throw new NotTheFile()
    await line(io.err, `${covered(job)}.`)
  } finally {
    progress.end()
  }
}

async function toFile(session: Session, out: string, range: Range): Promise<void> {
  const job = await takeExport(session, out, range)
  const { link: _link, linkExpiresAt: _expires, ...answer } = job
  if (session.json) await print(session, { file: out, ...answer }, () => '')
  else await line(session.io.err, `${covered(job)} in ${out}, ${shownBytes(job.bytes)}.`)
}

const covered = ({ entries, firstSeq, lastSeq }: CompleteExport): string =>
  entries === 0 ? 'No entries' : `${entries} entries, numbers ${firstSeq} to ${lastSeq}`
