import * as v from 'valibot'
import { coordinate, keyPurposes, tenantId, thumbprint, time } from './types.ts'

/**
 * That a new key takes over, or that a key for receipts is added: claims of a JWS with `typ` `lockbox-key+jws`, signed by
 * the checkpoints' key of until then. It lies in the event `lockbox.key.changed` (id `key.<thumbprint of the new key>`) as
 * `details.endorsement`, beside `details.purpose`, `details.keyId` (the new thumbprint) and `details.endorsedBy` (the old).
 */
export const keyChangeSchema = v.strictObject({
  tenantId,
  purpose: v.picklist(keyPurposes),
  /** Thumbprint of the new key. */
  keyId: thumbprint,
  /** The new key itself, on P-256. */
  x: coordinate,
  y: coordinate,
  time,
})
export type KeyChange = v.InferOutput<typeof keyChangeSchema>

/** Id of the event: there is one of each key and tenant. A thumbprint may have `-` and `_`, an id may have them too. */
export const keyChangeId = (keyId: string): string => `key.${keyId}`
