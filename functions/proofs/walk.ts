import type { LedgerEntry } from '../domain/ledger.ts'
import type { Checkpoint } from '../domain/proofs/checkpoint.ts'
import { type ChainLink, chainFault, isTimely } from '../domain/proofs/recompute.ts'
import { type Instant, isOver } from '../domain/time.ts'
import { type ProofPorts, SealRefused } from './ports.ts'

/** The entry that a checkpoint names. */
export const linkTo = ({ seq, head, recordedAt }: Checkpoint): Required<ChainLink> => ({ seq, hash: head, recordedAt })

/**
 * Recomputes the chain from a sealed entry (undefined: from the genesis) to the ledger's end, page by page. The sealed entry
 * itself is read too, and must be what was sealed; the first thing that does not hold is refused.
 */
export async function walk(
  tenantId: string,
  sealed: Pick<ChainLink, 'seq' | 'hash'> | undefined,
  until: Instant,
  { ledger, clock }: Pick<ProofPorts, 'ledger' | 'clock'>,
  on: {
    /** New entries between two pauses. */
    readonly every: number
    readonly pause: (at: Required<ChainLink>) => Promise<void>
    /** When the ledger was last seen to end at the sealed entry or before a later one; missing: nobody knows. */
    readonly endedAt?: Instant
  },
): Promise<{ readonly at: Required<ChainLink> | undefined; readonly complete: boolean }> {
  let at: Required<ChainLink> | undefined
  let paused = sealed?.seq ?? 0
  for (;;) {
    const page: readonly LedgerEntry[] = await ledger.from(tenantId, at ? at.seq + 1 : (sealed?.seq ?? 1))
    if (page.length === 0 && sealed && !at) throw new SealRefused('CutOff', sealed.seq)
    if (page.length === 0) return { at, complete: true }
    for (const entry of page) {
      const isNew = entry.seq > (sealed?.seq ?? 0)
      at = at || !sealed ? chainLink(tenantId, at, entry) : resumed(tenantId, sealed, entry)
      if (isNew && !isTimely(at.recordedAt, clock.now(), on.endedAt)) throw new SealRefused('Time', at.seq)
    }
    if (at && at.seq - paused >= on.every) {
      await on.pause(at)
      paused = at.seq
    }
    if (isOver(until, clock.now())) return { at, complete: false }
  }
}

/** The entry behind `before`, once it holds. */
export function chainLink(tenantId: string, before: ChainLink | undefined, entry: LedgerEntry): Required<ChainLink> {
  const fault = chainFault(tenantId, before, entry)
  if (fault) throw new SealRefused(fault, (before?.seq ?? 0) + 1)
  return { seq: entry.seq, hash: entry.hash, recordedAt: entry.recordedAt }
}

/** The sealed entry, as it is now. What its hash is of is seen by its own predecessor's hash, as it is said beside it. */
function resumed(
  tenantId: string,
  { seq, hash }: Pick<ChainLink, 'seq' | 'hash'>,
  entry: LedgerEntry,
): Required<ChainLink> {
  const before = seq === 1 ? undefined : { seq: seq - 1, hash: entry.prevHash }
  const fault = chainFault(tenantId, before, entry)
  if (fault) throw new SealRefused(fault, seq)
  if (entry.hash !== hash) throw new SealRefused('OtherHistory', seq)
  return { seq, hash, recordedAt: entry.recordedAt }
}
