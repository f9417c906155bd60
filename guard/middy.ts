import type { MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'
import { type Access, type Grant, guard } from './guard.ts'
import type { GuardOptions } from './options.ts'
import { AccessRefused, problemAnswer } from './refusal.ts'

export interface GuardMiddlewareOptions<E> extends GuardOptions {
  /** Who calls, and what they want, out of the event. What the service did not authenticate itself does not belong here. */
  readonly access: (event: E) => Access
  /** Told of every refusal, with its cause, which no caller sees. @default - nobody */
  readonly onRefused?: (refused: AccessRefused) => void
}

/** The context of a handler behind the guard. */
export type GuardedContext = Context & { readonly grant: Grant }

/** What a handler behind API Gateway answers. */
interface HttpResult {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The guard before a handler: answers for it with problem+json, or hands it the grant as `context.grant`. */
export function guardMiddleware<E>(options: GuardMiddlewareOptions<E>): MiddlewareObj<E, HttpResult, Error> {
  const { access, onRefused, ...own } = options
  if (typeof access !== 'function') throw new TypeError('The guard needs "access": a function of the event')
  const letIn = guard(own)
  return {
    before: async (request) => {
      try {
        Object.assign(request.context, { grant: await letIn(access(request.event)) })
        return undefined
      } catch (error) {
        if (!(error instanceof AccessRefused)) throw error
        onRefused?.(error)
        const { status, headers, body } = problemAnswer(error)
        return { statusCode: status, headers, body }
      }
    },
  }
}
