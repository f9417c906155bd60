import { rename, rm } from 'node:fs/promises'
import { CliError } from '../exit.ts'
import { line } from '../io.ts'
import type { Session } from '../session.ts'
import { bookmarkFor, forget, partOf, remember } from './bookmark.ts'
import { download, NotTheFile } from './download.ts'
import { begin, type CompleteExport, type Export, lookFor, type Range, written } from './jobs.ts'
import { progressOn, shownBytes } from './progress.ts'
import { fileSink } from './sinks.ts'

/**
 * An export as a file. Which export it comes from is kept beside it before anything else, so that the same command goes on
 * with it: after Ctrl-C, with a broken line, and the next day. The file has its name once it is whole.
 */
export async function takeExport(session: Session, out: string, range: Range): Promise<CompleteExport> {
  const { io } = session
  const progress = progressOn(io)
  const part = partOf(out)
  try {
    const job = await written(session, await exportFor(session, out, range), progress.writing).catch(forgetFailed(out))
    const sink = await fileSink(part)
    try {
      if (sink.bytes() > 0) await line(io.err, `Going on after ${shownBytes(sink.bytes())}.`)
      await download(session, job, sink, (bytes) => progress.coming(bytes, job.bytes))
      if ((await sink.sha256()) !== job.sha256) throw new NotTheFile()
    } catch (error) {
      if (error instanceof NotTheFile) await rm(part, { force: true })
      throw error
    } finally {
      await sink.close()
    }
    await rename(part, out)
    await forget(out)
    return job
  } catch (error) {
    throw brokenOff(error, out)
  } finally {
    progress.end()
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

function brokenOff(error: unknown, out: string): unknown {
  if (!(error instanceof CliError) || (error.exit !== 'interrupted' && error.exit !== 'unreachable')) return error
  return new CliError(error.exit, error.message, {
    ...(error.problem && { problem: error.problem }),
    advice: error.advice ?? `Run the same command again: ${out} goes on where it was broken off.`,
  })
}
