import {
  accessIn,
  doerOf,
  grantIn,
  operatorIn,
  outcomeOfType,
  personalValue,
  type ReadEntry,
  reasonIn,
  whyIn,
} from './entry-words.ts'
import { isDrill } from './events.ts'
import { done, type Outcome, refused } from './problems.ts'
import type { Outcome as Became, Receipt } from './proofs/receipt.ts'
import type { RequestKey } from './request.ts'
import { isTransition } from './request-events.ts'
import type { Instant } from './time.ts'
import { noSuchRequest, transitionEventId } from './transitions.ts'

/** Who signs it, and when. */
export interface Signing {
  /** Origin of the deployment. */
  readonly iss: string
  readonly issuedAt: Instant
}

const became = (type: string): Became | undefined =>
  Object.hasOwn(outcomeOfType, type) ? outcomeOfType[type as keyof typeof outcomeOfType] : undefined

/**
 * What became of a request, by its entries in the ledger in their order. Nothing of it is from the request's item, which
 * the vendor's own functions write. Entries that move no request are passed over.
 */
export function receiptOf(entries: readonly ReadEntry[], { iss, issuedAt }: Signing): Outcome<Receipt> {
  const steps = entries.filter(({ event }) => isTransition(event.type))
  const first = steps[0]
  const last = steps.at(-1)
  if (!first || !last) return noSuchRequest
  const outcome = became(last.event.type)
  if (!outcome)
    return refused(
      'NoOutcome',
      'The request waits for its decision. There is a receipt once it is decided, taken back, or expired.',
    )
  const { tenantId, requestId = '', environmentId = '', service = '', supportTicket, details } = first.event.data
  const drill = isDrill(details)
  const emergency = first.event.type === 'lockbox.request.emergency'
  const reason = reasonIn(first)
  const granted = drill ? undefined : steps.map(grantIn).find((grant) => grant !== undefined)
  return done({
    iss,
    issuedAt,
    tenantId,
    requestId,
    environmentId,
    service,
    ...(supportTicket !== undefined && { supportTicket }),
    // The event of an emergency says what it opened, not what was asked.
    ...(!emergency && accessIn(first)),
    operator: operatorIn(first),
    ...(reason && { reason }),
    ...(drill && { drill }),
    outcome,
    at: last.event.time,
    by: doerOf(last),
    ...whyIn(last),
    ...(granted && { granted }),
    seq: last.seq,
    hash: last.hash,
    history: steps.map((step) => ({
      type: step.event.type,
      at: step.event.time,
      seq: step.seq,
      hash: step.hash,
      by: doerOf(step),
    })),
  })
}

/** No request has more transitions: it is started, decided, and closed. A test counts the ways through `moves`. */
export const mostTransitions = 3

/** Ids of all events that can have moved a request. */
export const transitionIds = ({ ulid }: RequestKey): readonly string[] =>
  Array.from({ length: mostTransitions }, (_, i) => transitionEventId(ulid, i + 1))

/** Somebody of the vendor's who asks for a receipt. */
export type VendorReader =
  | { readonly kind: 'vendor-admin' }
  /** An operator in person, by the id that requests are for. */
  | { readonly kind: 'person'; readonly operatorId: string }
  | { readonly kind: 'machine'; readonly client: string }

/**
 * Whether a request is the reader's to see, by its first event: a person's own, what a machine asked for itself, or all
 * of them. Once the operator's id was erased, it is nobody's own any more.
 */
export function mayReadReceipt(reader: VendorReader, entries: readonly ReadEntry[]): boolean {
  const first = entries.find(({ event }) => isTransition(event.type))
  if (!first) return false
  switch (reader.kind) {
    case 'vendor-admin':
      return true
    case 'person':
      return personalValue(first, 'operator.id') === reader.operatorId
    case 'machine':
      return first.event.data.actor.kind === 'operator' && first.event.data.actor.client === reader.client
  }
}
