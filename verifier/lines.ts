import { NotVerifiable } from './findings.ts'

/** No entry comes near: its event takes at most 32 KB with its personal values. */
const longestLine = 1024 * 1024
const newline = 0x0a

/** Whole lines: their bytes, in a buffer that is theirs alone, and the number of the first one from 1. */
export interface Chunk {
  readonly bytes: Uint8Array
  readonly firstLine: number
}

/** Less is not worth handing over. */
const chunkBytes = 256 * 1024

/** Cuts bytes that come in pieces of any size at line ends, into chunks of a few hundred kilobytes. */
export async function* chunksOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Chunk> {
  let waiting: Uint8Array[] = []
  let length = 0
  let firstLine = 1
  for await (const piece of pieces) {
    waiting.push(piece)
    length += piece.length
    if (length < chunkBytes) continue
    const bytes = joined(waiting, length)
    const end = bytes.lastIndexOf(newline) + 1
    if (bytes.length - end > longestLine)
      throw new NotVerifiable(
        'NotAnExport',
        `After line ${firstLine} there is a line that is longer than any entry.`,
        'Give the file that lockbox audit export wrote: one JSON object a line.',
      )
    waiting = [bytes.slice(end)]
    length = bytes.length - end
    if (end === 0) continue
    const whole = bytes.subarray(0, end)
    // Counted before: who takes the chunk may hand its bytes on to a worker.
    const lines = linesIn(whole)
    yield { bytes: whole, firstLine }
    firstLine += lines
  }
  if (length > 0) yield { bytes: joined(waiting, length), firstLine }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function linesIn(bytes: Uint8Array): number {
  let lines = 0
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) lines++
  return lines
}

/** Each line's bytes, without its end. */
export function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; ) {
    const at = bytes.indexOf(newline, from)
    const end = at < 0 ? bytes.length : at
    yield bytes.subarray(from, end)
    from = end + 1
  }
}
