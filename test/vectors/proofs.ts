import { p256 } from '@noble/curves/nist.js'
import { canonicalJson, sha256Hex } from '../../functions/domain/digest.ts'
import { signingInput } from '../../functions/domain/jws.ts'
import type { LedgerEntry } from '../../functions/domain/ledger.ts'
import type { Checkpoint } from '../../functions/domain/proofs/checkpoint.ts'
import type { LedgerKey } from '../../functions/domain/proofs/published-keys.ts'
import { proofTypes } from '../../functions/domain/proofs/types.ts'

/** The deployment that never was. */
export const iss = 'https://lockbox.vendor.example'

/**
 * A key of the test vectors. Its private half is made of a word that is written here, so it protects nothing: never use it
 * for anything else. Signatures are deterministic (RFC 6979), so the files are the same whenever they are made.
 */
export interface TestKey {
  readonly published: LedgerKey
  readonly sign: (typ: string, claims: unknown) => string
  /** Signs these texts as they stand, whatever their form. */
  readonly signText: (header: string, claims: string) => string
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

export function testKey(
  word: string,
  purpose: LedgerKey['purpose'],
  valid: Pick<LedgerKey, 'validFrom' | 'validUntil'> = {},
): TestKey {
  const secret = Buffer.from(sha256Hex(`customer-lockbox test vectors, worthless key: ${word}`), 'hex')
  const point = p256.getPublicKey(secret, false)
  const [x, y] = [base64url(point.slice(1, 33)), base64url(point.slice(33))]
  const crv = 'P-256'
  const kty = 'EC'
  const kid = base64url(Buffer.from(sha256Hex(canonicalJson({ crv, kty, x, y })), 'hex'))
  const signed = (input: string) => `${input}.${base64url(p256.sign(Buffer.from(input), secret))}`
  return {
    published: { kty, crv, x, y, kid, use: 'sig', alg: 'ES256', purpose, ...valid },
    sign: (typ, claims) => signed(signingInput({ typ, kid }, claims)),
    signText: (...parts) => signed(parts.map((text) => base64url(Buffer.from(text))).join('.')),
  }
}

/** A checkpoint over the first `seq` entries, after the one before it. */
export function checkpointOf(
  entries: readonly LedgerEntry[],
  seq: number,
  time: string,
  by: TestKey,
  former: string | undefined,
  changes: Partial<Checkpoint> = {},
): string {
  const entry = entries[seq - 1]
  if (!entry) throw new Error(`there is no entry ${seq}`)
  const claims: Checkpoint = {
    iss,
    tenantId: entry.event.data.tenantId,
    seq,
    head: entry.hash,
    recordedAt: entry.recordedAt,
    time,
    previous: former === undefined ? null : { seq: seqOf(former), sha256: sha256Hex(former) },
    receiptKeys: [receiptKey.published.kid],
    ...changes,
  }
  return by.sign(proofTypes.checkpoint, claims)
}

export const claimsOf = <T = Checkpoint>(jws: string): T =>
  JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as T

const seqOf = (jws: string): number => claimsOf(jws).seq

/** When the new key for checkpoints took over. */
const takeover = '2026-11-01T00:00:00.000Z'

export const oldKey = testKey('checkpoints, the first', 'checkpoint', { validUntil: takeover })
export const newKey = testKey('checkpoints, the second', 'checkpoint', { validFrom: takeover })
export const receiptKey = testKey('receipts', 'receipt')
/** Of somebody who is not the vendor. */
export const strangersKey = testKey("a stranger's", 'checkpoint')
