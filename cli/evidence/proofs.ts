import type { RequestRow } from '../../functions/domain/request-rows.ts'
import type { Finding } from '../../verifier/findings.ts'
import type { Range } from '../export/jobs.ts'
import { cutBy, type Given } from './cut.ts'
import type { EvidenceSource, Receipt, Statement } from './source.ts'

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
  source: EvidenceSource,
  progress: (what: string) => void,
): Promise<Proofs> {
  progress('Keys')
  const keys = await source.keys()
  const { firstSeq = 1, lastSeq = 0 } = job
  const checkpoints: string[] = []
  const cuts: Finding[] = []
  for await (const { seq, jws } of source.checkpoints(0)) {
    const cut = cutBy(jws, job, range, now)
    if (cut && cuts.length < 2) cuts.push(cut)
    // The first one behind the end would show it.
    if (seq > lastSeq && (cut || lastSeq > 0)) break
    // From the one that seals the entry before the first: it is where the export's chain begins.
    if (seq <= lastSeq && seq >= firstSeq - 1) checkpoints.push(jws)
    progress(`${checkpoints.length} checkpoints`)
  }
  const statements: Statement[] = []
  for await (const statement of source.statements()) {
    if (isWithin(statement.month, range) && headOf(statement.jws) <= lastSeq) statements.push(statement)
    progress(`${statements.length} statements`)
  }
  const receipts: Receipt[] = []
  const later: string[] = []
  for (const [i, { requestId, outcome }] of rows.entries()) {
    progress(`Receipts: ${i + 1} of ${rows.length} requests`)
    if (outcome === 'waiting') continue
    const receipt = await source.receipt(requestId)
    if (receipt && receipt.seq <= lastSeq) receipts.push(receipt)
    else if (receipt) later.push(requestId)
  }
  return { checkpoints, keys, receipts, statements, later, cuts }
}

/** Whether a whole month (`2026-11`, UTC) lies in the time. */
function isWithin(month: string, { from, to }: Range): boolean {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const [begins, ends] = [number - 1, number].map((index) => new Date(Date.UTC(year, index)).toISOString())
  return (!from || (begins ?? '') >= from) && (!to || (ends ?? '') <= to)
}

/** Number of the newest entry that a statement names; whether it may name it the verifier says. */
function headOf(jws: string): number {
  try {
    const claims = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return typeof claims?.head?.seq === 'number' ? claims.head.seq : 0
  } catch {
    return 0
  }
}
