import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configOf } from '../../../functions/web/config.ts'
import { webFiles } from '../../../functions/web/files.ts'
import { shellHeaders } from '../../../functions/web/headers.ts'
import { configuration } from '../../../infra/deployments/sandbox.ts'
import { buildWeb } from '../../../web/build.ts'
import { fakeApi } from './api.ts'
import { fakeProvider } from './sign-in.ts'

/**
 * The admin centre as it is deployed (the real build, the real headers, the real configuration) in front of an API in
 * memory and an OpenID provider that asks nothing. For the browser tests, and for people (`web-dev.ts`).
 */
export async function fakeSite(port = 0) {
  const folder = mkdtempSync(join(tmpdir(), 'lockbox-web-'))
  buildWeb(folder)
  const files = webFiles(folder)
  const provider = fakeProvider()
  let api = fakeApi()

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const side = (name: string) => ({
    issuer: `${origin}/${name}`,
    clientId: `${name}-client`,
    scope: 'openid email profile',
    hosted: `${origin}/${name}`,
  })
  const signIn = { customers: side('customers'), operators: side('operators') }
  const { vendor, catalogue } = configuration
  const config = configOf({ vendor, catalogue, approvalWindow: 345_600, accessPeriod: 28_800 } as never, signIn, origin)
  const headers = shellHeaders(vendor, signIn)

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin)
    const { pathname: path } = url
    const send = (status: number, body: unknown, more: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(body))
    const [, first = '', second = '', third = ''] = path.split('/')
    if (path === '/' || first === 'app') return void response.writeHead(200, headers).end(files.shell)
    if (path === '/config.json') return void send(200, config)
    if (first === 'assets') {
      const found = files.asset(second, request.headers['accept-encoding'])
      if (!found) return void response.writeHead(404).end()
      const encoding = found.encoding && { 'content-encoding': found.encoding }
      return void response.writeHead(200, { 'content-type': found.type, ...encoding }).end(found.content)
    }
    // The API has operators, too.
    if ((first === 'customers' || first === 'operators') && (second === 'logout' || second === 'oauth2')) {
      if (second === 'logout') return void response.writeHead(302, { location: '/' }).end()
      if (third === 'authorize') {
        const location = provider.authorize(first, url.searchParams, request.headers.cookie ?? '')
        return void response.writeHead(302, { location }).end()
      }
      const tokens = provider.token(`${origin}/${first}`, new URLSearchParams(await bodyOf(request)))
      return void (tokens ? send(200, tokens) : send(400, { error: 'invalid_grant' }))
    }
    const person = provider.personOf(request.headers.authorization)
    // The gateway's own answer, which is no problem+json.
    if (!person) return void send(401, { message: 'Unauthorized' })
    const text = await bodyOf(request)
    const given = api.answer(request.method ?? 'GET', path, {
      person,
      query: url.searchParams,
      body: text ? JSON.parse(text) : {},
      headers: request.headers as Record<string, string>,
    })
    if (given.etag && request.headers['if-none-match'] === given.etag)
      return void response.writeHead(304, { etag: given.etag }).end()
    send(given.status, given.body, given.etag ? { etag: given.etag } : {})
  }

  return {
    origin,
    provider,
    get api() {
      return api
    },
    /** Forgets everything that happened. */
    reset: () => {
      api = fakeApi()
    },
    close: () =>
      new Promise<void>((resolve) => {
        rmSync(folder, { recursive: true, force: true })
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
export type FakeSite = Awaited<ReturnType<typeof fakeSite>>

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
