import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { loopback } from './ports.ts'

/** An HTTP answer, read to its end. Redirects are not followed, so that they can be looked at. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

export interface Call {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutSeconds?: number
}

/**
 * A plain HTTP call, also to `*.localhost`: browsers and curl take such a name for loopback (RFC 6761), Node's own
 * resolver does not, and its `fetch` lets nobody set the Host header.
 */
export function dial(url: string | URL, call: Call = {}): Promise<Answer> {
  const target = new URL(url)
  const options: RequestOptions = {
    method: call.method ?? 'GET',
    headers: {
      ...call.headers,
      host: target.host,
      ...(call.body !== undefined && { 'content-length': String(Buffer.byteLength(call.body)) }),
    },
    ...(target.hostname.endsWith('.localhost') && { hostname: loopback }),
    timeout: (call.timeoutSeconds ?? 40) * 1000,
  }
  return new Promise((resolve, reject) => {
    const request = (target.protocol === 'https:' ? httpsRequest : httpRequest)(target, options, (response) =>
      read(response).then(resolve, reject),
    )
    request.on('timeout', () => request.destroy(new Error(`${target.origin} did not answer in time`)))
    request.on('error', reject)
    request.end(call.body)
  })
}

async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    text: Buffer.concat(chunks).toString('utf8'),
  }
}
