import * as v from 'valibot'
import { coordinate, keyPurposes, thumbprint, time } from './types.ts'

/** A public key of the ledger as `GET /.well-known/ledger-keys.json` publishes it: a JWK (RFC 7517) with its use and interval. */
export const ledgerKeySchema = v.object({
  kty: v.literal('EC'),
  crv: v.literal('P-256'),
  x: coordinate,
  y: coordinate,
  /** Its own RFC 7638 thumbprint. */
  kid: thumbprint,
  use: v.literal('sig'),
  alg: v.literal('ES256'),
  purpose: v.picklist(keyPurposes),
  /** What it signed before counts not. @default - since ever */
  validFrom: v.exactOptional(time),
  /** What it signed from then on counts not. @default - until further notice */
  validUntil: v.exactOptional(time),
})
export type LedgerKey = v.InferOutput<typeof ledgerKeySchema>

/** A JWK set; other members of the set and of its keys are let be, as RFC 7517 asks. */
export const ledgerKeysSchema = v.object({ keys: v.array(ledgerKeySchema) })
