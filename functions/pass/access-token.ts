import {
  accessTokenClaims,
  accessTokenInput,
  accessTokenLife,
  accessTokenType,
  audienceOf,
} from '../domain/access-token.ts'
import { compactJws } from '../domain/jws.ts'
import { endsAt } from '../domain/pass.ts'
import { done, type Outcome } from '../domain/problems.ts'
import { type Instant, instantOf } from '../domain/time.ts'
import type { TokenSigner } from '../ports.ts'
import { type Ask, type PassPorts, recordIssue } from './record-issue.ts'

export interface AccessToken {
  readonly token: string
  readonly tokenType: typeof accessTokenType
  readonly expiresAt: Instant
  readonly audience: string
}

/** A token that a data service verifies by itself: recorded first, then signed. `issuer` is the public URL. */
export async function accessToken(
  ask: Ask,
  issuer: string,
  ports: PassPorts & { readonly signer: TokenSigner },
): Promise<Outcome<AccessToken>> {
  const issued = await recordIssue(
    ask,
    'lockbox.access.tokenIssued',
    ({ door, now }) =>
      done({ audience: audienceOf(door.service), expiresAt: instantOf(endsAt(door, accessTokenLife, now)) }),
    ports,
  )
  if (!issued.ok) return issued
  const { id, door, now } = issued.value
  const claims = accessTokenClaims(door, { issuer, jti: id, asker: ask.asker, now })
  const input = accessTokenInput(ports.signer.kid, claims)
  return done({
    token: compactJws(input, await ports.signer.sign(Buffer.from(input))),
    tokenType: accessTokenType,
    expiresAt: instantOf(claims.exp),
    audience: claims.aud,
  })
}
