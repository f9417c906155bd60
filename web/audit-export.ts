import { csvHead, toCsv } from '../verifier/mappings/csv.ts'
import type { AuditEntry, AuditExport, PageOf } from './api/answers.ts'
import { ApiProblem } from './api/problem.ts'

type NextPage = (cursor: string | undefined) => Promise<PageOf<AuditEntry>>

/** All records that match as a table, page by page, written as they come; `progress` gets how many there are so far. */
export async function exportTable(nextPage: NextPage, progress: (records: number) => void): Promise<readonly string[]> {
  const chunks = [csvHead]
  let records = 0
  let cursor: string | undefined
  do {
    const page = await nextPage(cursor)
    chunks.push(page.items.map(toCsv).join(''))
    records += page.items.length
    progress(records)
    cursor = page.cursor
  } while (cursor !== undefined)
  return chunks
}

export interface ExportCalls {
  readonly start: () => Promise<AuditExport>
  readonly look: (id: string) => Promise<AuditExport>
  readonly pause: () => Promise<void>
}

/** Waits for an export to be written, and gives the link to its file. Why it failed is thrown, in the API's words. */
export async function exportFile(
  { start, look, pause }: ExportCalls,
  progress: (entries: number, total: number | undefined) => void,
): Promise<string> {
  let job = await start()
  for (;;) {
    progress(job.entries, job.total)
    if (job.link) return job.link
    if (job.state === 'Failed') throw new ApiProblem(200, 'InternalError', job.detail ?? 'The export failed.')
    await pause()
    job = await look(job.id)
  }
}
