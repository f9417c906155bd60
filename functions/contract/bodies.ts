import * as v from 'valibot'
import { requestStates } from '../domain/request.ts'
import { maxApprovers, maxObservers } from '../domain/settings.ts'
import type { Seconds } from '../domain/time.ts'
import { email, line, name, pageLimit, paragraph, period, timeZone, ulid, utcTime } from '../runtime/fields.ts'

// What the customer's side sends, and what two sides send alike. The handlers parse with these schemas, and the OpenAPI
// document is generated from them, so that neither can say more than the other.

const level = v.picklist(['read', 'write'], 'must be "read" or "write"')
const version = v.pipe(v.number(), v.safeInteger('must be a whole number'), v.minValue(0, 'must not be negative'))

/** Somebody on the tenant's list: without `id` they are new. */
const listed = v.strictObject({ id: v.exactOptional(ulid), name: line(100), email })

/** Body of `PUT /tenant/settings`: all of the settings, as they are to be. */
export const settingsSchema = (longest: Seconds) =>
  v.strictObject({
    /** Of the settings that were read: another one in the meantime is a conflict. */
    version,
    name: v.exactOptional(line(100)),
    policy: v.picklist(['on', 'off'], 'must be "on" or "off"'),
    approvalMode: v.picklist(
      ['email', 'deny-by-email', 'sign-in'],
      'must be one of "email", "deny-by-email" and "sign-in"',
    ),
    approvers: v.pipe(v.array(listed), v.maxLength(maxApprovers, `must name at most ${maxApprovers}`)),
    observers: v.pipe(v.array(listed), v.maxLength(maxObservers, `must name at most ${maxObservers}`)),
    maxAccessPeriod: period(longest),
    maxAccessLevel: level,
    timeZone,
    denyNeedsReason: v.boolean(),
  })

/** Body of `POST /tenant/approvers/{id}/confirm`: the mailed code, in any case, with or without its dash. */
export const confirmSchema = v.strictObject({ code: line(64) })

/** Body of `PUT /tenant/environments/{id}`. */
export const managedSchema = v.strictObject({ managed: v.boolean(), version })

/** Query of `GET /tenant/requests`. */
export const tenantListSchema = v.strictObject({
  state: v.exactOptional(v.picklist(requestStates, 'must be a state')),
  environmentId: v.exactOptional(name),
  operator: v.exactOptional(line(254)),
  supportTicket: v.exactOptional(line(64)),
  from: v.exactOptional(utcTime),
  to: v.exactOptional(utcTime),
  limit: v.exactOptional(pageLimit),
  cursor: v.exactOptional(v.pipe(v.string(), v.maxLength(2000, 'is not a cursor'))),
})

/** Body of `POST /tenant/requests/{id}/decision`. */
export const decisionSchema = v.strictObject({
  decision: v.picklist(['approve', 'deny'], 'must be "approve" or "deny"'),
  /** Of what was shown: what is decided is what somebody read. */
  digest: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be the digest that came with the request')),
  accessLevel: v.exactOptional(level),
  accessPeriod: v.exactOptional(period()),
  reason: v.exactOptional(paragraph(500)),
})

/** Body of `POST /tenant/requests/{id}/revoke`: may be left out. */
export const revokeSchema = v.strictObject({
  reason: v.exactOptional(paragraph(500)),
  /** Leaves the operator's other grants on that environment open. */
  only: v.exactOptional(v.literal('this', 'must be "this"')),
})

/** Body of `POST /tenant/requests/{id}/mails`: may be left out; then to all who have not got theirs. */
export const mailsSchema = v.strictObject({
  approverIds: v.exactOptional(
    v.pipe(v.array(ulid), v.minLength(1, 'must name somebody'), v.maxLength(maxApprovers, 'names too many')),
  ),
})

/** Body of `POST /requests/{id}/comments` and `POST /tenant/requests/{id}/comments`. */
export const commentSchema = v.strictObject({ text: paragraph(1200) })

/** Body of calls that need nothing: may be left out. */
export const emptyBody = v.strictObject({})

/** Body of `POST /tenants/{id}/approver-proposal`. */
export const proposalSchema = v.strictObject({ name: line(100), email, reason: paragraph(500) })
