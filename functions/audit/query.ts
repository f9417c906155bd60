import * as v from 'valibot'
import { canBeSought, type EventType, eventDomains } from '../domain/events.ts'
import { parseRequestId } from '../domain/ids.ts'
import { ProblemError, unwrap } from '../domain/problems.ts'
import { noSuchRequest } from '../domain/transitions.ts'
import type { AuditFilter } from '../ports.ts'
import { limitUpTo, line, name, pageLimit, utcTime } from '../runtime/fields.ts'

const notASeq = 'must be the number of an entry'

/** Number of an entry; 0 is before the first. */
const seqText = v.pipe(
  v.string(),
  v.regex(/^\d{1,15}$/, notASeq),
  v.metadata({ type: 'integer', minimum: 0 }),
  v.transform(Number),
)

/** Query of `GET /audit` (design §6). */
export const auditSchema = v.strictObject({
  from: v.exactOptional(utcTime),
  to: v.exactOptional(utcTime),
  actor: v.exactOptional(v.pipe(line(256), v.toLowerCase(), v.check(canBeSought, 'is too long'))),
  environmentId: v.exactOptional(name),
  type: v.exactOptional(v.picklist(Object.keys(eventDomains) as EventType[], 'must be a type of event')),
  requestId: v.exactOptional(v.pipe(v.string(), v.maxLength(80, 'is not a request id'))),
  supportTicket: v.exactOptional(line(64)),
  limit: v.exactOptional(pageLimit),
  cursor: v.exactOptional(v.pipe(v.string(), v.maxLength(500, 'is not a cursor'))),
})

const pageOfProofs = {
  limit: v.exactOptional(pageLimit),
  cursor: v.exactOptional(v.pipe(v.string(), v.maxLength(200, 'is not a cursor'))),
}

/** Query of `GET /audit/checkpoints`. */
export const checkpointsSchema = v.strictObject({
  after: v.exactOptional(seqText),
  ...pageOfProofs,
})
export type CheckpointsQuery = v.InferOutput<typeof checkpointsSchema>

/** Query of `GET /audit/statements`. */
export const statementsSchema = v.strictObject(pageOfProofs)
export type StatementsQuery = v.InferOutput<typeof statementsSchema>

export type AuditQuery = v.InferOutput<typeof auditSchema>

/** Query of `GET /audit/requests`: by when a request was asked. */
export const requestsSchema = v.strictObject({
  from: v.exactOptional(utcTime),
  to: v.exactOptional(utcTime),
  supportTicket: v.exactOptional(line(64)),
  limit: v.exactOptional(limitUpTo(50)),
  cursor: v.exactOptional(v.pipe(v.string(), v.maxLength(500, 'is not a cursor'))),
})

export type RequestsQuery = v.InferOutput<typeof requestsSchema>

/** A filter whose time has a beginning before its end. */
export function within<F extends Pick<AuditFilter, 'from' | 'to'>>(filter: F): F {
  if (filter.from && filter.to && filter.from >= filter.to)
    throw new ProblemError({ code: 'InvalidRequest', detail: '"from" must be before "to".' })
  return filter
}

/** What the query looks for in the ledger of `tenantId`. Another tenant's request is as unknown as none at all. */
export function filterOf(query: AuditQuery, tenantId: string): AuditFilter {
  const { limit: _limit, cursor: _cursor, requestId, ...asked } = query
  const filter = within(asked)
  if (requestId === undefined) return filter
  const request = parseRequestId(requestId)
  return request?.tenantId === tenantId ? { ...filter, ulid: request.ulid } : unwrap(noSuchRequest)
}
