import { request as httpRequest, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

const loopback = '127.0.0.1'
const withoutBody = new Set([204, 304])

/**
 * `fetch`, also for `*.localhost`: browsers and curl take such a name for loopback (RFC 6761, 6.3), Node's resolver does
 * not, and its `fetch` lets nobody set the Host header. Redirects of such a host are not followed.
 */
export const localFetch: typeof fetch = async (input, init) => {
  const request = new Request(input, init)
  const url = new URL(request.url)
  if (!url.hostname.endsWith('.localhost') || url.protocol !== 'http:') return fetch(request)
  const body = request.body ? Buffer.from(await request.arrayBuffer()) : undefined
  const headers = {
    ...Object.fromEntries(request.headers),
    host: url.host,
    ...(body && { 'content-length': String(body.length) }),
  }
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const call = httpRequest(
      url,
      { method: request.method, headers, hostname: loopback, signal: request.signal },
      resolve,
    )
    call.on('error', reject)
    call.end(body)
  })
  const status = answer.statusCode ?? 0
  return new Response(
    withoutBody.has(status) || request.method === 'HEAD' ? null : (Readable.toWeb(answer) as ReadableStream),
    { status, headers: Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]) },
  )
}
