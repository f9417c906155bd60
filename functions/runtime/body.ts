import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as v from 'valibot'
import { ProblemError } from '../domain/problems.ts'

/** No body of this API is near this size; whatever is larger is refused before it is parsed. */
const maxBytes = 16 * 1024

const refuse = (detail: string, extra?: Record<string, unknown>): never => {
  throw new ProblemError({ code: 'InvalidRequest', detail, ...(extra && { extra }) })
}

/** The body as text, decoded, within the limit. */
export function bodyText(event: APIGatewayProxyEventV2): string {
  const raw = event.body ?? ''
  const bytes = Buffer.from(raw, event.isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.length > maxBytes)
    throw new ProblemError({ code: 'PayloadTooLarge', detail: `Send at most ${maxBytes} bytes.` })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return refuse('The body is not UTF-8.')
  }
}

/** The JSON body, parsed by a schema that refuses unknown fields. */
export function jsonBody<S extends v.GenericSchema>(event: APIGatewayProxyEventV2, schema: S): v.InferOutput<S> {
  const type = (event.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json')
    throw new ProblemError({ code: 'UnsupportedMediaType', detail: 'Send the body as application/json.' })
  let value: unknown
  try {
    value = JSON.parse(bodyText(event))
  } catch (error) {
    if (error instanceof ProblemError) throw error
    return refuse('The body is not valid JSON.')
  }
  return checked(value, schema, 'body')
}

/** The query parameters, parsed by a schema that refuses unknown ones. */
export const queryOf = <S extends v.GenericSchema>(event: APIGatewayProxyEventV2, schema: S): v.InferOutput<S> =>
  checked(event.queryStringParameters ?? {}, schema, 'query')

/** Every fault with its place (JSON pointer), so that the caller can mend all of them at once. */
export function checked<S extends v.GenericSchema>(value: unknown, schema: S, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  const errors = result.issues.slice(0, 20).map((issue) => ({
    pointer: `/${(issue.path ?? []).map((part) => String(part.key).slice(0, 64).replace(/~/g, '~0').replace(/\//g, '~1')).join('/')}`,
    detail: describe(issue),
  }))
  return refuse(`The ${what} is not valid: ${errors[0]?.pointer} ${errors[0]?.detail}`, { errors })
}

/** What is wrong, without repeating what the caller sent. */
function describe(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') return 'is not a known field'
  if (issue.kind === 'schema') return issue.input === undefined ? 'is required' : `must be ${issue.expected ?? 'valid'}`
  return issue.message
}
