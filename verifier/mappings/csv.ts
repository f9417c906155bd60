import { actorOf } from './exported.ts'

/** What a row takes of an entry, whether it comes from an export or from `GET /audit`. */
export interface CsvEntry {
  readonly seq: number
  readonly recordedAt: string
  readonly hash: string
  readonly event: {
    readonly type: string
    readonly time: string
    readonly data: {
      readonly tenantId: string
      readonly actor?: unknown
      readonly requestId?: unknown
      readonly environmentId?: unknown
      readonly service?: unknown
      readonly supportTicket?: unknown
      readonly before?: unknown
      readonly after?: unknown
      readonly details?: unknown
    }
  }
  readonly personal: Readonly<Record<string, { readonly salt: string; readonly value: string }>>
}

/** The columns, in their order; documented in `docs/exports.md`. */
export const csvColumns: readonly (readonly [name: string, of: (entry: CsvEntry) => unknown])[] = [
  ['seq', ({ seq }) => seq],
  ['recordedAt', ({ recordedAt }) => recordedAt],
  ['type', ({ event }) => event.type],
  ['time', ({ event }) => event.time],
  ['actor', actorOf],
  ['actorName', ({ personal }) => personal['actor.name']?.value],
  ['method', ({ event }) => (event.data.actor as { readonly method?: string } | undefined)?.method],
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

const valuesOf = (personal: CsvEntry['personal']) =>
  Object.fromEntries(Object.entries(personal).map(([name, { value }]) => [name, value]))

/**
 * A cell of RFC 4180. A spreadsheet runs what begins with `=`, `+`, `-`, `@`, a tab or a carriage return as a formula
 * (OWASP, "CSV Injection"): an apostrophe in front makes it text.
 */
export function csvCell(value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value)
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

export const csvRow = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(',')}\r\n`

export const csvHead = csvRow(csvColumns.map(([name]) => name))

/** One row of an event. */
export const toCsv = (entry: CsvEntry): string => csvRow(csvColumns.map(([, of]) => of(entry)))
