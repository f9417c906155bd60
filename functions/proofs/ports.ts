import type { ChainFault } from '../domain/proofs/recompute.ts'
import type { SealFault } from '../domain/proofs/sealing.ts'
import type { Instant } from '../domain/time.ts'
import type { Clock, LedgerReader, ProofBus, ProofHints, ProofKeys, ProofStore, Random, StateTable } from '../ports.ts'

/** Everything that the signer of checkpoints and statements talks to. */
export interface ProofPorts {
  readonly ledger: LedgerReader
  readonly store: ProofStore
  readonly hints: ProofHints
  readonly keys: ProofKeys
  readonly bus: ProofBus
  readonly table: Pick<StateTable, 'commit'>
  readonly clock: Clock
  readonly random: Random
  /** Does it while no other run does anything for the tenant; throws when one does. */
  readonly exclusively: <T>(tenantId: string, work: () => Promise<T>) => Promise<T>
  /** Told of what lies where proofs of a tenant belong and is none: it is left aside, and somebody should look. */
  readonly strange: (tenantId: string, place: string) => void
  /** Told of keys, by thumbprint, that the newest checkpoint vouches for and that nobody publishes any more. */
  readonly keyMissing: (tenantId: string, keyIds: readonly string[]) => void
}

/** What the deployment says of itself in its proofs. */
export interface Signer {
  /** Origin of the deployment. */
  readonly iss: string
  /** The vendor's name. */
  readonly vendor: string
  /** When this run has to stop and leave the rest to the next. */
  readonly until: Instant
  /** After so many new entries a checkpoint is signed on the way, so that a run that ends early has not read for nothing. */
  readonly piece: number
}

/** Nothing is signed for this tenant: what is in its ledger is not what was sealed, or cannot be signed. */
export class SealRefused extends Error {
  readonly fault: SealFault | ChainFault
  readonly seq: number

  constructor(fault: SealFault | ChainFault, seq: number) {
    super(`${fault} at ${seq}`)
    this.name = 'SealRefused'
    this.fault = fault
    this.seq = seq
  }
}
