import type { ProofNotice } from '../domain/proofs/notice.ts'
import type { Instant } from '../domain/time.ts'

/** Signs proofs with a key that never leaves where it is. */
export interface ProofSigner {
  /** RFC 7638 thumbprint of the key. */
  readonly kid: () => Promise<string>
  /** A compact JWS, ES256, over the canonical form of the claims. */
  readonly sign: (typ: string, claims: unknown) => Promise<string>
}

/** Tells whether one of our own keys signed something. */
export interface ProofChecker {
  /** The claims and the key; undefined when it is no such proof, or none of ours. */
  readonly check: (typ: string, jws: string) => Promise<{ readonly kid: string; readonly claims: unknown } | undefined>
}

/** Something in the bucket of proofs, as it was written first. */
export interface Kept {
  readonly place: string
  /** Which of the things that were written there it is. */
  readonly version: string
}

/**
 * Where proofs are kept for years. What was written first under a name counts, whatever was written after it and whether
 * or not somebody says that it is deleted: Object Lock stops neither.
 */
export interface ProofStore {
  /** `there`: there was something under this name, and it stays. */
  readonly write: (place: string, jws: string) => Promise<'written' | 'there'>
  /** What was written first; undefined: nothing was. */
  readonly read: (place: string) => Promise<string | undefined>
  readonly open: (kept: Kept) => Promise<string>
  /** In the order of the names, those behind `after`; a page, which may be short and still have a `next`. */
  readonly list: (
    prefix: string,
    after?: string,
    limit?: number,
  ) => Promise<{ readonly items: readonly Kept[]; readonly next?: string }>
}

/** How far the proofs of a tenant are. Only a hint: it saves work, and is never believed. */
export interface ProofHint {
  /** Of the newest checkpoint. */
  readonly seq: number
  readonly head: string
  readonly time: Instant
  /** Of the newest checkpoint that was announced. */
  readonly told?: Instant
  /** Month of the newest statement that was announced. */
  readonly statement?: string
  /** Up to this month there is nothing to state any more. */
  readonly stated?: string
}

export interface ProofHints {
  readonly read: (tenantId: string) => Promise<ProofHint | undefined>
  readonly write: (tenantId: string, hint: ProofHint) => Promise<void>
}

export interface ProofBus {
  /** Resolves once the bus took it; whoever listens may get it more than once. */
  readonly announce: (notice: ProofNotice) => Promise<void>
}
