import * as v from 'valibot'
import { paddedSeq } from '../ledger.ts'
import { dayOf } from '../time.ts'
import { origin, seq, sha256, tenantId, thumbprint, time } from './types.ts'

/**
 * That a tenant's ledger had this entry as its newest one: claims of a JWS with `typ` `lockbox-checkpoint+jws`. The
 * signer has recomputed the chain since the previous checkpoint.
 */
export const checkpointSchema = v.strictObject({
  /** Origin of the deployment. */
  iss: origin,
  tenantId,
  seq,
  /** Hash of the entry `seq`. */
  head: sha256,
  /** Of the entry `seq`. */
  recordedAt: time,
  /** When it was signed. */
  time,
  /** The tenant's checkpoint before this one: SHA-256 over its JWS as text. Null: this is the first. */
  previous: v.nullable(v.strictObject({ seq, sha256 })),
  /** Keys whose receipts count: the checkpoints' key vouches for them. */
  receiptKeys: v.array(thumbprint),
})
export type Checkpoint = v.InferOutput<typeof checkpointSchema>

/** Of every object about a tenant's checkpoints. */
export const checkpointPrefix = (of: string): string => `checkpoints/${of}/`

/** Sorts before every checkpoint from this number on, and behind those before it. */
export const checkpointsFrom = (of: string, from: number): string => `${checkpointPrefix(of)}${paddedSeq(from)}`

/**
 * Where a checkpoint lies in the bucket of proofs. The same state of the ledger on the same day has the same place, where
 * only the first one can be written; another history at the same number has another place, and both are seen.
 */
export const checkpointPlace = (c: Pick<Checkpoint, 'tenantId' | 'seq' | 'head' | 'time'>): string =>
  `${checkpointPrefix(c.tenantId)}${paddedSeq(c.seq)}-${dayOf(c.time)}-${c.head}.jws`
