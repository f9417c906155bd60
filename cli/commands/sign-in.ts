import { readUnverified } from '../../functions/domain/jws.ts'
import { type Access, accessTo } from '../access.ts'
import { Home, type Side, sides } from '../home.ts'
import { print, type Session } from '../session.ts'
import { signInPerson } from '../sign-in.ts'
import { printable, shownSpan } from '../words.ts'

/** What a token says about its owner; nobody has verified it here: the API does. */
interface Claims {
  readonly sub?: string
  readonly client_id?: string
  readonly name?: string
  readonly email?: string
  readonly tenant?: string
  readonly groups?: readonly string[]
  readonly 'cognito:groups'?: readonly string[]
  readonly scope?: string
  readonly exp?: number
  readonly iss?: string
}

const claimsOf = (token: string): Claims => (readUnverified(token)?.claims ?? {}) as Claims

export async function login(session: Session, side: Side): Promise<void> {
  const url = session.url()
  const kept = await signInPerson(url, side, session.io)
  new Home(session.io.env).keep(url, side, kept)
  const { email, name, tenant } = claimsOf(kept.accessToken)
  await print(session, { url, side, email, name, tenant }, () =>
    printable(`Signed in to ${url} as ${name ?? email ?? 'somebody'}${tenant ? ` of ${tenant}` : ''}.`),
  )
}

export async function logout(session: Session, side: Side): Promise<void> {
  const url = session.url()
  const signedOut = new Home(session.io.env).forget(url, side)
  await print(session, { url, side, signedOut }, () =>
    signedOut
      ? `Signed out of ${url}: its tokens are deleted from this machine.`
      : `You were not signed in to ${url}${side === 'customers' ? ' as a customer' : ''}.`,
  )
}

export async function whoami(session: Session): Promise<void> {
  const { io } = session
  const url = session.url()
  const home = new Home(io.env)
  const given = io.env.LOCKBOX_TOKEN ?? io.env.LOCKBOX_CLIENT_ID
  const known = given ? (['operators'] as const) : sides.filter((side) => home.signIn(url, side))
  if (known.length === 0) await accessTo(url, 'operators', io)
  const identities = await Promise.all(
    known.map(async (side) => identityOf(given ? undefined : side, await accessTo(url, side, io))),
  )
  await print(session, { url, identities }, () =>
    [url, ...identities.map((identity) => printable(sentence(identity, io.now())))].join('\n'),
  )
}

/** Who a token is of, as far as it says. */
interface Identity {
  readonly side?: Side
  readonly from: Access['from']
  readonly client?: string
  readonly scopes?: readonly string[]
  readonly name?: string
  readonly email?: string
  readonly tenant?: string
  readonly groups?: readonly string[]
  readonly until?: string
}

function identityOf(side: Side | undefined, { token, from }: Access): Identity {
  const { name, email, tenant, client_id: client, sub, exp, scope = '', ...claims } = claimsOf(token)
  return {
    ...(side && { side }),
    from,
    ...(client && sub === client
      ? { client, scopes: scope.split(' ').filter(Boolean) }
      : {
          ...(name && { name }),
          ...(email && { email }),
          ...(tenant && { tenant }),
          groups: claims['cognito:groups'] ?? claims.groups ?? [],
        }),
    ...(exp && { until: new Date(exp * 1000).toISOString() }),
  }
}

function sentence(identity: Identity, now: number): string {
  const { side, name, email, tenant, client, groups, scopes, until, from } = identity
  const who = client
    ? `client ${client}`
    : `${name ?? 'somebody'}${email ? ` <${email}>` : ''}${tenant ? ` of ${tenant}` : ''}`
  const rights = client ? `scopes: ${scopes?.join(', ')}` : `groups: ${groups?.join(', ') || 'none'}`
  const left = until ? `, token for ${shownSpan(Date.parse(until) - now)} more` : ''
  return `${side ? `${side}: ` : ''}${who}; ${rights} (from ${from}${left})`
}
