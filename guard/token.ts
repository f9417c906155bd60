import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import * as v from 'valibot'
import type { CheckedOptions } from './options.ts'
import { AccessRefused } from './refusal.ts'

/** `typ` of the lockbox's access tokens: a token of another kind is none, whoever signed it (RFC 8725, 3.11). */
const type = 'lockbox-access+jwt'

/** No token lives longer, whatever it says of itself. */
const longestLife = 300

const text = v.pipe(v.string(), v.nonEmpty())

/** What a token says, beside what `jose` has checked by then. */
const claimsSchema = v.looseObject({
  // A list of audiences is not one: a token is for one service.
  aud: text,
  sub: text,
  jti: text,
  exp: v.number(),
  tenant: text,
  environment: text,
  service: text,
  level: v.picklist(['read', 'write']),
  request: text,
  act: v.optional(v.looseObject({ sub: text })),
})
export type TokenClaims = v.InferOutput<typeof claimsSchema>

/** Verifies tokens: signature by a configured key, type, issuer, audience and time. Whom and what they are for is for the guard. */
export function tokenVerifier(options: CheckedOptions): (token: string) => Promise<TokenClaims> {
  const keys = configuredKeys(options)
  const audience = `lockbox/${options.service}`
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['ES256'],
        typ: type,
        issuer: options.issuer,
        audience,
        maxTokenAge: longestLife,
        clockTolerance: options.clockTolerance,
        currentDate: new Date(options.now()),
      })
      const claims = v.parse(claimsSchema, payload)
      if (claims.service !== options.service) throw wrongService()
      return claims
    } catch (error) {
      throw refusalOf(error)
    }
  }
}

/** The keys that the service was given, and none that a token names or brings along (`jku`, `jwk`, `x5u`, `x5c`). */
function configuredKeys({ keys, fetch }: CheckedOptions): JWTVerifyGetKey {
  const configured =
    typeof keys === 'string'
      ? createRemoteJWKSet(new URL(keys), {
          [customFetch]: fetch,
          timeoutDuration: 2000,
          // As the lockbox lets its keys be kept. An unknown key makes it look before, at most twice a minute.
          cacheMaxAge: 300_000,
          cooldownDuration: 30_000,
        })
      : createLocalJWKSet(keys)
  return async (header, token) => {
    // Without it, the only key of a set would fit any token.
    if (typeof header.kid !== 'string') throw new errors.JWSInvalid('the token does not say which key signed it')
    try {
      return await configured(header, token)
    } catch (error) {
      if (isAboutToken(error)) throw error
      throw new AccessRefused('NoAnswer', "The lockbox's keys could not be read. Try again in a moment.", {
        cause: error,
      })
    }
  }
}

/** A missing key is the token's fault; a set that is unreachable, or no set, is not. */
const isAboutToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported

const wrongService = () =>
  new AccessRefused('WrongService', 'This access token is for another data service. Ask for access to this one.')

function refusalOf(error: unknown): AccessRefused {
  if (error instanceof AccessRefused) return error
  const cause = error
  if (error instanceof errors.JWTExpired)
    return new AccessRefused('AccessTokenExpired', 'Get a fresh access token: each lasts five minutes.', { cause })
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud' && error.reason === 'check_failed') return wrongService()
    if ((error.claim === 'nbf' || error.claim === 'iat') && error.reason === 'check_failed')
      return new AccessRefused(
        'AccessTokenNotYetValid',
        "The clocks of lockbox and service differ. Check the service's.",
        {
          cause,
        },
      )
  }
  return new AccessRefused('AccessTokenInvalid', 'Send the access token of an open grant, as the lockbox gave it.', {
    cause,
  })
}
