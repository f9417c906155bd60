import { CliError } from './exit.ts'
import { Home, type Side } from './home.ts'
import type { Io } from './io.ts'
import { machineToken, refreshed, type Scope } from './sign-in.ts'

/** A token that ends within a minute is not sent any more. */
const marginMs = 60_000

export interface Access {
  readonly token: string
  readonly from: 'LOCKBOX_TOKEN' | 'LOCKBOX_CLIENT_ID' | 'login'
}

/** The access token to send: of the environment, of a machine's credentials, or of a person's sign-in, in this order. */
export async function accessTo(url: string, side: Side, io: Io, scope: Scope = 'lockbox/requests'): Promise<Access> {
  const { LOCKBOX_TOKEN: given, LOCKBOX_CLIENT_ID: clientId, LOCKBOX_CLIENT_SECRET: clientSecret } = io.env
  if (given) return { token: given, from: 'LOCKBOX_TOKEN' }
  if (clientId && side === 'operators') {
    if (!clientSecret)
      throw new CliError('usage', 'LOCKBOX_CLIENT_ID is set, and LOCKBOX_CLIENT_SECRET is not.', {
        advice: 'Set both.',
      })
    return { token: await machineToken(url, { clientId, clientSecret }, scope, io), from: 'LOCKBOX_CLIENT_ID' }
  }
  if (scope === 'lockbox/check')
    throw new CliError('notSignedIn', 'Only a data service may ask that, with a client of its own.', {
      advice: "Set LOCKBOX_CLIENT_ID and LOCKBOX_CLIENT_SECRET to the service's client.",
    })
  const home = new Home(io.env)
  const kept = home.signIn(url, side)
  if (kept && kept.expiresAt - marginMs > io.now()) return { token: kept.accessToken, from: 'login' }
  const fresh = kept && (await refreshed(url, side, kept, io))
  if (fresh) {
    home.keep(url, side, fresh)
    return { token: fresh.accessToken, from: 'login' }
  }
  throw notSignedIn(url, side, kept ? 'Your sign-in is over.' : undefined)
}

function notSignedIn(url: string, side: Side, why?: string): CliError {
  const customer = side === 'customers' ? ' --customer' : ''
  return new CliError('notSignedIn', why ?? `You are not signed in to ${url}${customer && ' as a customer'}.`, {
    advice: `Run: lockbox login${customer} --url ${url}`,
  })
}
