import { signingInput } from './jws.ts'
import { type Asker, endsAt, type OpenDoor } from './pass.ts'
import { requestId } from './request.ts'
import { epochSeconds, type Instant, type Seconds } from './time.ts'

/** `typ` of an access token (RFC 8725, 3.11): no receipt and no sign-in's token can be shown in its place. */
export const accessTokenType = 'lockbox-access+jwt'

/** The longest that a token lives: so long a revocation may take where a data service only checks offline. */
export const accessTokenLife: Seconds = 300

/** `aud` of a data service's tokens: one each, so that no service can use what it was shown at another one. */
export const audienceOf = (service: string): string => `lockbox/${service}`

/** The claims of an access token (RFC 7519, and `act` of RFC 8693); times in seconds since the epoch. */
export interface AccessTokenClaims {
  readonly iss: string
  readonly aud: string
  /** The operator. */
  readonly sub: string
  /** Also the id of the event that recorded it. */
  readonly jti: string
  readonly iat: number
  readonly exp: number
  readonly tenant: string
  readonly environment: string
  readonly service: string
  readonly level: 'read' | 'write'
  readonly request: string
  /** The machine that acts in the operator's name: it alone may show this token. */
  readonly act?: { readonly sub: string }
}

/** What a token for this door says. */
export const accessTokenClaims = (
  door: OpenDoor,
  { issuer, jti, asker, now }: { issuer: string; jti: string; asker: Asker; now: Instant },
): AccessTokenClaims => ({
  iss: issuer,
  aud: audienceOf(door.service),
  sub: door.operatorId,
  jti,
  iat: epochSeconds(now),
  exp: endsAt(door, accessTokenLife, now),
  tenant: door.request.tenantId,
  environment: door.environmentId,
  service: door.service,
  level: door.accessLevel,
  request: requestId(door.request),
  ...(asker.kind === 'machine' && { act: { sub: asker.client } }),
})

/** What is signed of an access token. */
export const accessTokenInput = (kid: string, claims: AccessTokenClaims): string =>
  signingInput({ typ: accessTokenType, kid }, claims)
