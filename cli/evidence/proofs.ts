import { readUnverified } from '../../functions/domain/jws.ts'
import type { RequestRow } from '../../functions/domain/request-rows.ts'
import { CliError } from '../exit.ts'
import type { CompleteExport, Range } from '../export/jobs.ts'
import { checkpointPages, publishedKeys, receiptOf, statementPages } from '../ledger-proofs.ts'
import type { Session } from '../session.ts'

interface Receipt {
  readonly requestId: string
  readonly jws: string
}
interface Statement {
  readonly month: string
  readonly jws: string
}

/** What vouches for the entries of one export, and for none beyond it: the verifier would miss those. */
export interface Proofs {
  /** Compact JWS, ascending. */
  readonly checkpoints: readonly string[]
  readonly keys: unknown
  readonly receipts: readonly Receipt[]
  readonly statements: readonly Statement[]
  /** Requests whose outcome came after the export's last entry. */
  readonly later: readonly string[]
}

/** Gathers what vouches for an export, request by request. */
export async function proofsOf(
  { firstSeq = 1, lastSeq = 0 }: Pick<CompleteExport, 'firstSeq' | 'lastSeq'>,
  rows: readonly Pick<RequestRow, 'requestId' | 'outcome'>[],
  range: Range,
  session: Session,
  progress: (what: string) => void,
): Promise<Proofs> {
  progress('Keys')
  const keys = await publishedKeys(session)
  const checkpoints: string[] = []
  // From the one that seals the entry before the first: it is where the export's chain begins.
  for await (const page of checkpointPages(session, firstSeq > 2 ? firstSeq - 2 : undefined)) {
    checkpoints.push(...page.filter(({ seq }) => seq <= lastSeq).map(({ jws }) => jws))
    progress(`${checkpoints.length} checkpoints`)
    if (page.some(({ seq }) => seq > lastSeq)) break
  }
  const statements: Statement[] = []
  for await (const page of statementPages(session)) {
    statements.push(...page.filter(({ month, jws }) => isWithin(month, range) && headOf(jws) <= lastSeq))
    progress(`${statements.length} statements`)
  }
  const receipts: Receipt[] = []
  const later: string[] = []
  for (const [i, { requestId, outcome }] of rows.entries()) {
    progress(`Receipts: ${i + 1} of ${rows.length} requests`)
    if (outcome === 'waiting') continue
    const receipt = await receiptIfAny(session, requestId)
    if (receipt && receipt.seq <= lastSeq) receipts.push({ requestId, jws: receipt.jws })
    else if (receipt) later.push(requestId)
  }
  return { checkpoints, keys, receipts, statements, later }
}

/** Undefined: nothing came of the request yet. */
const receiptIfAny = (session: Session, requestId: string) =>
  receiptOf(session, requestId).catch((error: unknown) => {
    if (error instanceof CliError && ['NoOutcome', 'NotFound'].includes(error.problem?.code ?? '')) return undefined
    throw error
  })

/** Whether it is a whole month (`2026-11`, UTC) that lies in the time. */
function isWithin(month: string, { from, to }: Range): boolean {
  const [, year = '', number = ''] = /^(\d{4})-(\d\d)$/.exec(month) ?? []
  if (!year) return false
  const [begins, ends] = [Number(number) - 1, Number(number)].map((index) =>
    new Date(Date.UTC(Number(year), index)).toISOString(),
  )
  return (!from || (begins ?? '') >= from) && (!to || (ends ?? '') <= to)
}

/** Number of the newest entry that a statement names; whether it may name it the verifier says. */
function headOf(jws: string): number {
  const { head } = (readUnverified(jws)?.claims ?? {}) as { readonly head?: { readonly seq?: unknown } | null }
  return typeof head?.seq === 'number' ? head.seq : 0
}
