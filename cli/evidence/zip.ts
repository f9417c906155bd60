import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { CliError } from '../exit.ts'
import { cannotWrite } from '../export/bookmark.ts'

export interface ZipContent {
  /** By name in the zip: paths of files that are there. */
  readonly files: Readonly<Record<string, string>>
  readonly texts: Readonly<Record<string, string>>
}

/** Writes a zip, of any size. It has its name once it is whole: what is broken off is removed. */
export async function writeZip(
  out: string,
  { files, texts }: ZipContent,
  at: Date,
  signal: AbortSignal,
): Promise<void> {
  const zip = new ZipFile()
  for (const [name, path] of Object.entries(files)) zip.addFile(path, name, { mtime: at, mode: 0o600 })
  for (const [name, text] of Object.entries(texts)) zip.addBuffer(Buffer.from(text), name, { mtime: at, mode: 0o600 })
  zip.end()
  const part = `${out}.part`
  try {
    await pipeline(zip.outputStream, createWriteStream(part, { mode: 0o600 }), { signal })
    await rename(part, out)
  } catch (error) {
    await rm(part, { force: true })
    throw signal.aborted ? new CliError('interrupted', 'Interrupted.') : cannotWrite(out, error as Error)
  }
}
