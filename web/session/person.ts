/** The two kinds of people, each with an issuer of its own. */
export type Side = 'customers' | 'operators'

/** Who is signed in, as the access token says. It decides what is shown; what is allowed is for the API to say. */
export interface Person {
  readonly name: string
  readonly email: string
  readonly groups: readonly string[]
  readonly tenant?: string
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The person of an access token. An opaque token names nobody: then no group is known, and the API decides alone. */
export function personOf(accessToken: string): Person {
  const claims = claimsOf(accessToken)
  const groups = claims['cognito:groups'] ?? claims.groups
  const email = text(claims.email) || text(claims.username)
  return {
    name: text(claims.name) || email,
    email,
    groups: Array.isArray(groups) ? groups.filter((group): group is string => typeof group === 'string') : [],
    ...(text(claims.tenant) && { tenant: text(claims.tenant) }),
  }
}

function claimsOf(token: string): Record<string, unknown> {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0))
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
  } catch {
    return {}
  }
}
