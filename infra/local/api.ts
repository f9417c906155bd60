import { dial } from './dial.ts'
import type { Target } from './target.ts'
import { type Caller, tokens } from './tokens.ts'

/** What the API answered. */
export interface ApiAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The parsed JSON body; `{}` when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects; that it is there is what it tests
  readonly body: any
  readonly text: string
  /** The stable code of a problem+json answer. */
  readonly code?: string
}

type Headers = Readonly<Record<string, string>>

/** One caller's view of the API. */
export interface ApiClient {
  readonly get: (path: string, headers?: Headers) => Promise<ApiAnswer>
  readonly post: (path: string, body?: unknown, headers?: Headers) => Promise<ApiAnswer>
  readonly put: (path: string, body: unknown, headers?: Headers) => Promise<ApiAnswer>
  /** Anything else: bytes that are no JSON, other methods, no content type. */
  readonly send: (method: string, path: string, body?: string, headers?: Headers) => Promise<ApiAnswer>
}

/** The API as its callers see it: `api(target).as('operator').post('/requests', {…})`. */
export function api(target: Target) {
  const token = tokens(target)
  const client = (authorization: () => Promise<Headers>): ApiClient => {
    const send: ApiClient['send'] = async (method, path, body, headers = {}) => {
      const answer = await dial(new URL(path, target.apiUrl), {
        method,
        headers: { ...(await authorization()), ...headers },
        ...(body !== undefined && { body }),
      })
      const parsed = json(answer.headers['content-type'] ?? '', answer.text)
      return {
        ...answer,
        body: parsed,
        ...(answer.status >= 400 && typeof parsed.code === 'string' && { code: parsed.code }),
      }
    }
    const withJson = (method: string) => (path: string, body?: unknown, headers?: Headers) =>
      body === undefined
        ? send(method, path, undefined, headers)
        : send(method, path, JSON.stringify(body), { 'content-type': 'application/json', ...headers })
    return {
      get: (path, headers) => send('GET', path, undefined, headers),
      post: withJson('POST'),
      put: withJson('PUT'),
      send,
    }
  }
  return {
    /** Signed in as a seeded person, or as support tooling. */
    as: (caller: Caller): ApiClient => client(async () => ({ authorization: `Bearer ${await token(caller)}` })),
    /** With a token of one's own making. */
    withToken: (bearer: string): ApiClient => client(async () => ({ authorization: `Bearer ${bearer}` })),
    anonymous: client(async () => ({})),
    token,
  }
}

function json(contentType: string, text: string): Record<string, unknown> {
  return /\bjson\b/.test(contentType) && text ? (JSON.parse(text) as Record<string, unknown>) : {}
}
