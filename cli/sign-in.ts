import { createServer, type Server } from 'node:http'
import * as oidc from 'openid-client'
import { type Configuration, configurationOf } from './configuration.ts'
import { reach } from './deployment.ts'
import { CliError } from './exit.ts'
import type { Kept, Side } from './home.ts'
import { type Io, line } from './io.ts'

type SignIn = NonNullable<Configuration[Side]>

/** How long somebody may take on the sign-in page. */
const patienceMs = 5 * 60_000

const isLocal = (url: string): boolean => /^http:\/\/(localhost|127\.0\.0\.1|[^/]*\.localhost)(:|\/|$)/.test(url)

/** The issuer as openid-client knows it: from `/config.json` where that says it all, else from its discovery document. */
async function issuerOf(
  signIn: SignIn,
  clientId: string,
  io: Io,
  authentication: oidc.ClientAuth = oidc.None(),
): Promise<oidc.Configuration> {
  if (signIn.metadata) {
    const issuer = new oidc.Configuration({ ...signIn.metadata }, clientId, {}, authentication)
    issuer[oidc.customFetch] = io.fetch as oidc.CustomFetch
    if (isLocal(signIn.metadata.token_endpoint)) oidc.allowInsecureRequests(issuer)
    return issuer
  }
  return reach(signIn.authority, () =>
    oidc.discovery(new URL(signIn.authority), clientId, {}, authentication, {
      [oidc.customFetch]: io.fetch as oidc.CustomFetch,
      ...(isLocal(signIn.authority) && { execute: [oidc.allowInsecureRequests] }),
    }),
  )
}

async function signInOf(url: string, side: Side, io: Io): Promise<SignIn> {
  const signIn = (await configurationOf(url, io))[side]
  if (signIn) return signIn
  throw new CliError('usage', `${url} names no sign-in for ${side}.`, {
    advice: 'Its issuer is the deployment’s own: get an access token from it, and set LOCKBOX_TOKEN.',
  })
}

/**
 * Signs a person in: authorization code with PKCE (RFC 7636), received on loopback (RFC 8252, 7.3). The code goes from
 * the browser to this process; the token never sees a browser.
 */
export async function signInPerson(url: string, side: Side, io: Io): Promise<Kept> {
  const signIn = await signInOf(url, side, io)
  const issuer = await issuerOf(signIn, signIn.cli.clientId, io)
  const { server, redirectUri } = await listenOnOne(signIn.cli.redirectUris)
  try {
    const verifier = oidc.randomPKCECodeVerifier()
    const state = oidc.randomState()
    const address = oidc.buildAuthorizationUrl(issuer, {
      redirect_uri: redirectUri,
      scope: signIn.scope,
      state,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    const arrived = returned(server, redirectUri, io.interrupted)
    await io.open(address.href).then(
      () =>
        line(
          io.err,
          `Your browser opens the sign-in page. If it does not, open this address yourself:\n\n${address}\n`,
        ),
      () => line(io.err, `Open this address in a browser to sign in:\n\n${address}\n`),
    )
    const came = await arrived
    const tokens = await oidc
      .authorizationCodeGrant(issuer, came, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        idTokenExpected: false,
      })
      .catch((error: unknown) => {
        throw refusedSignIn(error)
      })
    return keptOf(tokens, io.now())
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

/** A fresh access token for a sign-in that has ended; undefined when its time is over for good. */
export async function refreshed(url: string, side: Side, kept: Kept, io: Io): Promise<Kept | undefined> {
  const { refreshToken } = kept
  if (!refreshToken) return undefined
  const signIn = await signInOf(url, side, io)
  const issuer = await issuerOf(signIn, signIn.cli.clientId, io)
  try {
    const tokens = await oidc.refreshTokenGrant(issuer, refreshToken)
    return { refreshToken, ...keptOf(tokens, io.now()) }
  } catch (error) {
    // The issuer refuses it: signing in again is the way. Anything else is no answer.
    if (error instanceof oidc.ResponseBodyError) return undefined
    throw error instanceof CliError
      ? error
      : new CliError('unreachable', `The sign-in could not be renewed: ${(error as Error).message}`)
  }
}

/** What a machine's token is for: requests of support tooling, or the check of a data service. */
export type Scope = 'lockbox/requests' | 'lockbox/check'

/** A machine's token (RFC 6749, 4.4). */
export async function machineToken(
  url: string,
  credentials: { readonly clientId: string; readonly clientSecret: string },
  scope: Scope,
  io: Io,
): Promise<string> {
  const { clientId, clientSecret } = credentials
  const authentication = oidc.ClientSecretBasic(clientSecret)
  const endpoint = io.env.LOCKBOX_TOKEN_URL
  const issuer = endpoint
    ? new oidc.Configuration(
        { issuer: new URL(endpoint).origin, token_endpoint: endpoint },
        clientId,
        {},
        authentication,
      )
    : await issuerOf(await signInOf(url, 'operators', io), clientId, io, authentication)
  issuer[oidc.customFetch] = io.fetch as oidc.CustomFetch
  if (endpoint && isLocal(endpoint)) oidc.allowInsecureRequests(issuer)
  try {
    return (await oidc.clientCredentialsGrant(issuer, { scope })).access_token
  } catch (error) {
    if (error instanceof oidc.ResponseBodyError || error instanceof oidc.WWWAuthenticateChallengeError)
      throw new CliError('notSignedIn', `The client "${clientId}" got no token: ${error.message}`, {
        advice: 'Check LOCKBOX_CLIENT_ID and LOCKBOX_CLIENT_SECRET.',
      })
    throw new CliError('unreachable', `No token for "${clientId}": ${(error as Error).message}`)
  }
}

function keptOf(tokens: oidc.TokenEndpointResponse, now: number): Kept {
  return {
    accessToken: tokens.access_token,
    expiresAt: now + (tokens.expires_in ?? 300) * 1000,
    ...(tokens.refresh_token && { refreshToken: tokens.refresh_token }),
  }
}

const refusedSignIn = (error: unknown): CliError =>
  new CliError('notSignedIn', `The sign-in failed: ${(error as Error).message}`, {
    advice: 'Run "lockbox login" again.',
  })

/** The first of the addresses that is free: an issuer knows them all, and takes no other port. */
async function listenOnOne(
  redirectUris: readonly string[],
): Promise<{ readonly server: Server; readonly redirectUri: string }> {
  for (const redirectUri of redirectUris) {
    const server = createServer()
    const listening = new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen({ port: Number(new URL(redirectUri).port), host: '127.0.0.1' }, () => resolve(true))
    })
    if (await listening) return { server, redirectUri }
  }
  const ports = redirectUris.map((uri) => new URL(uri).port).join(', ')
  throw new CliError('usage', `None of the ports ${ports} is free: the sign-in comes back to one of them.`, {
    advice: 'End what uses one of them, then try again.',
  })
}

/** Waits for the browser to come back with the code. */
function returned(server: Server, redirectUri: string, interrupted: AbortSignal): Promise<URL> {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => {
      reject(
        new CliError('notSignedIn', 'Nobody signed in within five minutes.', { advice: 'Run "lockbox login" again.' }),
      )
    }, patienceMs)
    const end = (settle: () => void) => {
      clearTimeout(patience)
      settle()
    }
    interrupted.addEventListener('abort', () => {
      end(() => reject(new CliError('interrupted', 'Not signed in.')))
    })
    server.on('request', (request, response) => {
      const url = new URL(request.url ?? '/', redirectUri)
      if (url.pathname !== new URL(redirectUri).pathname) {
        response.writeHead(404).end()
        return
      }
      const ok = url.searchParams.has('code')
      response.writeHead(ok ? 200 : 400, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
      response.end(
        ok ? 'You can close this window and go back to the terminal.' : 'The sign-in failed: see the terminal.',
      )
      end(() => resolve(url))
    })
  })
}
