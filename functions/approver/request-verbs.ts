import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { commentBody, decisionBody, emptyBody, mailsBody, revokeBody, tenantRequestsQuery } from '../contract/bodies.ts'
import { unwrap } from '../domain/problems.ts'
import { type RequestKey, requestId } from '../domain/request.ts'
import { addComment } from '../requests/add-comment.ts'
import { tenantRequestAnswer } from '../requests/answer.ts'
import { refusalsRecorded } from '../requests/refusals-recorded.ts'
import { bodyText, jsonBody, queryOf } from '../runtime/body.ts'
import { withEtag } from '../runtime/etag.ts'
import type { HttpVerb } from '../runtime/http.ts'
import { acknowledge } from './acknowledge.ts'
import { acting, type SignedIn, signedIn } from './caller.ts'
import { decide } from './decide.ts'
import { detail } from './detail.ts'
import { list } from './list.ts'
import { revoke } from './revoke.ts'
import { actingOn, keyOf } from './standing.ts'
import { startDrill } from './start-drill.ts'
import { wantMails } from './want-mails.ts'
import { facts, issuer, logger, ports, trail } from './wiring.ts'

const vendorDomains = facts.vendor.emailDomains

const listVerb: HttpVerb = async (event) => {
  const caller = signedIn(event, issuer)
  const query = queryOf(event, tenantRequestsQuery)
  unwrap(acting(caller, await ports.table.settings(caller.tenantId), vendorDomains))
  const { requests, cursor } = await list(caller.tenantId, query, ports.table)
  const now = ports.clock.now()
  const items = requests.map((request) => tenantRequestAnswer(request, now))
  return withEtag(event, { status: 200, body: { items, ...(cursor && { cursor }) } })
}

/** Who calls, and the request in the path, which is one of their own tenant. */
function partyOf(event: APIGatewayProxyEventV2): { readonly caller: SignedIn; readonly key: RequestKey } {
  const caller = signedIn(event, issuer)
  return { caller, key: keyOf(event, caller) }
}

const recorded = refusalsRecorded(
  'approver',
  (event) => {
    const { caller, key } = partyOf(event)
    return { request: key, by: caller.actor }
  },
  ports,
  logger,
)

/** A verb about that request: what the caller is refused is on its record. */
const about = (
  verb: (event: APIGatewayProxyEventV2, caller: SignedIn, key: RequestKey) => ReturnType<HttpVerb>,
): HttpVerb =>
  recorded(async (event) => {
    const { caller, key } = partyOf(event)
    const answer = await verb(event, caller, key)
    if (event.requestContext.http.method !== 'GET')
      logger.info('done', { route: event.routeKey, tenantId: key.tenantId, requestId: requestId(key) })
    return answer
  })

const detailVerb = about(async (event, caller, key) =>
  withEtag(event, { status: 200, body: unwrap(await detail(caller, key, vendorDomains, { ...ports, trail })) }),
)

const decideVerb = about(async (event, caller, key) => {
  const decision = jsonBody(event, decisionBody)
  const request = unwrap(await decide(caller, key, decision, vendorDomains, ports))
  return { status: 200, body: tenantRequestAnswer(request, ports.clock.now()) }
})

const revokeVerb = about(async (event, caller, key) => {
  const asked = bodyText(event) === '' ? {} : jsonBody(event, revokeBody)
  return { status: 200, body: { revoked: unwrap(await revoke({ caller, key, ...asked }, vendorDomains, ports)) } }
})

const mailsVerb = about(async (event, caller, key) => {
  const { approverIds } = bodyText(event) === '' ? {} : jsonBody(event, mailsBody)
  unwrap(await wantMails(caller, key, approverIds, vendorDomains, ports))
  return { status: 202, body: {} }
})

const commentVerb = about(async (event, caller, key) => {
  const { text } = jsonBody(event, commentBody)
  const comment = await addComment(
    'approver',
    text,
    async () => {
      const acting = await actingOn(caller, key, vendorDomains, ports.table)
      if (!acting.ok) return acting
      const { settings, stored, actor } = acting.value
      const { tenantId, version } = settings
      return {
        ok: true,
        value: { request: stored.request, by: actor, pins: [{ kind: 'pin-settings', tenantId, version }] },
      }
    },
    ports,
  )
  return { status: 201, body: unwrap(comment) }
})

const acknowledgeVerb = about(async (event, caller, key) => {
  if (bodyText(event) !== '') jsonBody(event, emptyBody)
  const request = unwrap(await acknowledge(caller, key, vendorDomains, ports))
  return { status: 200, body: tenantRequestAnswer(request, ports.clock.now()) }
})

const drillVerb: HttpVerb = async (event) => {
  const caller = signedIn(event, issuer)
  if (bodyText(event) !== '') jsonBody(event, emptyBody)
  const request = unwrap(await startDrill(caller, facts, ports))
  logger.info('fire drill started', { tenantId: request.tenantId, requestId: requestId(request) })
  return { status: 201, body: tenantRequestAnswer(request, ports.clock.now()) }
}

/** What approvers see and decide of requests. */
export const requestVerbs: Readonly<Record<string, HttpVerb>> = {
  'GET /tenant/requests': listVerb,
  'GET /tenant/requests/{id}': detailVerb,
  'POST /tenant/requests/{id}/decision': decideVerb,
  'POST /tenant/requests/{id}/revoke': revokeVerb,
  'POST /tenant/requests/{id}/mails': mailsVerb,
  'POST /tenant/requests/{id}/comments': commentVerb,
  'POST /tenant/requests/{id}/acknowledge': acknowledgeVerb,
  'POST /tenant/drills': drillVerb,
}
