import type { EventBridgeEvent } from 'aws-lambda'
import { parseRequestId } from '../domain/ids.ts'
import type { RequestKey } from '../domain/request.ts'
import { executionChanged } from '../runtime/names.ts'

/** An execution that came to a bad end. */
export interface Stopped {
  readonly request: RequestKey
  /** Which execution of the request it was. */
  readonly attempt: number
}

/**
 * The execution in a status change of Step Functions, by its name `<request id>-<attempt>`; undefined when the event is another one.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export function stoppedExecution(event: unknown): Stopped | undefined {
  const { 'detail-type': type, detail } = (event ?? {}) as Partial<EventBridgeEvent<string, { readonly name?: string }>>
  if (type !== executionChanged) return undefined
  const [, id = '', attempt = ''] = /^(.+)-(\d+)$/.exec(detail?.name ?? '') ?? []
  const request = parseRequestId(id)
  if (!request) throw new Error('the name of the execution is not <request id>-<attempt>')
  return { request, attempt: Number(attempt) }
}
