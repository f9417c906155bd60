import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
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

/** A file that goes on where it ends. It is hashed at the end, since most of it may be of an earlier run. */
export async function fileSink(
  path: string,
): Promise<Sink & { readonly sha256: () => Promise<string>; readonly close: () => Promise<void> }> {
  const file = await open(path, 'a', 0o600).catch((error: Error) => {
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
