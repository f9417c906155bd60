import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { sha256Hex } from '../domain/digest.ts'
import type { HttpAnswer } from './http-answer.ts'

/**
 * A GET's answer with its `ETag`, or 304 without a body to whoever has it already (RFC 9110 §13.1.2). The tag is a
 * hash of the very JSON that is sent, so it changes exactly when the answer does.
 */
export function withEtag(event: Pick<APIGatewayProxyEventV2, 'headers'>, answer: HttpAnswer): HttpAnswer {
  if (answer.status !== 200) return answer
  const etag = `"${sha256Hex(JSON.stringify(answer.body)).slice(0, 32)}"`
  // `no-cache`, not the `no-store` of other answers: a client may keep it, and asks each time whether it still holds.
  const headers = { ...answer.headers, 'cache-control': 'private, no-cache', etag }
  return isKnown(event, etag) ? { status: 304, headers, body: undefined } : { ...answer, headers }
}

/**
 * Whether the caller has what this tag stands for. Weak comparison: gateways and proxies that compress on the way mark the
 * tag with `W/`.
 */
export const isKnown = ({ headers }: Pick<APIGatewayProxyEventV2, 'headers'>, etag: string): boolean =>
  (headers['if-none-match'] ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === etag || tag === '*')
