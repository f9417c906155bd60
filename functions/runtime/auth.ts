import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { fitsKey, isTenantId } from '../domain/ids.ts'
import { hasForbiddenCharacters } from '../domain/plain-text.ts'
import { ProblemError } from '../domain/problems.ts'
import type { Actor, Origin } from '../domain/request.ts'

/** Who calls, from the access token that the gateway's authorizer verified. */
export interface Principal {
  readonly kind: 'person' | 'machine'
  /** OAuth client that the token was issued to. */
  readonly client: string
  readonly subject: string
  readonly groups: readonly string[]
  readonly scopes: readonly string[]
  /** Verified address, lower case; put into the token by the pre-token trigger. People only. */
  readonly email?: string
  readonly name?: string
  /** Customers only. */
  readonly tenant?: string
}

const unauthenticated = (detail: string): never => {
  throw new ProblemError({ code: 'Unauthenticated', detail })
}

/**
 * The caller behind a request. The gateway checked signature, expiry, issuer and audience; the claims are read from
 * that token's own payload, because the gateway flattens lists (`[a b]`) and so cannot tell one group with a space
 * from two. An ID token passes the gateway too: only access tokens are accepted here.
 */
export function principalOf(event: APIGatewayProxyEventV2, issuer: string): Principal {
  const verified = (event.requestContext as { authorizer?: { jwt?: { claims?: Record<string, unknown> } } }).authorizer
    ?.jwt?.claims
  if (!verified) return unauthenticated('This call needs an access token.')
  const token = /^Bearer\s+(\S+)$/i.exec(event.headers.authorization ?? '')?.[1]
  if (!token) return unauthenticated('Send the access token as "Authorization: Bearer …".')
  const { header, claims } = decode(token)
  // The authorizer's claims and the payload must be of one and the same token.
  if (claims.iss !== issuer || String(claims.sub) !== String(verified.sub) || verified.iss !== issuer)
    return unauthenticated('This token is not from the expected issuer.')
  const access = claims.token_use === 'access' || (claims.token_use === undefined && header.typ === 'at+jwt')
  if (!access) return unauthenticated('Send an access token, not an ID token.')

  const client = text(claims.client_id) ?? text(claims.azp) ?? ''
  const subject = text(claims.sub) ?? ''
  if (client === '' || subject === '') return unauthenticated('This token names no client or no subject.')
  // A client-credentials token has no user: its subject is the client itself.
  const machine = subject === client
  // An address that its issuer has not verified is nobody's: it would be the operator's identity.
  const verifiedEmail = claims.email_verified === true || claims.email_verified === 'true'
  const email = verifiedEmail ? text(claims.email)?.toLowerCase() : undefined
  for (const [claim, id] of Object.entries({ client, subject, email }))
    if (id !== undefined && !fitsKey(id))
      return unauthenticated(
        `The ${claim} of this token is too long: at most 256 characters once it is percent-encoded. Ask your administrator for a shorter one.`,
      )
  const name = shownName(text(claims.name))
  const tenant = text(claims.tenant)
  return {
    kind: machine ? 'machine' : 'person',
    client,
    subject,
    groups: machine ? [] : list(claims['cognito:groups'] ?? claims.groups),
    scopes: (text(claims.scope) ?? '').split(' ').filter(Boolean),
    ...(email && !machine && { email }),
    ...(name && !machine && { name }),
    ...(tenant && !machine && { tenant }),
  }
}

/** Refuses a caller who has none of these groups. */
export function requireGroup(principal: Principal, ...groups: readonly string[]): void {
  if (!groups.some((group) => principal.groups.includes(group)))
    throw new ProblemError({
      code: 'Forbidden',
      detail: `This call needs the group ${groups.map((g) => `"${g}"`).join(' or ')}. Ask your administrator.`,
    })
}

/** The organisation of somebody of a customer's, from the token and from nowhere else; refuses who belongs to none. */
export function requireTenant({ tenant }: Principal): string {
  if (tenant !== undefined && isTenantId(tenant)) return tenant
  throw new ProblemError({
    code: 'Forbidden',
    detail: 'Your account belongs to no organisation. Ask your administrator.',
  })
}

/** The address that the issuer has verified; refuses who has none. */
export function requireEmail({ email }: Principal): string {
  if (email) return email
  throw new ProblemError({
    code: 'Forbidden',
    detail: 'Your account has no verified e-mail address. Verify it, then sign in again.',
  })
}

/** A person as the record names them. */
export const personOf = (
  { email, name, subject }: Principal,
  as: Pick<Actor, 'kind' | 'method'>,
  origin: Origin,
): Actor => ({
  kind: as.kind,
  id: email ?? subject,
  ...(name && { name }),
  ...(email && { email }),
  method: as.method,
  ...origin,
})

/** Scope of support tooling, which acts for operators whom it names (design §4). */
export const requestsScope = 'lockbox/requests'

/** Refuses a machine whose token does not carry this scope. */
export function requireScope(principal: Principal, scope: string): void {
  if (!principal.scopes.includes(scope))
    throw new ProblemError({ code: 'Forbidden', detail: `This call needs the scope "${scope}".` })
}

function decode(token: string): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  const [header = '', payload = ''] = token.split('.')
  try {
    return { header: JSON.parse(fromBase64Url(header)), claims: JSON.parse(fromBase64Url(payload)) }
  } catch {
    return unauthenticated('This is not a JWT.')
  }
}

const fromBase64Url = (part: string): string => Buffer.from(part, 'base64url').toString('utf8')
/** A name that could bend what people read, or fill a page, is left out: the address is what counts. */
const shownName = (name: string | undefined): string | undefined =>
  name !== undefined && name.length <= 100 && !hasForbiddenCharacters(name, { multiline: false }) ? name : undefined
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const list = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : []
