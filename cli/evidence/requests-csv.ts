import type { RequestRow } from '../../functions/domain/request-rows.ts'
import { csvRow } from '../../verifier/mappings/csv.ts'

const who = (by?: { readonly email?: string; readonly id?: string }): string => by?.email ?? by?.id ?? ''

/** One row a request: the population that an auditor samples from. */
const columns: readonly (readonly [name: string, of: (row: RequestRow) => unknown])[] = [
  ['requestId', ({ requestId }) => requestId],
  ['environmentId', ({ environmentId }) => environmentId],
  ['service', ({ service }) => service],
  ['supportTicket', ({ supportTicket }) => supportTicket],
  ['outcome', ({ outcome }) => outcome],
  ['emergency', ({ emergency }) => emergency ?? false],
  ['drill', ({ drill }) => drill ?? false],
  ['operator', ({ operator }) => who(operator)],
  ['askedAt', ({ asked }) => asked.at],
  ['reasonType', ({ asked }) => asked.reason?.type],
  ['reason', ({ asked }) => asked.reason?.detail],
  ['incident', ({ asked }) => asked.incident],
  ['accessLevel', ({ asked }) => asked.accessLevel],
  ['accessPeriod', ({ asked }) => asked.accessPeriod],
  ['decision', ({ decided }) => decided?.decision],
  ['decidedAt', ({ decided }) => decided?.at],
  ['decidedBy', ({ decided }) => who(decided?.by)],
  ['decidedHow', ({ decided }) => decided?.by.method],
  ['decidedWhy', ({ decided }) => decided?.why],
  ['grantedLevel', ({ granted }) => granted?.accessLevel],
  ['accessUntil', ({ granted }) => granted?.accessUntil],
  ['acknowledgedAt', ({ acknowledged }) => acknowledged?.at],
  ['acknowledgedBy', ({ acknowledged }) => who(acknowledged?.by)],
  ['minutesUsed', ({ used }) => used?.accesses ?? 0],
  ['tokens', ({ used }) => used?.tokens ?? 0],
  ['credentials', ({ used }) => used?.credentials ?? 0],
  ['firstUsedAt', ({ used }) => used?.firstAt],
  ['lastUsedAt', ({ used }) => used?.lastAt],
  ['ended', ({ ended }) => ended?.how],
  ['endedAt', ({ ended }) => ended?.at],
  ['endedBy', ({ ended }) => who(ended?.by)],
  ['entries', ({ seqs }) => seqs.join(' ')],
]

export const requestsCsv = (rows: readonly RequestRow[]): string =>
  csvRow(columns.map(([name]) => name)) + rows.map((row) => csvRow(columns.map(([, of]) => of(row)))).join('')
