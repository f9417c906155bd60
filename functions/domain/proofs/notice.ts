import type { Instant } from '../time.ts'

/** `source` of what the checkpoint function puts on the bus: its role is held to it, so that it cannot announce events. */
export const proofSource = 'lockbox.proofs'

/** A proof that those of the tenant's auditors get by mail who asked for its kind. The detail of the bus's event. */
export interface ProofNotice {
  readonly tenantId: string
  readonly kind: 'checkpoint' | 'statement'
  /** Unique in the tenant, so that one is mailed once: `checkpoint-<day>` or `statement-<month>`. */
  readonly id: string
  /** Compact JWS. */
  readonly jws: string
  readonly time: Instant
}

/** `detail-type` of each kind on the bus. */
export const proofDetailTypes = {
  checkpoint: 'lockbox.proof.checkpoint',
  statement: 'lockbox.proof.statement',
} as const satisfies Record<ProofNotice['kind'], string>
