import * as v from 'valibot'
import type { EventData, EventDraft } from '../events.ts'
import type { Instant } from '../time.ts'
import { type KeyChange, keyChangeId } from './key-change.ts'
import type { LedgerKey } from './published-keys.ts'
import { keyPurposes, thumbprint } from './types.ts'

/** What a key of before says of a new one. */
export const endorsementOf = ({ kid, purpose, x, y }: LedgerKey, tenantId: string, time: Instant): KeyChange => ({
  tenantId,
  purpose,
  keyId: kid,
  x,
  y,
  time,
})

/**
 * The event that announces a key in one tenant's ledger; without a word of the key before where that one's time is over:
 * then nobody who trusts that one is to trust the new one because of it.
 */
export const keyChangeEvent = (
  { tenantId, purpose, keyId, time }: Pick<KeyChange, 'tenantId' | 'purpose' | 'keyId' | 'time'>,
  word?: { readonly endorsement: string; readonly endorsedBy: string },
): EventDraft => ({
  id: keyChangeId(keyId),
  type: 'lockbox.key.changed',
  tenantId,
  at: time,
  actor: { kind: 'system', id: 'checkpoint', method: 'system' },
  details: { purpose, keyId, ...word },
})

/** Whether an event with this id announces the key that it is named after, and says who vouches for it, or that nobody does. */
export const announcesItsKey = (
  id: string,
  { purpose, keyId, endorsedBy, endorsement }: EventData['details'],
): boolean =>
  v.is(thumbprint, keyId) &&
  id === keyChangeId(keyId) &&
  keyPurposes.some((known) => known === purpose) &&
  ((purpose === 'checkpoint' && endorsedBy === undefined && endorsement === undefined) ||
    (v.is(thumbprint, endorsedBy) && typeof endorsement === 'string' && endorsement.split('.').length === 3))
