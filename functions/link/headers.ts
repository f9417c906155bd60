import { sha256Hex } from '../domain/digest.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { imageSource, securityHeaders } from '../runtime/security-headers.ts'
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
  ...securityHeaders,
})
