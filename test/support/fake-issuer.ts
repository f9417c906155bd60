import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A deployment's `/config.json` and its issuer in one, on loopback: enough of OAuth 2.0 to sign in. */
export async function fakeIssuer(options: { readonly metadata?: boolean; readonly redirectPorts: readonly number[] }) {
  const codes = new Map<string, { readonly challenge: string; readonly redirectUri: string }>()
  const asked: URLSearchParams[] = []
  let refuseRefresh = false
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', origin)
      const form = new URLSearchParams(Buffer.concat(chunks).toString())
      const json = (status: number, body: unknown) => {
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(JSON.stringify(body))
      }
      if (url.pathname === '/config.json') return json(200, config())
      if (url.pathname === '/issuer/.well-known/openid-configuration') return json(200, metadata)
      if (url.pathname === '/authorize') {
        const code = randomBytes(8).toString('hex')
        const redirectUri = url.searchParams.get('redirect_uri') ?? ''
        codes.set(code, { challenge: url.searchParams.get('code_challenge') ?? '', redirectUri })
        const back = new URL(redirectUri)
        back.searchParams.set('code', code)
        back.searchParams.set('state', url.searchParams.get('state') ?? '')
        response.writeHead(302, { location: back.href })
        return response.end()
      }
      asked.push(form)
      const token = (more: object = {}) =>
        json(200, { access_token: accessToken(), token_type: 'Bearer', expires_in: 1800, ...more })
      switch (form.get('grant_type')) {
        case 'authorization_code': {
          const given = codes.get(form.get('code') ?? '')
          const challenge = createHash('sha256')
            .update(form.get('code_verifier') ?? '')
            .digest('base64url')
          const fits = given?.challenge === challenge && given.redirectUri === form.get('redirect_uri')
          return fits ? token({ refresh_token: 'refresh-1' }) : json(400, { error: 'invalid_grant' })
        }
        case 'refresh_token':
          return refuseRefresh ? json(400, { error: 'invalid_grant' }) : token()
        case 'client_credentials': {
          const secret = Buffer.from((request.headers.authorization ?? '').split(' ')[1] ?? '', 'base64').toString()
          return secret === 'machine:secret' ? token() : json(401, { error: 'invalid_client' })
        }
        default:
          return json(400, { error: 'unsupported_grant_type' })
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const metadata = {
    issuer: `${origin}/issuer`,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    userinfo_endpoint: `${origin}/userinfo`,
    revocation_endpoint: `${origin}/revoke`,
    end_session_endpoint: `${origin}/logout`,
    jwks_uri: `${origin}/jwks`,
  }
  const config = () => ({
    vendor: { name: 'Vendor', supportEmail: 'support@vendor.example' },
    catalogue: [],
    approvalWindow: 'P4D',
    accessPeriod: 'PT8H',
    operators: {
      authority: metadata.issuer,
      clientId: 'web',
      scope: 'openid',
      cli: { clientId: 'cli', redirectUris: options.redirectPorts.map((port) => `http://localhost:${port}/callback`) },
      ...(options.metadata && { metadata }),
    },
  })
  return {
    origin,
    asked,
    refuseRefresh: () => {
      refuseRefresh = true
    },
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const claims = {
  sub: 's',
  client_id: 'cli',
  name: 'Olivia Meier',
  email: 'olivia@vendor.example',
  'cognito:groups': ['operator'],
}

/** Unsigned: only an API verifies. */
export const accessToken = (changes: object = {}): string =>
  ['{}', JSON.stringify({ ...claims, jti: randomBytes(4).toString('hex'), ...changes }), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')
