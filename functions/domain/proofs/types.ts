import * as v from 'valibot'
import { isTenantId } from '../ids.ts'
import { instantForm } from '../time.ts'

/** `typ` of each kind of signed proof (RFC 8725, 3.11): none can be shown in another's place, nor as an access token. */
export const proofTypes = {
  checkpoint: 'lockbox-checkpoint+jws',
  receipt: 'lockbox-receipt+jws',
  statement: 'lockbox-statement+jws',
  key: 'lockbox-key+jws',
} as const

/** What a ledger key is for: checkpoints, with statements and key changes; or receipts. */
export const keyPurposes = ['checkpoint', 'receipt'] as const
export type KeyPurpose = (typeof keyPurposes)[number]

// Fields that several proofs have.
export const tenantId = v.pipe(v.string(), v.check(isTenantId, 'is not a tenant id'))
export const time = v.pipe(v.string(), v.regex(instantForm, 'is not a time'))
export const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
export const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in lower-case hex'))
/** 32 bytes in base64url. */
const bytes32 = /^[A-Za-z0-9_-]{43}$/
/** RFC 7638 thumbprint (SHA-256) of a public key, base64url: the `kid` of every ledger key, and what people pin. */
export const thumbprint = v.pipe(v.string(), v.regex(bytes32, 'is not a thumbprint'))
/** One of the two of a public key. */
export const coordinate = v.pipe(v.string(), v.regex(bytes32, 'is not a coordinate on P-256'))
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
export const origin = v.pipe(v.string(), v.url())
