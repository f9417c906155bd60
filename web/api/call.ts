import type { Side } from '../session/person.ts'
import { accessToken, renew, sessionEnded } from '../session/session.ts'
import { ApiProblem, problemOf } from './problem.ts'

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** The last answer of each address that had an ETag: polling then costs the server and the line next to nothing. */
const known = new Map<string, { readonly etag: string; readonly body: unknown }>()

/** One call of the API as the person who is signed in on that side. Throws `ApiProblem`. */
export async function call<T>(side: Side, { method = 'GET', path, query = {}, ...rest }: Call): Promise<T> {
  const search = new URLSearchParams(
    Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  ).toString()
  const url = search ? `${path}?${search}` : path
  const token = accessToken(side)
  let answer = await send(side, method, url, rest)
  if (answer.status === 401 && token === accessToken(side) && (await renew(side)))
    answer = await send(side, method, url, rest)
  const address = `${side} ${url}`
  const before = known.get(address)
  if (answer.status === 304 && before) return before.body as T
  const body = await answer.json().catch(() => undefined)
  if (!answer.ok) {
    if (answer.status === 401) sessionEnded(side)
    throw problemOf(answer.status, body)
  }
  const etag = answer.headers.get('etag')
  if (method === 'GET' && etag) known.set(address, { etag, body })
  return body as T
}

async function send(side: Side, method: string, url: string, call: Omit<Call, 'path'>): Promise<Response> {
  const etag = method === 'GET' ? known.get(`${side} ${url}`)?.etag : undefined
  try {
    return await fetch(url, {
      method,
      // The browser's own cache would keep one customer's answers for the next person at this machine.
      cache: 'no-store',
      headers: {
        authorization: `Bearer ${accessToken(side) ?? ''}`,
        ...(etag && { 'if-none-match': etag }),
        ...(call.body !== undefined && { 'content-type': 'application/json' }),
        ...call.headers,
      },
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      ...(call.signal && { signal: call.signal }),
    })
  } catch (error) {
    if (call.signal?.aborted) throw error
    throw new ApiProblem(0, 'Unreachable', 'The server did not answer. Check your connection, then try again.')
  }
}

/** A part of a path, whatever stands in it. */
export const part = (text: string): string => encodeURIComponent(text)
