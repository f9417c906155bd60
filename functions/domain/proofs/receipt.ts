import * as v from 'valibot'
import { origin, seq, sha256, tenantId, time } from './types.ts'

const text = v.string()
const level = v.picklist(['read', 'write'])

/** What became of a request, in the words of its newest event. */
export const outcomes = ['approved', 'denied', 'expired', 'canceled', 'emergency', 'revoked', 'ended'] as const

/** Who did it, and how they proved who they are. An erased value is missing. */
const by = v.strictObject({
  kind: text,
  method: text,
  id: v.exactOptional(text),
  name: v.exactOptional(text),
  email: v.exactOptional(text),
  client: v.exactOptional(text),
})

/**
 * What became of one request, from the ledger and from nowhere else: claims of a JWS with `typ` `lockbox-receipt+jws`.
 * Never an authorisation: nothing may let anybody in because of it.
 */
export const receiptSchema = v.strictObject({
  iss: origin,
  issuedAt: time,
  tenantId,
  requestId: text,
  environmentId: text,
  service: text,
  supportTicket: v.exactOptional(text),
  /** As asked. */
  accessLevel: v.exactOptional(level),
  /** As asked, ISO 8601. */
  accessPeriod: v.exactOptional(text),
  operator: v.strictObject({ id: v.exactOptional(text), name: v.exactOptional(text), email: v.exactOptional(text) }),
  reason: v.exactOptional(v.strictObject({ type: v.exactOptional(text), detail: v.exactOptional(text) })),
  /** A fire drill of the customer's own: no access came of it. */
  drill: v.exactOptional(v.literal(true)),
  outcome: v.picklist(outcomes),
  /** When, by the event that the outcome is. */
  at: time,
  by,
  /** What they said of it. */
  why: v.exactOptional(text),
  /** Present once access was open. */
  granted: v.exactOptional(
    v.strictObject({ accessLevel: level, accessPeriod: v.exactOptional(text), accessUntil: time }),
  ),
  /** Place and hash of the event that the outcome is. */
  seq,
  hash: sha256,
  /** All transitions so far, in their order; the last one is the outcome. */
  history: v.array(v.strictObject({ type: text, at: time, seq, hash: sha256, by })),
})
export type Receipt = v.InferOutput<typeof receiptSchema>
export type Outcome = Receipt['outcome']
