import { setTimeout as delay } from 'node:timers/promises'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { documentClient } from '../adapters/dynamodb.ts'
import { stateTable } from '../adapters/state/table.ts'
import { commentBody } from '../contract/bodies.ts'
import { parseRequestId } from '../domain/ids.ts'
import { done, unwrap } from '../domain/problems.ts'
import { type RequestKey, requestId } from '../domain/request.ts'
import { noSuchRequest } from '../domain/transitions.ts'
import { addComment } from '../requests/add-comment.ts'
import { requestAnswer } from '../requests/answer.ts'
import { overlapping } from '../requests/open-doors.ts'
import { refusalsRecorded } from '../requests/refusals-recorded.ts'
import { clock, random } from '../runtime/ambient.ts'
import { principalOf } from '../runtime/auth.ts'
import { bodyText, checked, jsonBody, queryOf } from '../runtime/body.ts'
import { deploymentFacts, env, required } from '../runtime/env.ts'
import { tenantId } from '../runtime/fields.ts'
import { type HttpVerb, httpHandler, originOf } from '../runtime/http.ts'
import type { HttpAnswer } from '../runtime/http-answer.ts'
import { loggerOf } from '../runtime/logger.ts'
import { actorOf, maySee, operatorOf, requireOperator, vendorSide } from './caller.ts'
import { close } from './close.ts'
import { get } from './get.ts'
import { list } from './list.ts'
import { nudge } from './nudge.ts'
import { closeSchema, getSchema, idempotencyKey, listSchema, startSchema } from './schema.ts'
import { start } from './start.ts'

const facts = deploymentFacts()
const issuer = required(env.issuer)
const logger = loggerOf('operator')
const ports = { table: stateTable(documentClient(), required(env.stateTable)), clock, random }
const config = { ...facts, vendorDomains: facts.vendor.emailDomains }
const startBody = startSchema(facts.accessPeriod)

const caller = (event: APIGatewayProxyEventV2) => {
  const principal = principalOf(event, issuer)
  requireOperator(principal)
  return principal
}

const startVerb: HttpVerb = async (event) => {
  const principal = caller(event)
  const body = jsonBody(event, startBody)
  const { operator: named, ...asked } = body
  const operator = operatorOf(principal, named)
  const header = event.headers['idempotency-key']
  const key = header === undefined ? undefined : checked(header, idempotencyKey, 'header Idempotency-Key')
  const answer = unwrap(
    await start(
      {
        ask: { ...asked, operator },
        actor: actorOf(principal, operator, originOf(event)),
        client: principal.client,
        ...(key && { idempotencyKey: key }),
      },
      config,
      ports,
    ),
  )
  logger.info('start answered', {
    tenantId: body.tenantId,
    requestId: (answer.body as { id?: string }).id,
    status: answer.status,
  })
  return answer
}

const closeVerb =
  (verb: 'cancel' | 'end'): HttpVerb =>
  async (event) => {
    const principal = caller(event)
    const { reason } = bodyText(event) === '' ? {} : jsonBody(event, closeSchema)
    const request = unwrap(
      await close(
        {
          do: verb,
          key: keyOf(event),
          // A fire drill is the customer's: no administrator of the vendor's takes it back.
          maySee: (r) => !r.drill && maySee(principal, r),
          actor: (r) => actorOf(principal, r.operator, originOf(event)),
          ...(reason && { reason }),
        },
        ports,
      ),
    )
    logger.info(`request ${verb}`, { tenantId: request.tenantId, requestId: requestId(request) })
    return { status: 200, body: requestAnswer(request, clock.now()) }
  }

const nudgeVerb: HttpVerb = async (event) => {
  const principal = caller(event)
  const request = unwrap(
    await nudge(
      {
        key: keyOf(event),
        // A fire drill is the customer's, and so is the hurry in it.
        maySee: (r) => !r.drill && maySee(principal, r),
        actor: (r) => actorOf(principal, r.operator, originOf(event)),
        vendorDomains: config.vendorDomains,
      },
      ports,
    ),
  )
  logger.info('approvers to be reminded', { tenantId: request.tenantId, requestId: requestId(request) })
  return { status: 202, body: {} }
}

const getVerb: HttpVerb = async (event): Promise<HttpAnswer> => {
  const principal = caller(event)
  const { wait = 0 } = queryOf(event, getSchema)
  const key = keyOf(event)
  const request = (await get(key, wait, (r) => maySee(principal, r), { ...ports, pause })) ?? unwrap(noSuchRequest)
  const { environmentId, operator } = request
  const [comments, uses, doors] = await Promise.all([
    ports.table.comments(key),
    request.granted && ports.table.usesOf(key),
    ports.table.doorsOf(key.tenantId, { environmentId, operatorId: operator.id }),
  ])
  const now = clock.now()
  return {
    status: 200,
    body: {
      ...requestAnswer(request, now),
      comments,
      ...(uses && { uses }),
      overlapping: overlapping(doors, key, now),
    },
  }
}

const commentVerb: HttpVerb = async (event) => {
  const principal = caller(event)
  const key = keyOf(event)
  const { text } = jsonBody(event, commentBody)
  const comment = unwrap(
    await addComment(
      'operator',
      text,
      async () => {
        const request = (await ports.table.request(key))?.request
        if (!request || !maySee(principal, request)) return noSuchRequest
        return done({ request, by: actorOf(principal, request.operator, originOf(event)), pins: [] })
      },
      ports,
    ),
  )
  logger.info('request commented', { tenantId: key.tenantId, requestId: requestId(key) })
  return { status: 201, body: comment }
}

/** The environments that support tooling offers to choose from; those that were moved away are not the tenant's. */
const environmentsVerb: HttpVerb = async (event) => {
  caller(event)
  const environments = await ports.table.namedEnvironments(checked(event.pathParameters?.id, tenantId, 'tenant id'))
  const items = environments
    .filter(({ movedTo }) => movedTo === undefined)
    .map(({ environmentId, name }) => ({ environmentId, name }))
  return { status: 200, body: { items } }
}

const pause = async (seconds: number): Promise<void> => {
  await delay(seconds * 1000)
}

const listVerb: HttpVerb = async (event) => ({
  status: 200,
  body: await list(caller(event), queryOf(event, listSchema), ports.table, clock.now()),
})

function keyOf(event: APIGatewayProxyEventV2): RequestKey {
  return parseRequestId(event.pathParameters?.id ?? '') ?? unwrap(noSuchRequest)
}

/** About the request in the path: whoever of the vendor's is refused that is on its record. */
const about = refusalsRecorded(
  'operator',
  (event) => ({ request: keyOf(event), by: vendorSide(caller(event), originOf(event)) }),
  ports,
  logger,
)

export const handler = httpHandler(
  {
    'POST /requests': startVerb,
    'GET /requests': listVerb,
    'GET /requests/{id}': about(getVerb),
    'POST /requests/{id}/cancel': about(closeVerb('cancel')),
    'POST /requests/{id}/end': about(closeVerb('end')),
    'POST /requests/{id}/comments': about(commentVerb),
    'GET /tenants/{id}/environments': environmentsVerb,
    'POST /requests/{id}/remind': about(nudgeVerb),
  },
  logger,
)
