import { mayEmit, personalHash, type SaltedValue } from './events.ts'
import { parseRequestId } from './ids.ts'
import { chainHash, genesis, type Head, type LedgerEntry } from './ledger.ts'
import { isLegalStep, isTransition } from './request-events.ts'

export type FaultCode =
  /** Not the next number: something is missing, added or out of order. */
  | 'Sequence'
  /** Of another tenant. */
  | 'Tenant'
  /** `seq` or `recordedAt` beside the event differ from those that were hashed. */
  | 'Envelope'
  /** Does not follow the entry before it. */
  | 'Link'
  /** Of a type that the domain it came from may not make. */
  | 'Domain'
  /** The content is not what was hashed. */
  | 'Hash'
  /** Recorded before its predecessor. */
  | 'Time'
  /** A personal value is not the one that was hashed, or was never part of the event. */
  | 'Personal'
  /** The id occurred before. */
  | 'RepeatedId'
  /** A request's versions have a gap, or its states do not follow each other. */
  | 'Transition'
  /** The ledger does not reach, or not with the same hash, the head that was witnessed. */
  | 'Witness'

export interface Fault {
  readonly seq: number
  readonly code: FaultCode
}

export interface Verification {
  readonly head?: Head
  readonly faults: readonly Fault[]
  /** Personal values that somebody erased: no fault, the chain holds without them. */
  readonly erased: readonly { readonly seq: number; readonly name: string }[]
}

/**
 * Recomputes a tenant's chain from its genesis, `entries` in the order of their numbers. Without a witness (seq and
 * hash from a checkpoint, a receipt or a mail) a tail that was cut off, or a history that was written anew from the
 * start, cannot be noticed.
 */
export function verifyChain(
  tenantId: string,
  entries: readonly LedgerEntry[],
  witnesses: readonly Pick<Head, 'seq' | 'hash'>[] = [],
): Verification {
  const faults: Fault[] = []
  const erased: { seq: number; name: string }[] = []
  const ids = new Set<string>()
  const requests = new Map<string, { version: number; state: string | undefined }>()
  let head: Head | undefined
  for (const [index, entry] of entries.entries()) {
    const { event, seq } = entry
    const check = (holds: boolean, code: FaultCode) => holds || faults.push({ seq, code })
    check(seq === index + 1, 'Sequence')
    check(event.data.tenantId === tenantId, 'Tenant')
    check(mayEmit(event.data.domain, event.type), 'Domain')
    check(event.data.seq === seq && event.data.recordedAt === entry.recordedAt, 'Envelope')
    check(entry.prevHash === (head?.hash ?? genesis(tenantId)), 'Link')
    check(entry.hash === chainHash(entry.prevHash, event), 'Hash')
    check(head === undefined || head.recordedAt <= entry.recordedAt, 'Time')
    check(!ids.has(event.id), 'RepeatedId')
    check(followsRequest(entry, requests), 'Transition')
    for (const [name, salted] of Object.entries(entry.personal))
      check(holds(event.data.personal, name, salted), 'Personal')
    for (const name of Object.keys(event.data.personal))
      if (!Object.hasOwn(entry.personal, name)) erased.push({ seq, name })
    ids.add(event.id)
    head = { seq, hash: entry.hash, recordedAt: entry.recordedAt }
  }
  for (const witness of witnesses)
    if (entries[witness.seq - 1]?.hash !== witness.hash) faults.push({ seq: witness.seq, code: 'Witness' })
  return { ...(head && { head }), faults, erased }
}

// A salt has one spelling: what decodes to the same bytes but reads differently was changed.
const holds = (hashes: Readonly<Record<string, string>>, name: string, salted: SaltedValue): boolean =>
  Object.hasOwn(hashes, name) &&
  hashes[name] === personalHash(salted) &&
  Buffer.from(salted.salt, 'base64url').toString('base64url') === salted.salt

/** Whether a transition is the next of its request; remembers it. Other events have no place in the order. */
function followsRequest(
  { event }: LedgerEntry,
  requests: Map<string, { version: number; state: string | undefined }>,
): boolean {
  if (!isTransition(event.type)) return true
  const { requestId = '', version = 0, before, after } = event.data
  const former = requests.get(requestId)
  requests.set(requestId, { version, state: after })
  return (
    parseRequestId(requestId)?.tenantId === event.data.tenantId &&
    isLegalStep(event) &&
    version === (former?.version ?? 0) + 1 &&
    before === former?.state
  )
}
