import type { Logger } from '@aws-lambda-powertools/logger'
import middy from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { ProblemError } from '../domain/problems.ts'
import type { Origin } from '../domain/request.ts'
import type { HttpAnswer } from './http-answer.ts'
import { problemResponse } from './problem-response.ts'

export type HttpVerb = (event: APIGatewayProxyEventV2) => Promise<HttpAnswer>

/**
 * The one middy stack of all HTTP functions: routes by the gateway's route key, answers JSON that nobody may cache,
 * turns refusals into problem+json and everything unexpected into a 500 that reveals nothing.
 */
export const httpHandler = (routes: Readonly<Record<string, HttpVerb>>, logger: Logger) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .before(({ context }) => logger.addContext(context))
    .onError((request) => {
      request.response = toResponse(problemResponse(problemOf(request.error, request.event.routeKey, logger)))
    })
    .handler(async (event) => {
      const verb = Object.hasOwn(routes, event.routeKey) ? routes[event.routeKey] : undefined
      if (!verb) throw new ProblemError({ code: 'NotFound', detail: 'There is no such route.' })
      return toResponse(await verb(event))
    })

function problemOf(error: unknown, route: string, logger: Logger) {
  if (error instanceof ProblemError) {
    logger.info('refused', { route, code: error.problem.code })
    // What went wrong behind a refusal that says to try again.
    if (error.cause !== undefined) logger.error('refused because of an error', { route, error: error.cause as Error })
    return error.problem
  }
  logger.error('unexpected error', { route, error: error as Error })
  return {
    code: 'InternalError' as const,
    detail: 'Something went wrong on our side. Try again; nothing was half done.',
  }
}

function toResponse(answer: HttpAnswer): APIGatewayProxyStructuredResultV2 {
  const { type, ...sent } = bodyOf(answer.body)
  return {
    statusCode: answer.status,
    headers: {
      'content-type': type,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...answer.headers,
    },
    ...sent,
  }
}

function bodyOf(body: unknown) {
  if (body === undefined) return { type: 'application/json' }
  if (typeof body === 'string') return { type: 'text/html; charset=utf-8', body }
  if (body instanceof Uint8Array)
    return { type: 'application/octet-stream', body: Buffer.from(body).toString('base64'), isBase64Encoded: true }
  return { type: 'application/json', body: JSON.stringify(body) }
}

/** From where the caller acts, as the gateway saw it; the user agent is the caller's own claim and is cut short. */
export function originOf(event: APIGatewayProxyEventV2): Origin {
  const { sourceIp, userAgent } = event.requestContext.http
  return { ...(sourceIp && { ip: sourceIp }), ...(userAgent && { userAgent: visible(userAgent).slice(0, 200) }) }
}

const visible = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?')
