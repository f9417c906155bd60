/** What every page of this origin says to browsers, whatever is on it; each adds its Content-Security-Policy. */
export const securityHeaders: Readonly<Record<string, string>> = {
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
}

/** The logo's own origin and path: no other image loads. Characters that separate directives are encoded by URL. */
export function imageSource(logoUrl: string): string {
  const { origin, pathname } = new URL(logoUrl)
  return `${origin}${pathname.replace(/[;,]/g, (character) => encodeURIComponent(character))}`
}
