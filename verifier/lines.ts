import { NotVerifiable } from './findings.ts'

/** About eighty entries: what is done once a chunk costs nothing then. */
const chunkBytes = 128 * 1024
/** No line may be longer: an entry has at most 32 KB of event and personal values. */
const longestLine = 512 * 1024
const newline = 0x0a

/**
 * Cuts bytes that come in pieces of any size at line ends, into chunks of whole lines that all lie in one buffer, each until
 * the next one is asked for: what is made anew for each chunk is freed late, and a verifier of a gigabyte would hold a
 * hundred megabytes of it.
 */
export async function* chunksOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(longestLine)
  let length = 0
  let before = 0
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
          `The line that begins behind ${before} bytes is longer than any entry.`,
          'Give the file that lockbox audit export wrote: one JSON object a line.',
        )
      yield buffer.subarray(0, end)
      buffer.copyWithin(0, end, length)
      length -= end
      before += end
    }
  if (length > 0) yield buffer.subarray(0, length)
}

/** Where the line that begins at a place ends, without its line end. */
export function endOfLine(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(newline, from)
  return at < 0 ? bytes.length : at
}

/** Whether a line ends at a place. */
export const endsLine = (bytes: Uint8Array, at: number): boolean => at === bytes.length || bytes[at] === newline
