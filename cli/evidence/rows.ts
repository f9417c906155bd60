import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { ReadEntry } from '../../functions/domain/entry-words.ts'
import { type RequestRow, rowsBuilder } from '../../functions/domain/request-rows.ts'

/** One row for each request that began in an export; memory holds rows, and one line. */
export async function rowsIn(file: string): Promise<readonly RequestRow[]> {
  const builder = rowsBuilder()
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) if (line) builder.add(JSON.parse(line) as ReadEntry)
  return builder.rows()
}
