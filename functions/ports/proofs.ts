import type { Head, LedgerEntry } from '../domain/ledger.ts'
import type { Month } from '../domain/proofs/months.ts'
import type { ProofNotice } from '../domain/proofs/notice.ts'
import type { LedgerKey } from '../domain/proofs/published-keys.ts'
import type { Instant } from '../domain/time.ts'

/** Signs proofs with a key that never leaves where it is. */
export interface ProofSigner {
  /** RFC 7638 thumbprint of the key. */
  readonly kid: () => Promise<string>
  /** A compact JWS, ES256, over the canonical form of the claims. */
  readonly sign: (typ: string, claims: unknown) => Promise<string>
}

/** All ledger keys of the deployment: what is published of them, and the checkpoints' ones to sign with. */
export interface ProofKeys {
  /** As they are published, in the configuration's order. */
  readonly all: () => Promise<readonly LedgerKey[]>
  /** By the checkpoints' key with this thumbprint. */
  readonly sign: (keyId: string, typ: string, claims: unknown) => Promise<string>
  /** What one of the checkpoints' keys signed; undefined when it is no such proof, or none of ours. */
  readonly check: (typ: string, jws: string) => Promise<{ readonly kid: string; readonly claims: unknown } | undefined>
}

/** The `Ledger` table as whoever seals it sees it. Reads are strongly consistent. */
export interface LedgerReader {
  readonly head: (tenantId: string) => Promise<Pick<Head, 'seq' | 'hash'> | undefined>
  /** A page, ascending, from this number on; empty only behind the end. */
  readonly from: (tenantId: string, seq: number, limit?: number) => Promise<readonly LedgerEntry[]>
  /** By event id, its number; what was never appended is missing. */
  readonly seqOf: (tenantId: string, eventIds: readonly string[]) => Promise<ReadonlyMap<string, number>>
}

/** Tenants that are waiting to be sealed. */
export interface SealQueue {
  readonly add: (tenantIds: readonly string[]) => Promise<void>
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
  /** `there`: there was something under this name, and it stays. `unversioned`: it was written, and can be written over. */
  readonly write: (place: string, jws: string) => Promise<'written' | 'there' | 'unversioned'>
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
  /** When the ledger was last seen to end there: what comes later was recorded later. Missing: there was more already. */
  readonly endedAt?: Instant
  /** Day of the newest checkpoint that was announced. */
  readonly told?: string
  /** Month of the newest statement that was announced. */
  readonly statement?: Month
  /** Up to this month there is nothing left to state. */
  readonly stated?: Month
}

export interface ProofHints {
  readonly read: (tenantId: string) => Promise<ProofHint | undefined>
  readonly write: (tenantId: string, hint: ProofHint) => Promise<void>
}

/** Who is at work for a tenant: two runs at once would both sign on top of the same checkpoint. */
export interface SealLease {
  /** False: somebody else has it, and it is not over. */
  readonly take: (tenantId: string, holder: string, now: Instant, until: Instant) => Promise<boolean>
  /** Of somebody who has it no longer, nothing is given back. */
  readonly release: (tenantId: string, holder: string, now: Instant) => Promise<void>
}

export interface ProofBus {
  /** Resolves once the bus took it; whoever listens may get it more than once. */
  readonly announce: (notice: ProofNotice) => Promise<void>
}
