import * as v from 'valibot'
import { maxCommentText } from '../domain/comments.ts'
import { requestStates } from '../domain/request.ts'
import { auditorMails, maxApprovers, maxAuditors, maxObservers } from '../domain/settings.ts'
import type { Seconds } from '../domain/time.ts'
import {
  email,
  line,
  name,
  pageLimit,
  paragraph,
  period,
  tenantId,
  timeZone,
  ulid,
  utcTime,
} from '../runtime/fields.ts'

// What the customer's side sends, and what two sides send alike. The handlers parse with these schemas, and the OpenAPI
// document is generated from them, so that neither can say more than the other.

const level = v.picklist(['read', 'write'], 'must be "read" or "write"')
const version = v.pipe(v.number(), v.safeInteger('must be a whole number'), v.minValue(0, 'must not be negative'))

/** Somebody on the tenant's list: without `id` they are new. */
const person = { id: v.exactOptional(ulid), name: line(100), email }
const listed = v.strictObject(person)
const auditor = v.strictObject({
  ...person,
  mails: v.pipe(
    v.array(v.picklist(auditorMails, 'must be "checkpoints" or "statements"')),
    v.minLength(1, 'must name at least one'),
    v.maxLength(auditorMails.length, 'must name each once'),
  ),
})

/** Body of `PUT /tenant/settings`: all of the settings, as they are to be; no period is longer than the deployment's. */
export const settingsBodyWithin = (longest?: Seconds) =>
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
    /** Who gets proofs of the ledger by mail; without it the list stays. */
    auditors: v.exactOptional(v.pipe(v.array(auditor), v.maxLength(maxAuditors, `must name at most ${maxAuditors}`))),
    maxAccessPeriod: period(longest),
    maxAccessLevel: level,
    timeZone,
    denyNeedsReason: v.boolean(),
  })

/** The document knows no deployment's longest period: `deploymentMaxAccessPeriod` of the settings says it. */
export const settingsBody = settingsBodyWithin()
export type SettingsBody = v.InferOutput<typeof settingsBody>

/** Body of `POST /tenant/approvers/{id}/confirm`: the mailed code, in any case, with or without its dash. */
export const confirmBody = v.strictObject({ code: line(64) })

/** Body of `PUT /tenant/environments/{id}`. */
export const managedBody = v.strictObject({ managed: v.boolean(), version })

/** Query of `GET /tenant/requests`. */
export const tenantRequestsQuery = v.strictObject({
  state: v.exactOptional(v.picklist(requestStates, 'must be a state')),
  environmentId: v.exactOptional(name),
  /** Id or address. */
  operator: v.exactOptional(v.pipe(line(254), v.toLowerCase())),
  supportTicket: v.exactOptional(line(64)),
  from: v.exactOptional(utcTime),
  to: v.exactOptional(utcTime),
  limit: v.exactOptional(pageLimit),
  cursor: v.exactOptional(v.pipe(v.string(), v.maxLength(500, 'is not a cursor'))),
})

export type TenantRequestsQuery = v.InferOutput<typeof tenantRequestsQuery>

/** Body of `POST /tenant/requests/{id}/decision`. */
export const decisionBody = v.strictObject({
  decision: v.picklist(['approve', 'deny'], 'must be "approve" or "deny"'),
  /** Of what was shown: what is decided is what somebody read. */
  digest: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be the digest that came with the request')),
  accessLevel: v.exactOptional(level),
  accessPeriod: v.exactOptional(period()),
  reason: v.exactOptional(paragraph(500)),
})

/** Body of `POST /tenant/requests/{id}/revoke`: may be left out. */
export const revokeBody = v.strictObject({
  reason: v.exactOptional(paragraph(500)),
  /** Leaves the operator's other grants on that environment open. */
  only: v.exactOptional(v.literal('this', 'must be "this"')),
})

/** Body of `POST /tenant/requests/{id}/mails`: may be left out; then to all who have not got theirs. */
export const mailsBody = v.strictObject({
  approverIds: v.exactOptional(
    v.pipe(v.array(ulid), v.minLength(1, 'must name somebody'), v.maxLength(maxApprovers, 'names too many')),
  ),
})

/** Body of `POST /requests/{id}/comments` and `POST /tenant/requests/{id}/comments`. */
export const commentBody = v.strictObject({ text: paragraph(maxCommentText) })

/** Body of calls that need nothing: may be left out. */
export const emptyBody = v.strictObject({})

/** Body of `POST /audit/exports`: may be left out; then everything. */
export const exportBody = v.strictObject({
  /** Recorded from then on. */
  from: v.exactOptional(utcTime),
  /** Recorded before. */
  to: v.exactOptional(utcTime),
})

/** Body of `POST /tenants/{id}/approver-proposal`. */
export const proposalBody = v.strictObject({ name: line(100), email, reason: paragraph(500) })
export type ProposalBody = v.InferOutput<typeof proposalBody>

/** Body of `POST /operators/{id}/end-grants`. */
export const endGrantsBody = v.strictObject({ reason: paragraph(500) })

/** Body of `POST /tenants/{id}/environments/{environmentId}/migration`: whose the environment is to be. */
export const migrationBody = v.strictObject({ tenantId })
