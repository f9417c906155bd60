import { setTimeout as delay } from 'node:timers/promises'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { documentClient } from '../adapters/dynamodb.ts'
import { stateTable } from '../adapters/state/table.ts'
import { parseRequestId } from '../domain/ids.ts'
import { unwrap } from '../domain/problems.ts'
import { type RequestKey, requestId } from '../domain/request.ts'
import { noSuchRequest } from '../domain/transitions.ts'
import { requestAnswer } from '../requests/answer.ts'
import { clock, random } from '../runtime/ambient.ts'
import { principalOf } from '../runtime/auth.ts'
import { bodyText, checked, jsonBody, queryOf } from '../runtime/body.ts'
import { deploymentFacts, env, required } from '../runtime/env.ts'
import { type HttpVerb, httpHandler, originOf } from '../runtime/http.ts'
import type { HttpAnswer } from '../runtime/http-answer.ts'
import { loggerOf } from '../runtime/logger.ts'
import { actorOf, maySee, operatorOf, requireOperator } from './caller.ts'
import { close } from './close.ts'
import { get } from './get.ts'
import { list } from './list.ts'
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
          maySee: (r) => maySee(principal, r),
          actor: (r) => actorOf(principal, r.operator, originOf(event)),
          ...(reason && { reason }),
        },
        ports,
      ),
    )
    logger.info(`request ${verb}`, { tenantId: request.tenantId, requestId: requestId(request) })
    return { status: 200, body: requestAnswer(request, clock.now()) }
  }

const getVerb: HttpVerb = async (event): Promise<HttpAnswer> => {
  const principal = caller(event)
  const { wait = 0 } = queryOf(event, getSchema)
  const request = await get(keyOf(event), wait, (r) => maySee(principal, r), { ...ports, pause })
  return { status: 200, body: requestAnswer(request ?? unwrap(noSuchRequest), clock.now()) }
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

export const handler = httpHandler(
  {
    'POST /requests': startVerb,
    'GET /requests': listVerb,
    'GET /requests/{id}': getVerb,
    'POST /requests/{id}/cancel': closeVerb('cancel'),
    'POST /requests/{id}/end': closeVerb('end'),
  },
  logger,
)
