import { documentClient } from '../adapters/dynamodb.ts'
import { stateTable } from '../adapters/state/table.ts'
import { ProblemError } from '../domain/problems.ts'
import { clock, random } from '../runtime/ambient.ts'
import { principalOf } from '../runtime/auth.ts'
import { jsonBody } from '../runtime/body.ts'
import { env, required, type ServiceClients } from '../runtime/env.ts'
import { type HttpVerb, httpHandler, originOf } from '../runtime/http.ts'
import { loggerOf } from '../runtime/logger.ts'
import { serviceOf, servicesByClient } from './caller.ts'
import { check } from './check.ts'
import { remembered } from './remembered.ts'
import { checkSchema } from './schema.ts'

const issuer = required(env.issuer)
const services = servicesByClient(JSON.parse(required(env.services)) as ServiceClients)
const logger = loggerOf('check')
const table = stateTable(documentClient(), required(env.stateTable))
const ports = { table, clock, random, remembered: remembered() }

const checkVerb: HttpVerb = async (event) => {
  const principal = principalOf(event, issuer)
  const { service, covered } = serviceOf(principal, services)
  const { operator, ...asked } = jsonBody(event, checkSchema)
  const { client } = principal
  const actor = { kind: 'operator', id: operator, client, method: 'client-credentials', ...originOf(event) } as const
  const ask = { ...asked, operatorId: operator, service }
  const answer = await check({ ask, covered, actor }, ports).catch((error: unknown) => {
    logger.error('not checked', { tenantId: asked.tenantId, error: error as Error })
    throw new ProblemError({
      code: 'Busy',
      detail: 'Whether this access is allowed could not be found out and recorded, so it is not. Try again.',
    })
  })
  const { tenantId } = asked
  const { allowed, basis, requestId } = answer
  logger.info('checked', { tenantId, service, allowed, basis, ...(requestId && { requestId }) })
  return { status: 200, body: answer }
}

export const handler = httpHandler({ 'POST /access/check': checkVerb }, logger)
