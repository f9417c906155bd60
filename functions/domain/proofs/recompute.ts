import { mayEmit, personalHash } from '../events.ts'
import { parseRequestId } from '../ids.ts'
import { chainHash, genesis, type LedgerEntry } from '../ledger.ts'
import { isLegalStep, isTransition } from '../request-events.ts'
import { type Instant, instantForm, plusSeconds } from '../time.ts'
import { transitionEventId } from '../transitions.ts'

/**
 * What is wrong with an entry: in the words of the verifier, of which the signer knows those that need no memory of what came
 * before (docs/decisions/0015).
 */
export type ChainFault =
  | 'Form'
  | 'Sequence'
  | 'Tenant'
  | 'Envelope'
  | 'Link'
  | 'Domain'
  | 'Hash'
  | 'Time'
  | 'Personal'
  | 'Subject'
  | 'Transition'

/** The entry that a recomputation has come to. */
export interface ChainLink {
  readonly seq: number
  readonly hash: string
  /** Missing: of an entry that was not read itself. */
  readonly recordedAt?: Instant
}

/** Seconds that the ledger's clock may be ahead of the signer's. */
const mostAhead = 300

/**
 * Seconds that may lie between the time that an entry gets and its being there to read. The ledger takes the time anew for
 * every attempt to append, and has one minute in all; the rest is for clocks.
 */
const mostBehind = 900

/**
 * Whether a new entry can have been recorded when it says. Without this the ledger alone could put an event into a month
 * that is over, or every later one into a year that nobody will see.
 */
export const isTimely = (
  recordedAt: Instant,
  now: Instant,
  /** When the ledger was last seen to end before this entry. */
  endedBefore: Instant | undefined,
): boolean =>
  instantForm.test(recordedAt) &&
  recordedAt <= plusSeconds(now, mostAhead) &&
  (endedBefore === undefined || recordedAt >= plusSeconds(endedBefore, -mostBehind))

/** What is wrong with the entry that lies behind `before` (undefined: it is to be the first); undefined when it holds. */
export function chainFault(
  tenantId: string,
  before: ChainLink | undefined,
  entry: LedgerEntry,
): ChainFault | undefined {
  try {
    return faultIn(tenantId, before, entry)
  } catch {
    // Whoever can write over the table can write anything, things that have no canonical form too.
    return 'Form'
  }
}

function faultIn(tenantId: string, before: ChainLink | undefined, entry: LedgerEntry): ChainFault | undefined {
  const { event, personal, prevHash, recordedAt, seq } = entry
  const { data } = event
  if (seq !== (before?.seq ?? 0) + 1) return 'Sequence'
  if (data.tenantId !== tenantId || event.source !== `urn:lockbox:${tenantId}`) return 'Tenant'
  if (data.seq !== seq || data.recordedAt !== recordedAt) return 'Envelope'
  if (prevHash !== (before?.hash ?? genesis(tenantId))) return 'Link'
  if (!mayEmit(data.domain, event.type)) return 'Domain'
  if (entry.hash !== chainHash(prevHash, event)) return 'Hash'
  if (before?.recordedAt !== undefined && recordedAt < before.recordedAt) return 'Time'
  for (const [name, salted] of Object.entries(personal))
    if (!Object.hasOwn(data.personal, name) || personalHash(salted) !== data.personal[name]) return 'Personal'
  return subjectFault(event)
}

/** What the ledger looks at before it appends, and the verifier after: whoever writes into the table passes by the first. */
function subjectFault({ id, subject, type, data }: LedgerEntry['event']): 'Subject' | 'Transition' | undefined {
  const request = data.requestId === undefined ? undefined : parseRequestId(data.requestId)
  if (subject !== (data.requestId ?? data.tenantId)) return 'Subject'
  if (data.requestId !== undefined && request?.tenantId !== data.tenantId) return 'Subject'
  if (!isTransition(type)) return undefined
  if (!request || id !== transitionEventId(request.ulid, data.version ?? 0)) return 'Subject'
  return isLegalStep({ type, data }) ? undefined : 'Transition'
}
