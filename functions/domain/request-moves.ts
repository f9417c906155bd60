import type { LedgerEntry } from './ledger.ts'
import { type ChainFault, chainFault } from './proofs/recompute.ts'
import { type RequestKey, requestId } from './request.ts'
import { isLegalStep } from './request-events.ts'
import { transitionEventId } from './transitions.ts'

/** What lies under the id of a request's version: which entry that is to be, and the entry that lies there. */
export interface FoundMove {
  readonly marker: { readonly seq: number; readonly hash: string }
  readonly entry: LedgerEntry
}

/** What is wrong with one of them: in the words of whoever recomputes a chain; `Step`: it is not this move of this request. */
export interface MoveFault {
  readonly fault: ChainFault | 'Step'
  readonly seq: number
}

/**
 * What does not hold of a request's versions, from the first on; undefined: all of it does. Each is read from its own
 * entry and recomputed, so that nothing is signed that was put there, or is of another request. The chain between them is
 * for whoever seals the ledger.
 */
export function movesFault(request: RequestKey, found: readonly (FoundMove | undefined)[]): MoveFault | undefined {
  let former: LedgerEntry | undefined
  for (const [i, move] of found.entries()) {
    if (!move) {
      const beyond = found.slice(i).find((later) => later !== undefined)
      return beyond && { fault: 'Step', seq: beyond.marker.seq }
    }
    const { marker, entry } = move
    const before = marker.seq === 1 ? undefined : { seq: marker.seq - 1, hash: entry.prevHash }
    const fault = chainFault(request.tenantId, before, entry) ?? (isMove(i + 1, move, former) ? undefined : 'Step')
    if (fault) return { fault, seq: marker.seq }
    former = entry
  }
  return undefined

  function isMove(version: number, { marker, entry }: FoundMove, before: LedgerEntry | undefined): boolean {
    const { event, hash, seq } = entry
    const { data } = event
    return (
      hash === marker.hash &&
      seq > (before?.seq ?? 0) &&
      event.id === transitionEventId(request.ulid, version) &&
      data.requestId === requestId(request) &&
      data.version === version &&
      isLegalStep(event) &&
      data.before === before?.event.data.after
    )
  }
}
