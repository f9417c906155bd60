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

/** The event that announces a key in one tenant's ledger. */
export const keyChangeEvent = (change: KeyChange, endorsement: string, endorsedBy: string): EventDraft => ({
  id: keyChangeId(change.keyId),
  type: 'lockbox.key.changed',
  tenantId: change.tenantId,
  at: change.time,
  actor: { kind: 'system', id: 'checkpoint', method: 'system' },
  details: { purpose: change.purpose, keyId: change.keyId, endorsedBy, endorsement },
})

/** Whether an event with this id announces the key that it is named after, and says who vouches for it. */
export const announcesItsKey = (
  id: string,
  { purpose, keyId, endorsedBy, endorsement }: EventData['details'],
): boolean =>
  v.is(thumbprint, keyId) &&
  id === keyChangeId(keyId) &&
  keyPurposes.some((known) => known === purpose) &&
  v.is(thumbprint, endorsedBy) &&
  typeof endorsement === 'string' &&
  endorsement.split('.').length === 3
