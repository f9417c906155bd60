import { createReadStream } from 'node:fs'
import { chunksOf, endOfLine } from '../verifier/lines.ts'

/**
 * The lines of a file, cut where an export has line ends and nowhere else: `readline` also cuts at U+2028 and U+2029, which
 * people write and JSON has as they are.
 */
export async function* linesIn(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for await (const bytes of chunksOf(createReadStream(file)))
    for (let from = 0; from < bytes.length; ) {
      const to = endOfLine(bytes, from)
      yield decoder.decode(bytes.subarray(from, to)).replace(/\r$/, '')
      from = to + 1
    }
}
