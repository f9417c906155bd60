import { readUnverified } from '../../functions/domain/jws.ts'
import type { RequestRow } from '../../functions/domain/request-rows.ts'
import type { Finding } from '../../verifier/findings.ts'
import { CliError } from '../exit.ts'
import type { Range } from '../export/jobs.ts'
import { checkpointPages, publishedKeys, receiptOf, statementPages } from '../ledger-proofs.ts'
import type { Session } from '../session.ts'
import { cutBy, type Given } from './cut.ts'

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
  /** What of the time that was asked for the export leaves out, as checkpoints show. */
  readonly cuts: readonly Finding[]
}

/** Gathers what vouches for an export, request by request. */
export async function proofsOf(
  job: Given,
  rows: readonly Pick<RequestRow, 'requestId' | 'outcome'>[],
  range: Range,
  now: string,
  session: Session,
  progress: (what: string) => void,
): Promise<Proofs> {
  progress('Keys')
  const keys = await publishedKeys(session)
  const { firstSeq = 1, lastSeq = 0 } = job
  const checkpoints: string[] = []
  const cuts: Finding[] = []
  for await (const page of checkpointPages(session)) {
    let beyond = false
    for (const { seq, jws } of page) {
      const cut = cutBy(jws, job, range, now)
      if (cut && cuts.length < 2) cuts.push(cut)
      // The first one behind the end would show it.
      beyond = seq > lastSeq && (cut !== undefined || lastSeq > 0)
      if (beyond) break
      // From the one that seals the entry before the first: it is where the export's chain begins.
      if (seq <= lastSeq && seq >= firstSeq - 1) checkpoints.push(jws)
    }
    progress(`${checkpoints.length} checkpoints`)
    if (beyond) break
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
  return { checkpoints, keys, receipts, statements, later, cuts }
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
