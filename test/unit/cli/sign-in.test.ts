import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import getPort from 'get-port'
import { afterEach, describe, expect, test } from 'vitest'
import { Home } from '../../../cli/home.ts'
import { localFetch } from '../../../cli/local-fetch.ts'
import { answering, command, ownFolder } from '../../support/command.ts'
import { accessToken, fakeIssuer } from '../../support/fake-issuer.ts'
import { sampleRequest } from '../../support/sample-requests.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

async function issuer(options: { readonly metadata?: boolean; readonly ports?: number } = {}) {
  const redirectPorts = await Promise.all(Array.from({ length: options.ports ?? 2 }, () => getPort()))
  const made = await fakeIssuer({ metadata: options.metadata ?? true, redirectPorts })
  stops.push(made.stop)
  return { ...made, redirectPorts }
}

/** A browser that goes where it is sent, as somebody who is signed in to the issuer already. */
const browser = async (url: string) => {
  void fetch(url)
}
const outside = (url: string, folder = ownFolder()) => ({
  fetch: localFetch,
  open: browser,
  env: { XDG_CONFIG_HOME: folder, LOCKBOX_URL: url, LOCKBOX_TOKEN: '' },
})

describe('lockbox login', () => {
  test.each([
    ['with the endpoints of /config.json', true],
    ['with those of the discovery document', false],
  ])('%s: a code for a token, with PKCE and state', async (_, metadata) => {
    const { origin, asked } = await issuer({ metadata })
    const options = outside(origin)
    const ran = await command(['login'], options)
    expect(ran).toMatchObject({ exit: 0, out: `Signed in to ${origin} as Olivia Meier.\n` })
    expect(asked[0]?.get('code_verifier')).toMatch(/^[\w-]{43,}$/)
    expect(new Home(options.env).signIn(origin, 'operators')).toMatchObject({ refreshToken: 'refresh-1' })
  })

  test('prints the address where no browser opens', async () => {
    const { origin } = await issuer()
    const ran = await command(['login'], {
      ...outside(origin),
      open: async (url) => {
        void browser(url)
        throw new Error('no browser')
      },
    })
    expect(ran.exit).toBe(0)
    expect(ran.err).toMatch(/^Open this address in a browser to sign in:\n\nhttp:\/\/localhost:\d+\/authorize\?/)
  })

  test('takes the next port when the first is in use', async () => {
    const { origin, redirectPorts, asked } = await issuer()
    const taken = createServer().listen(redirectPorts[0], '127.0.0.1')
    stops.push(() => taken.close())
    expect(await command(['login'], outside(origin))).toMatchObject({ exit: 0 })
    expect(asked[0]?.get('redirect_uri')).toBe(`http://localhost:${redirectPorts[1]}/callback`)
  })

  test('says so when no port is free', async () => {
    const { origin, redirectPorts } = await issuer({ ports: 1 })
    const taken = createServer().listen(redirectPorts[0], '127.0.0.1')
    stops.push(() => taken.close())
    expect(await command(['login'], outside(origin))).toMatchObject({
      exit: 2,
      err: expect.stringContaining('is free'),
    })
  })

  test('refuses a code that comes with another state', async () => {
    const { origin, redirectPorts, asked } = await issuer()
    const ran = await command(['login'], {
      ...outside(origin),
      open: async () => {
        void fetch(`http://127.0.0.1:${redirectPorts[0]}/callback?code=stolen&state=guessed`)
      },
    })
    expect(ran).toMatchObject({ exit: 3, out: '' })
    expect(ran.err).toContain('The sign-in failed')
    expect(asked).toEqual([])
  })

  test('ends with Ctrl-C', async () => {
    const { origin } = await issuer()
    const interruption = new AbortController()
    const running = command(['login'], { ...outside(origin), open: async () => undefined, interruption })
    await sleep(300)
    interruption.abort()
    expect(await running).toMatchObject({ exit: 130, err: expect.stringContaining('Not signed in.') })
  })

  test('says when the deployment names no sign-in for customers', async () => {
    const { origin } = await issuer()
    expect(await command(['login', '--customer'], outside(origin))).toMatchObject({ exit: 2 })
  })

  test('says when the address is no lockbox', async () => {
    const api = answering(() => ({ status: 404, body: {} }))
    expect(await command(['login'], { fetch: api.fetch })).toMatchObject({ exit: 4 })
  })
})

describe('the token that is sent', () => {
  test('is renewed a minute before it ends, and kept', async () => {
    const { origin, asked } = await issuer()
    const options = outside(origin)
    await command(['login'], options)
    const { accessToken: first, expiresAt } = new Home(options.env).signIn(origin, 'operators') ?? {
      accessToken: '',
      expiresAt: 0,
    }
    const renewed = await command(['whoami', '--json'], { ...options, now: () => expiresAt - 59_000 })
    expect(renewed.exit).toBe(0)
    expect(asked.map((form) => form.get('grant_type'))).toEqual(['authorization_code', 'refresh_token'])
    const kept = new Home(options.env).signIn(origin, 'operators')
    expect(kept?.accessToken).not.toBe(first)
    expect(kept?.refreshToken).toBe('refresh-1')
  })

  test('cannot be renewed for ever: then the command says how to sign in', async () => {
    const { origin, refuseRefresh } = await issuer()
    const options = outside(origin)
    await command(['login'], options)
    refuseRefresh()
    const ran = await command(['request', 'list'], { ...options, now: () => Date.now() + 10 * 3_600_000 })
    expect(ran).toMatchObject({ exit: 3, out: '' })
    expect(ran.err).toBe(`Your sign-in is over.\n→ Run: lockbox login --url ${origin}\n`)
  })

  test('is nobody’s after logout', async () => {
    const { origin } = await issuer()
    const options = outside(origin)
    await command(['login'], options)
    expect(await command(['logout'], options)).toMatchObject({ exit: 0 })
    expect(await command(['request', 'list'], options)).toMatchObject({ exit: 3 })
    expect((await command(['logout'], options)).out).toContain('You were not signed in')
  })

  test.each([
    ['from /config.json', (origin: string) => ({ LOCKBOX_URL: origin })],
    ['from LOCKBOX_TOKEN_URL', (origin: string) => ({ LOCKBOX_TOKEN_URL: `${origin}/token` })],
  ])("is a machine's by its client credentials, the endpoint %s", async (_, env) => {
    const { origin, asked } = await issuer()
    const sent: string[] = []
    const api = answering(({ headers }) => {
      sent.push(headers.authorization ?? '')
      return { body: sampleRequest() }
    })
    const run = (secret: string) =>
      command(['request', 'show', 'x'], {
        env: { LOCKBOX_TOKEN: '', LOCKBOX_CLIENT_ID: 'machine', LOCKBOX_CLIENT_SECRET: secret, ...env(origin) },
        fetch: (input, init) => {
          const { url } = new Request(input, init)
          return /\/(config.json|token)$/.test(url) ? localFetch(input, init) : api.fetch(input, init)
        },
      })
    expect(await run('secret')).toMatchObject({ exit: 0 })
    expect(asked[0]?.get('scope')).toBe('lockbox/requests')
    expect(sent[0]).toMatch(/^Bearer \S+\.\S+$/)
    expect(await run('wrong')).toMatchObject({ exit: 3, err: expect.stringContaining('LOCKBOX_CLIENT_SECRET') })
  })

  test('is that of LOCKBOX_TOKEN before any other', async () => {
    const api = answering(() => ({ body: sampleRequest() }))
    await command(['request', 'show', 'x'], {
      fetch: api.fetch,
      env: { LOCKBOX_TOKEN: 'mine', LOCKBOX_CLIENT_ID: 'c' },
    })
    expect(api.calls[0]?.headers.authorization).toBe('Bearer mine')
  })
})

describe('lockbox whoami', () => {
  test('says who, with which groups, and for how long', async () => {
    const token = accessToken({ exp: 1_800, tenant: 'acme-bank', 'cognito:groups': ['approver', 'auditor'] })
    const ran = await command(['whoami'], { env: { LOCKBOX_TOKEN: token }, now: () => 0 })
    expect(ran.out).toBe(
      'https://lockbox.example\nOlivia Meier <olivia@vendor.example> of acme-bank; groups: approver, auditor (from LOCKBOX_TOKEN, token for 30 min more)\n',
    )
  })

  test('says which client a machine is', async () => {
    const token = accessToken({ sub: 'cli', scope: 'lockbox/requests' })
    const { out } = await command(['whoami', '--json'], { env: { LOCKBOX_TOKEN: token } })
    expect(JSON.parse(out).identities).toEqual([{ from: 'LOCKBOX_TOKEN', client: 'cli', scopes: ['lockbox/requests'] }])
  })

  test('says how to sign in when nobody is', async () => {
    expect(await command(['whoami'], { env: { LOCKBOX_TOKEN: '' } })).toMatchObject({ exit: 3 })
  })
})

test('a call to *.localhost goes to loopback with its own name', async () => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.headers.host}`)
    response.writeHead(request.method === 'GET' ? 200 : 204).end(request.method === 'GET' ? 'here' : undefined)
  })
  const port = await getPort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  stops.push(() => server.close())
  const url = `http://api.execute-api.localhost:${port}/x`
  expect(await (await localFetch(url)).text()).toBe('here')
  expect((await localFetch(url, { method: 'POST', body: '{}' })).status).toBe(204)
  expect(seen).toEqual([`GET api.execute-api.localhost:${port}`, `POST api.execute-api.localhost:${port}`])
})
