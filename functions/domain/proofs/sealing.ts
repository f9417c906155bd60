import { dayOf, type Instant, isOver } from '../time.ts'
import type { Checkpoint } from './checkpoint.ts'
import { isValidNow, keyInCharge } from './in-charge.ts'
import type { LedgerKey } from './published-keys.ts'
import type { ChainFault, ChainLink } from './recompute.ts'

/** Why a tenant gets no checkpoint. */
export type SealFault =
  | ChainFault
  /** The ledger ends before the newest checkpoint. */
  | 'CutOff'
  /** The entry that the newest checkpoint names has another hash now. */
  | 'OtherHistory'
  /** The bucket has not the checkpoint any more that was its newest. */
  | 'Lost'
  /** Two checkpoints of our own keys at one number, with different heads. */
  | 'Contradiction'
  /** There are objects where checkpoints lie, and not one of them is of a key that is configured. */
  | 'UnknownKey'
  /** The key that would have to sign is not valid now. */
  | 'KeyOver'
  /** Something that is no checkpoint of ours lies where this one belongs. */
  | 'PlaceTaken'
  /** The bucket keeps no versions, so what was written first can be written over. */
  | 'NotVersioned'

/** A checkpoint that one of our keys signed. */
export interface SealedCheckpoint {
  readonly claims: Checkpoint
  readonly kid: string
  readonly jws: string
}

/** With new events always; else once a day, so that nobody has to wonder whether the signer still runs. */
export const isDue = (last: Pick<Checkpoint, 'seq' | 'time'> | undefined, headSeq: number, now: Instant): boolean =>
  last === undefined || headSeq > last.seq || dayOf(last.time) < dayOf(now)

/** Where in the ledger keys are announced, by their thumbprints; one that is not announced is missing. */
export type Announcements = ReadonlyMap<string, number>

/**
 * The keys that are still to be announced in the ledger: those of checkpoints that are newer than the one that signed last,
 * also ahead of their time, so that each can sign once it has come; and those for receipts that the last checkpoint does not
 * list. What a first checkpoint names needs no announcement.
 */
export function unannounced(
  last: Pick<SealedCheckpoint, 'claims' | 'kid'> | undefined,
  keys: readonly LedgerKey[],
  announced: Announcements,
  now: Instant,
): readonly LedgerKey[] {
  if (!last) return []
  const inCharge = keyInCharge(keys, 'checkpoint', now)
  const place = keys.findIndex(({ kid }) => kid === last.kid)
  const successors = keys.filter(
    ({ purpose, kid, validUntil }, at) =>
      purpose === 'checkpoint' &&
      kid !== last.kid &&
      (kid === inCharge?.kid || (at < place && (validUntil === undefined || !isOver(validUntil, now)))),
  )
  const receipts = keys.filter(({ purpose, kid }) => purpose === 'receipt' && !last.claims.receiptKeys.includes(kid))
  return [...successors, ...receipts].filter(({ kid }) => !announced.has(kid))
}

/**
 * The key that begins anew, without a word of the one before: that one's time is over, so that it can vouch for nobody, and
 * a newer one is configured. Nobody is led from the old one to it, so an auditor has to pin it.
 */
export function unendorsed(
  last: Pick<SealedCheckpoint, 'claims' | 'kid'> | undefined,
  keys: readonly LedgerKey[],
  announced: Announcements,
  now: Instant,
): LedgerKey | undefined {
  const inCharge = keyInCharge(keys, 'checkpoint', now)
  const place = keys.findIndex(({ kid }) => kid === last?.kid)
  const former = keys[place]
  if (!last || !inCharge || !former?.validUntil || !isOver(former.validUntil, now)) return undefined
  const seq = announced.get(inCharge.kid)
  return keys.indexOf(inCharge) < place && (seq === undefined || seq > last.claims.seq) ? inCharge : undefined
}

/**
 * Which key signs the checkpoint after `last`. A new one signs once the old one has sealed the event that announces it, so
 * that whoever trusts the old one is led to the new one; or without, once the old one is over. Undefined: the one that would
 * have to is not valid.
 */
export function signerAfter(
  last: Pick<SealedCheckpoint, 'claims' | 'kid'> | undefined,
  keys: readonly LedgerKey[],
  announced: Announcements,
  now: Instant,
): string | undefined {
  const inCharge = keyInCharge(keys, 'checkpoint', now)
  if (!last || inCharge?.kid === last.kid) return inCharge?.kid
  const seq = inCharge && announced.get(inCharge.kid)
  if (inCharge && seq !== undefined && seq <= last.claims.seq) return inCharge.kid
  const anew = unendorsed(last, keys, announced, now)
  if (anew) return anew.kid
  return keys.some((key) => key.kid === last.kid && key.purpose === 'checkpoint' && isValidNow(key, now))
    ? last.kid
    : undefined
}

/** The keys whose receipts count from here on: those listed before, and those that the sealed events announce. */
const receiptKeysAt = (
  last: Checkpoint | undefined,
  keys: readonly LedgerKey[],
  announced: Announcements,
  seq: number,
): readonly string[] => [
  ...keys
    .filter(({ purpose }) => purpose === 'receipt')
    .map(({ kid }) => kid)
    .filter(
      (kid) => !last || last.receiptKeys.includes(kid) || (announced.get(kid) ?? Number.POSITIVE_INFINITY) <= seq,
    ),
  // What was once vouched for is not taken back in silence because somebody took a name out of the configuration.
  ...missingKeys(last, keys),
]

/** The keys for receipts that a checkpoint lists and nobody publishes any more: what they signed cannot be verified. */
export const missingKeys = (last: Checkpoint | undefined, keys: readonly LedgerKey[]): readonly string[] =>
  (last?.receiptKeys ?? []).filter((listed) => !keys.some(({ kid }) => kid === listed))

/** What the checkpoint of `head` says. */
export const checkpointOf = (
  head: Required<ChainLink>,
  of: {
    readonly iss: string
    readonly tenantId: string
    readonly last: SealedCheckpoint | undefined
    /** SHA-256 of its JWS. */
    readonly lastSha256: string
    readonly keys: readonly LedgerKey[]
    readonly announced: Announcements
    readonly now: Instant
  },
): Checkpoint => ({
  iss: of.iss,
  tenantId: of.tenantId,
  seq: head.seq,
  head: head.hash,
  recordedAt: head.recordedAt,
  time: of.now,
  previous: of.last ? { seq: of.last.claims.seq, sha256: of.lastSha256 } : null,
  receiptKeys: [...receiptKeysAt(of.last?.claims, of.keys, of.announced, head.seq)],
})
