import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { type Io, write } from '../io.ts'
import { cannotWrite } from '../whole-file.ts'
import type { Sink } from './download.ts'

/** The standard output, hashed as it goes by. */
export function outputSink(io: Io): Sink & { readonly sha256: () => Promise<string> } {
  const hash = createHash('sha256')
  let bytes = 0
  return {
    bytes: () => bytes,
    add: async (chunk) => {
      hash.update(chunk)
      await write(io.out, chunk)
      bytes += chunk.length
    },
    sha256: async () => hash.digest('hex'),
  }
}

/** A new file, or the one of an earlier run; never what a link that somebody put there leads to. */
const openOwn = (path: string) =>
  open(path, 'ax', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
    // Windows has no such flag, nor links that everybody may make.
    return open(path, constants.O_WRONLY | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0))
  })

/** A file that goes on where it ends. It is hashed at the end, since most of it may be of an earlier run. */
export async function fileSink(
  path: string,
): Promise<Sink & { readonly sha256: () => Promise<string>; readonly close: () => Promise<void> }> {
  const file = await openOwn(path).catch((error: Error) => {
    throw cannotWrite(path, error)
  })
  let bytes = (await file.stat()).size
  return {
    bytes: () => bytes,
    add: async (chunk) => {
      await file.appendFile(chunk)
      bytes += chunk.length
    },
    sha256: async () => {
      await file.sync()
      const hash = createHash('sha256')
      for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
      return hash.digest('hex')
    },
    close: () => file.close(),
  }
}
