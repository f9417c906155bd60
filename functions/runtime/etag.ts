import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { sha256Hex } from '../domain/digest.ts'
import type { HttpAnswer } from './http-answer.ts'

/** The answer with its `ETag`; 304 without a body for whoever has it already (`If-None-Match`, RFC 9110 §13.1.2). */
export function withEtag(event: APIGatewayProxyEventV2, answer: HttpAnswer): HttpAnswer {
  const etag = `"${sha256Hex(JSON.stringify(answer.body))}"`
  const headers = { ...answer.headers, etag }
  const known = (event.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return known.includes(etag) || known.includes('*')
    ? { status: 304, headers, body: undefined }
    : { ...answer, headers }
}
