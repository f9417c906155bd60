import type { DeploymentFacts } from '../runtime/env.ts'
import { imageSource, securityHeaders } from '../runtime/security-headers.ts'
import type { SignIn } from '../runtime/sign-in.ts'

/** A year, the most that RFC 9111's readers are used to: a hashed name never gets another content. */
export const forEver = 'public, max-age=31536000, immutable'

/** Seconds that public keys may be kept: a key's rotation waits so long (docs/guard.md). */
export const keysMaxAge = 300

/**
 * The headers of the shell. Scripts and styles come from this origin's files alone, none stands in the page; what React
 * sets on an element's style goes through the CSSOM, which no policy rules. It talks to this API and to who signs
 * people in. Fonts and images: our own, those inside style sheets, and the vendor's logo.
 */
export const shellHeaders = (
  vendor: Pick<DeploymentFacts['vendor'], 'logoUrl'>,
  signIn: SignIn,
): Readonly<Record<string, string>> => ({
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self' data:",
    ["img-src 'self' data:", ...(vendor.logoUrl ? [imageSource(vendor.logoUrl)] : [])].join(' '),
    ["connect-src 'self'", ...originsOf(signIn)].join(' '),
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  ...securityHeaders,
})

/** Who a browser talks to in order to sign somebody in. */
const originsOf = (signIn: SignIn): readonly string[] => [
  ...new Set(
    Object.values(signIn).flatMap(({ issuer, hosted, origins = [] }) =>
      (hosted ? [hosted] : [issuer, ...origins]).map((url) => new URL(url).origin),
    ),
  ),
]
