import type { ReadEntry } from '../../functions/domain/entry-words.ts'
import { type RequestRow, rowsBuilder } from '../../functions/domain/request-rows.ts'
import { linesIn } from '../lines.ts'

/** One row for each request that began in an export; memory holds rows, and one line. */
export async function rowsIn(file: string): Promise<readonly RequestRow[]> {
  const builder = rowsBuilder()
  for await (const line of linesIn(file)) if (line) builder.add(JSON.parse(line) as ReadEntry)
  return builder.rows()
}
