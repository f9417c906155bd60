import * as v from 'valibot'
import { count, origin, seq, sha256, tenantId, time } from './types.ts'

/** A calendar month in UTC, as `2026-10`. */
const month = v.pipe(v.string(), v.regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'is not a month'))

/**
 * What happened in a month, also when it was nothing: claims of a JWS with `typ` `lockbox-statement+jws`, signed with the
 * checkpoints' key after the month is over.
 */
export const statementSchema = v.strictObject({
  iss: origin,
  tenantId,
  /** The vendor's name. */
  vendor: v.string(),
  month,
  /** Counts: the month's beginning, in UTC. */
  from: time,
  /** Does not count any more: the next month's beginning. */
  to: time,
  /** The entries recorded in the month; null: none. */
  entries: v.nullable(v.strictObject({ first: seq, last: seq })),
  /** Newest entry recorded before `to`, and its hash; null: the ledger had none yet. */
  head: v.nullable(v.strictObject({ seq, hash: sha256 })),
  counts: v.strictObject({
    /** Grants that stood open when the month began: recorded before, and neither over nor recorded as closed until then. */
    openAtStart: count,
    requests: count,
    approved: count,
    denied: count,
    expired: count,
    canceled: count,
    revoked: count,
    ended: count,
    emergencies: count,
    /** `lockbox.access.used`, `tokenIssued` and `credentialsIssued`. */
    uses: count,
    /** `lockbox.access.notRequired`: accesses that needed no approval. */
    notGoverned: count,
    /** Customer's own fire drills: in none of the other counts. */
    drills: count,
  }),
  /** The same for people, and what it does and does not prove. */
  text: v.string(),
  time,
  /** The tenant's statement before this one: SHA-256 over its JWS as text. Null: this is the first. */
  previous: v.nullable(v.strictObject({ month, sha256 })),
})
export type Statement = v.InferOutput<typeof statementSchema>

export const statementPrefix = (of: string): string => `statements/${of}/`

/** Where it lies in the bucket of proofs: there is one of each month. */
export const statementPlace = (s: Pick<Statement, 'tenantId' | 'month'>): string =>
  `${statementPrefix(s.tenantId)}${s.month}.jws`
