import { NotVerifiable } from './findings.ts'

/** About forty entries: their text is made anew for each chunk, and more at a time is freed later. */
const chunkBytes = 64 * 1024
/** No line may be longer: an entry has at most 32 KB of event and personal values. */
const longestLine = 512 * 1024
const newline = 0x0a

/** Whole lines: their bytes until the next chunk is asked for, and the number of the first one from 1. */
export interface Chunk {
  readonly bytes: Uint8Array
  readonly firstLine: number
}

/**
 * Cuts bytes that come in pieces of any size at line ends, into chunks that all lie in one buffer: what is made anew for
 * each chunk is freed late, and a verifier of a gigabyte would hold a hundred megabytes of it.
 */
export async function* chunksOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Chunk> {
  const buffer = new Uint8Array(longestLine)
  let length = 0
  let firstLine = 1
  for await (const piece of pieces)
    for (let taken = 0; taken < piece.length; ) {
      const room = (length < chunkBytes ? chunkBytes : longestLine) - length
      const part = piece.subarray(taken, taken + room)
      buffer.set(part, length)
      taken += part.length
      length += part.length
      if (length < chunkBytes) continue
      const end = buffer.subarray(0, length).lastIndexOf(newline) + 1
      if (end === 0 && length < longestLine) continue
      if (end === 0)
        throw new NotVerifiable(
          'NotAnExport',
          `Line ${firstLine} is longer than any entry.`,
          'Give the file that lockbox audit export wrote: one JSON object a line.',
        )
      const bytes = buffer.subarray(0, end)
      yield { bytes, firstLine }
      firstLine += linesIn(bytes)
      buffer.copyWithin(0, end, length)
      length -= end
    }
  if (length > 0) yield { bytes: buffer.subarray(0, length), firstLine }
}

function linesIn(bytes: Uint8Array): number {
  let lines = 0
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) lines++
  return lines
}

/** Where each line begins, and where it ends without its line end. */
export function linesOf(bytes: Uint8Array): readonly (readonly [number, number])[] {
  const lines: [number, number][] = []
  for (let from = 0; from < bytes.length; ) {
    const at = bytes.indexOf(newline, from)
    const end = at < 0 ? bytes.length : at
    lines.push([from, end])
    from = end + 1
  }
  return lines
}
