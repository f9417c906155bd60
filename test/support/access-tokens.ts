import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { JSONWebKeySet } from 'jose'
import { type AccessTokenClaims, accessTokenClaims, accessTokenInput } from '../../functions/domain/access-token.ts'
import type { Asker, OpenDoor } from '../../functions/domain/pass.ts'
import { instant } from '../../functions/domain/time.ts'
import type { TokenSigner } from '../../functions/ports.ts'

export const lockbox = 'https://lockbox.vendor.example'

/** A key as KMS holds them. */
export function testKey(kid: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signer: TokenSigner = { kid, sign: async (message) => es256(message, privateKey) }
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const jwk = { kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: 'ES256' } as const
  return { kid, privateKey, publicKey, signer, jwk }
}
export type TestKey = ReturnType<typeof testKey>

export const keySetOf = (...keys: readonly TestKey[]): JSONWebKeySet => ({ keys: keys.map(({ jwk }) => jwk) })

const es256 = (message: Uint8Array, key: KeyObject): Uint8Array =>
  sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' })

export const door: OpenDoor = {
  request: { tenantId: 'acme', ulid: '01KAQ4W2Z0HJ6T9Q5R3N8XVB7C' },
  environmentId: 'production',
  operatorId: 'olga@vendor.example',
  service: 'crm',
  accessLevel: 'read',
  accessUntil: '2026-11-23T17:00:00.000Z',
  recordedSeq: 7,
}
export const person: Asker = { kind: 'person', operatorId: door.operatorId }

/** What a token of that door says at this moment. */
export const claimsAt = (ms: number, changes: Partial<AccessTokenClaims> = {}): AccessTokenClaims => ({
  ...accessTokenClaims(door, { issuer: lockbox, jti: '01KAQ4W2Z0HJ6T9Q5R3N8XVB7D', asker: person, now: instant(ms) }),
  ...changes,
})

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token as the lockbox makes it. */
export const tokenOf = (claims: AccessTokenClaims, key: TestKey): string => {
  const input = accessTokenInput(key.kid, claims)
  return `${input}.${Buffer.from(es256(Buffer.from(input), key.privateKey)).toString('base64url')}`
}

/** Any token at all. */
export function forged(
  header: Readonly<Record<string, unknown>>,
  claims: unknown,
  how: { readonly key?: TestKey; readonly secret?: string | Uint8Array } = {},
): string {
  const input = `${part(header)}.${part(claims)}`
  const signature = how.key
    ? es256(Buffer.from(input), how.key.privateKey)
    : how.secret
      ? createHmac('sha256', how.secret).update(input).digest()
      : Buffer.alloc(0)
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}
