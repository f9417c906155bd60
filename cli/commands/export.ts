import { existsSync } from 'node:fs'
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import * as v from 'valibot'
import { CliError } from '../exit.ts'
import { type Io, line, write } from '../io.ts'
import type { Session } from '../session.ts'
import type { AuditEntry } from '../words.ts'
import { type AuditOptions, filterOf, page } from './audit.ts'

const pageSize = 100

const bookmark = v.strictObject({
  /** What was asked for: another filter is another export. */
  filter: v.record(v.string(), v.string()),
  /** Missing: the export has only begun. */
  cursor: v.exactOptional(v.string()),
  /** Length of the file up to that cursor: what lies behind it was broken off. */
  bytes: v.number(),
  entries: v.number(),
})
type Bookmark = v.InferOutput<typeof bookmark>

export interface ExportOptions extends AuditOptions {
  readonly out?: string
  readonly cursor?: string
}

/** Where entries go: a file that remembers how far it is, or the standard output. */
interface Sink {
  readonly resumed: Bookmark | undefined
  /** Takes a page for good before it is said to be there. */
  readonly add: (text: string, next: { readonly cursor: string; readonly entries: number } | undefined) => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * The whole ledger, or what a filter leaves of it, newest first, one entry a line. A page is written before its cursor is
 * remembered, and what was written beyond the cursor is cut off at the next start: nothing is lost, nothing comes twice.
 */
export async function exportAudit(session: Session, options: ExportOptions): Promise<void> {
  const { io } = session
  const { out } = options
  const filter = filterOf(options) as Record<string, string>
  if (out && options.cursor)
    throw new CliError('usage', '--cursor goes with the standard output; a file remembers its own.', {
      advice: 'Leave one of them out.',
    })
  const sink = out ? await fileSink(out, filter) : standardOutput(io)
  const progress = progressOn(io)
  let entries = sink.resumed?.entries ?? 0
  let cursor = sink.resumed?.cursor ?? options.cursor
  if (cursor && sink.resumed) await line(io.err, `Going on after ${entries} entries.`)
  try {
    do {
      if (io.interrupted.aborted) throw new CliError('interrupted', 'Interrupted.')
      const answer = await page(session, { ...filter, limit: pageSize, ...(cursor && { cursor }) })
      entries += answer.items.length
      const text = answer.items.map((entry) => `${JSON.stringify(entry)}\n`).join('')
      await sink.add(text, answer.cursor === undefined ? undefined : { cursor: answer.cursor, entries })
      cursor = answer.cursor
      progress.at(entries, answer.items.at(-1))
    } while (cursor)
  } catch (error) {
    progress.end()
    throw brokenOff(error, { ...(out && { out }), ...(cursor && { cursor }), entries })
  } finally {
    await sink.close()
  }
  progress.end()
  await line(io.err, out ? `${entries} entries in ${out}.` : `${entries} entries.`)
}

/** What was exported is whole, and how to go on. */
function brokenOff(error: unknown, at: { out?: string; cursor?: string; entries: number }): unknown {
  if (!(error instanceof CliError) || (!at.cursor && !at.out)) return error
  return new CliError(error.exit, `${error.message} ${at.entries} entries are exported.`, {
    ...(error.problem && { problem: error.problem }),
    advice: at.out
      ? `Run the same command again: it goes on where ${at.out} ends.`
      : `Go on with the same filters and: --cursor ${at.cursor}`,
  })
}

const standardOutput = (io: Io): Sink => ({
  resumed: undefined,
  add: (text) => (text ? write(io.out, text) : Promise.resolve()),
  close: () => Promise.resolve(),
})

async function fileSink(path: string, filter: Readonly<Record<string, string>>): Promise<Sink> {
  const mark = `${path}.cursor`
  const resumed = await bookmarkOf(mark)
  if (resumed && JSON.stringify(resumed.filter) !== JSON.stringify(filter))
    throw new CliError('usage', `${path} was begun with other filters.`, {
      advice: `Use the same ones: ${JSON.stringify(resumed.filter)}; or name another file.`,
    })
  if (!resumed) {
    if (existsSync(path))
      throw new CliError('usage', `${path} is there already, and complete.`, { advice: 'Name another file.' })
    await remember(mark, { filter, bytes: 0, entries: 0 }).catch(cannotWrite(mark))
  } else if (resumed.bytes > 0 && !existsSync(path))
    throw new CliError('usage', `${mark} is there, and its ${path} is not.`, {
      advice: `Delete ${mark} to begin anew.`,
    })
  const file = await open(path, resumed && resumed.bytes > 0 ? 'r+' : 'w', 0o600).catch(cannotWrite(path))
  let bytes = resumed?.bytes ?? 0
  await file.truncate(bytes)
  return {
    resumed,
    add: async (text, next) => {
      bytes += await append(file, text, bytes)
      if (next) await remember(mark, { filter, bytes, ...next })
      else await rm(mark, { force: true })
    },
    close: () => file.close(),
  }
}

const cannotWrite = (path: string) => (error: Error) => {
  throw new CliError('usage', `${path} cannot be written: ${error.message}`)
}

async function append(file: FileHandle, text: string, at: number): Promise<number> {
  const buffer = Buffer.from(text)
  let written = 0
  while (written < buffer.length)
    written += (await file.write(buffer, written, buffer.length - written, at + written)).bytesWritten
  await file.sync()
  return written
}

async function remember(path: string, mark: Bookmark): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(mark), { mode: 0o600 })
  await rename(`${path}.new`, path)
}

async function bookmarkOf(path: string): Promise<Bookmark | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), bookmark), text)
  if (result.success) return result.output
  throw new CliError('usage', `${path} is not a mark of this command.`, {
    advice: 'Delete it, and the file beside it.',
  })
}

/** A line that overwrites itself, on a terminal only. */
function progressOn(io: Io) {
  const shown = (text: string) => io.terminal && void io.err.write(`\r\u001B[K${text}`)
  return {
    at: (entries: number, last: AuditEntry | undefined) =>
      shown(`${entries} entries${last ? `, down to number ${last.seq} of ${last.recordedAt.slice(0, 10)}` : ''}`),
    end: () => shown(''),
  }
}
