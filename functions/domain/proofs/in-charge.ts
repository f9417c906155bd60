import { type Instant, isOver } from '../time.ts'
import type { KeyPurpose } from './types.ts'

/** What the configuration says of a key of proofs: what it is for, and when what it signs counts. */
interface Key {
  readonly purpose: KeyPurpose
  readonly validFrom?: Instant | undefined
  readonly validUntil?: Instant | undefined
}

/** Whether what a key signs now counts. */
export const isValidNow = ({ validFrom, validUntil }: Omit<Key, 'purpose'>, now: Instant): boolean =>
  (validFrom === undefined || isOver(validFrom, now)) && (validUntil === undefined || !isOver(validUntil, now))

/**
 * The key that is to sign: of those of its purpose, which stand newest first, the first that is valid. One that is
 * configured ahead of its `validFrom` is known everywhere before it signs anything.
 */
export const keyInCharge = <K extends Key>(keys: readonly K[], purpose: KeyPurpose, now: Instant): K | undefined =>
  keys.find((key) => key.purpose === purpose && isValidNow(key, now))
