import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { CliError } from '../exit.ts'
import { writeWhole } from '../whole-file.ts'

export interface ZipContent {
  /** By name in the zip: paths of files that are there. */
  readonly files: Readonly<Record<string, string>>
  readonly texts: Readonly<Record<string, string>>
}

/** Writes a zip, of any size. */
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
  try {
    await writeWhole(out, (file) => pipeline(zip.outputStream, file.createWriteStream(), { signal }))
  } catch (error) {
    throw signal.aborted ? new CliError('interrupted', 'Interrupted.') : error
  }
}
