import { rename, rm } from 'node:fs/promises'
import { CliError } from '../exit.ts'
import { bookmarkFor, forget, partOf, remember } from '../export/bookmark.ts'
import { download, notTheFile } from '../export/download.ts'
import { begin, type CompleteExport, type Export, lookFor, type Range, written } from '../export/jobs.ts'
import { progressOn, shownBytes } from '../export/progress.ts'
import { fileSink, outputSink } from '../export/sinks.ts'
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
    if ((await sink.sha256()) !== job.sha256) throw notTheFile()
    await line(io.err, `${covered(job)}.`)
  } finally {
    progress.end()
  }
}

/**
 * Which export the file comes from is kept beside it before anything else, so that the same command goes on with it: after
 * Ctrl-C, with a broken line, and the next day. The file has its name once it is whole.
 */
async function toFile(session: Session, out: string, range: Range): Promise<void> {
  const { io } = session
  const progress = progressOn(io)
  const part = partOf(out)
  try {
    const job = await written(session, await exportFor(session, out, range), progress.writing).catch(forgetFailed(out))
    const sink = await fileSink(part)
    try {
      if (sink.bytes() > 0) await line(io.err, `Going on after ${shownBytes(sink.bytes())}.`)
      await download(session, job, sink, (bytes) => progress.coming(bytes, job.bytes))
      if ((await sink.sha256()) !== job.sha256) {
        await rm(part, { force: true })
        throw notTheFile()
      }
    } finally {
      await sink.close()
    }
    await rename(part, out)
    await forget(out)
    progress.end()
    const { link: _link, linkExpiresAt: _expires, ...answer } = job
    if (session.json) await print(session, { file: out, ...answer }, () => '')
    else await line(io.err, `${covered(job)} in ${out}, ${shownBytes(job.bytes)}.`)
  } catch (error) {
    progress.end()
    throw brokenOff(error, out)
  }
}

/** The export that an earlier run began, if the deployment still has it; else a new one. */
async function exportFor(session: Session, out: string, range: Range): Promise<Export> {
  const url = session.url()
  const mark = await bookmarkFor(out, url, range)
  const known = mark && (await lookFor(session, mark.id))
  if (known && known.state !== 'Failed') return known
  const begun = await begin(session, range)
  await remember(out, { url, id: begun.id, ...range })
  return begun
}

/** A failed export is not gone on with. */
const forgetFailed = (out: string) => async (error: unknown) => {
  if (error instanceof CliError && error.exit === 'refused') await forget(out)
  throw error
}

const covered = ({ entries, firstSeq, lastSeq }: CompleteExport): string =>
  entries === 0 ? 'No entries' : `${entries} entries, numbers ${firstSeq} to ${lastSeq}`

function brokenOff(error: unknown, out: string): unknown {
  if (!(error instanceof CliError) || (error.exit !== 'interrupted' && error.exit !== 'unreachable')) return error
  return new CliError(error.exit, error.message, {
    ...(error.problem && { problem: error.problem }),
    advice: error.advice ?? `Run the same command again: ${out} goes on where it was broken off.`,
  })
}
