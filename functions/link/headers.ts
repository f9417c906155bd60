import { sha256Hex } from '../domain/digest.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { style } from './style.ts'

const styleHash = Buffer.from(sha256Hex(style), 'hex').toString('base64')

/**
 * The headers of every link page. `form-action 'self'` also rules the redirects after a form, so a form's answer is
 * a page or a redirect within this origin. With `no-referrer` browsers send `Origin: null` along with the form, so a
 * check of the Origin header would refuse everybody; the form needs none, because nobody else knows the code.
 */
export const pageHeaders = (vendor: Pick<DeploymentFacts['vendor'], 'logoUrl'>): Readonly<Record<string, string>> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    ...(vendor.logoUrl ? [`img-src ${imageSource(vendor.logoUrl)}`] : []),
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  // For browsers that do not know frame-ancestors.
  'x-frame-options': 'DENY',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), publickey-credentials-get=(), usb=()',
  'x-robots-tag': 'noindex, nofollow, noarchive',
})

/** The logo's own origin and path: no other image loads. Characters that separate directives are encoded by URL. */
function imageSource(logoUrl: string): string {
  const { origin, pathname } = new URL(logoUrl)
  return `${origin}${pathname.replace(/[;,]/g, (character) => encodeURIComponent(character))}`
}
