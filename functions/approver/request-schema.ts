import * as v from 'valibot'
import { maxCommentText } from '../domain/comments.ts'
import { isUlid } from '../domain/ids.ts'
import { ProblemError } from '../domain/problems.ts'
import { requestStates } from '../domain/request.ts'
import { maxApprovers } from '../domain/settings.ts'
import { type Instant, instant } from '../domain/time.ts'
import type { TenantList } from '../ports.ts'
import { line, name, paragraph, period } from '../runtime/fields.ts'

const utc = 'must be a time in UTC such as 2026-11-23T08:00:00Z'
const time = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/, utc),
  v.check((text) => Number.isFinite(Date.parse(text)), utc),
  v.transform((text): Instant => instant(Date.parse(text))),
)
const limit = 'must be a number from 1 to 100'

/** Query of `GET /tenant/requests`. */
export const tenantListSchema = v.strictObject({
  state: v.exactOptional(v.picklist(requestStates, 'must be a state')),
  environmentId: v.exactOptional(name),
  /** Id or address. */
  operator: v.exactOptional(v.pipe(line(254), v.toLowerCase())),
  supportTicket: v.exactOptional(line(64)),
  from: v.exactOptional(time),
  to: v.exactOptional(time),
  limit: v.exactOptional(
    v.pipe(v.string(), v.regex(/^\d{1,3}$/, limit), v.transform(Number), v.minValue(1, limit), v.maxValue(100, limit)),
  ),
  cursor: v.exactOptional(v.pipe(v.string(), v.maxLength(500, 'is not a cursor'))),
})
export type TenantListQuery = v.InferOutput<typeof tenantListSchema>

/** What the query looks for. */
export function listOf({ limit: _limit, cursor: _cursor, ...list }: TenantListQuery): TenantList {
  if (list.from && list.to && list.from >= list.to)
    throw new ProblemError({ code: 'InvalidRequest', detail: '"from" must be before "to".' })
  return list
}

const reason = v.exactOptional(paragraph(500))

/** Body of `POST /tenant/requests/{id}/decision`. */
export const decisionSchema = v.strictObject({
  decision: v.picklist(['approve', 'deny'], 'must be "approve" or "deny"'),
  digest: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be the digest that came with the request')),
  accessLevel: v.exactOptional(v.picklist(['read', 'write'], 'must be "read" or "write"')),
  accessPeriod: v.exactOptional(period()),
  reason,
})

/** Body of `POST /tenant/requests/{id}/revoke`: may be left out. */
export const revokeSchema = v.strictObject({ reason, only: v.exactOptional(v.literal('this')) })

/** Body of `POST /tenant/requests/{id}/mails`: may be left out. */
export const mailsSchema = v.strictObject({
  approverIds: v.exactOptional(
    v.pipe(
      v.array(v.pipe(v.string(), v.check(isUlid, 'must be the id of an approver'))),
      v.minLength(1, 'must name somebody'),
      v.maxLength(maxApprovers, `must name at most ${maxApprovers} approvers`),
    ),
  ),
})

/** Body of `POST /tenant/requests/{id}/comments`. */
export const commentSchema = v.strictObject({ text: paragraph(maxCommentText) })

/** Body of `POST /tenant/drills`: empty, or left out. */
export const drillSchema = v.strictObject({})
