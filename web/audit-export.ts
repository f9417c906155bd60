import type { AuditEntry, PageOf } from './api/answers.ts'

/** One line a record, exactly as the API answered it: this is what a verifier reads. */
export const ndjson = (entries: readonly AuditEntry[]): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')

const columns: readonly (readonly [name: string, (entry: AuditEntry) => unknown])[] = [
  ['seq', ({ seq }) => seq],
  ['recordedAt', ({ recordedAt }) => recordedAt],
  ['type', ({ event }) => event.type],
  ['time', ({ event }) => event.time],
  ['actor', (entry) => actorOf(entry)],
  ['actorName', ({ personal }) => personal['actor.name']?.value],
  ['method', ({ event }) => (event.data.actor as { method?: string } | undefined)?.method],
  ['requestId', ({ event }) => event.data.requestId],
  ['environmentId', ({ event }) => event.data.environmentId],
  ['service', ({ event }) => event.data.service],
  ['supportTicket', ({ event }) => event.data.supportTicket],
  ['before', ({ event }) => event.data.before],
  ['after', ({ event }) => event.data.after],
  ['details', ({ event }) => JSON.stringify(event.data.details ?? {})],
  ['personal', ({ personal }) => JSON.stringify(valuesOf(personal))],
  ['hash', ({ hash }) => hash],
]

const valuesOf = (personal: AuditEntry['personal']) =>
  Object.fromEntries(Object.entries(personal).map(([name, { value }]) => [name, value]))

/** Who did it, as the filter looks for them. */
export const actorOf = ({ personal }: AuditEntry): string =>
  personal['actor.email']?.value ?? personal['actor.id']?.value ?? ''

/**
 * A cell of RFC 4180. A spreadsheet runs what begins with `=`, `+`, `-`, `@`, a tab or a carriage return as a formula
 * (OWASP, "CSV Injection"): an apostrophe in front makes it text.
 */
export function csvCell(value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value)
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

export const csvHead = `${columns.map(([name]) => name).join(',')}\r\n`
export const csv = (entries: readonly AuditEntry[]): string =>
  entries.map((entry) => `${columns.map(([, of]) => csvCell(of(entry))).join(',')}\r\n`).join('')

type NextPage = (cursor: string | undefined) => Promise<PageOf<AuditEntry>>

/** All records that match, page by page, written as they come; `progress` gets how many there are so far. */
export async function exportAll(
  format: 'ndjson' | 'csv',
  nextPage: NextPage,
  progress: (records: number) => void,
): Promise<readonly string[]> {
  const chunks = format === 'csv' ? [csvHead] : []
  let records = 0
  let cursor: string | undefined
  do {
    const page = await nextPage(cursor)
    chunks.push(format === 'csv' ? csv(page.items) : ndjson(page.items))
    records += page.items.length
    progress(records)
    cursor = page.cursor
  } while (cursor !== undefined)
  return chunks
}
