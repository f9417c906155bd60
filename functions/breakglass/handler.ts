import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { documentClient } from '../adapters/dynamodb.ts'
import { stateTable } from '../adapters/state/table.ts'
import { unwrap } from '../domain/problems.ts'
import type { Actor, Operator } from '../domain/request.ts'
import { clock, random } from '../runtime/ambient.ts'
import { principalOf, requireEmail, requireGroup } from '../runtime/auth.ts'
import { jsonBody } from '../runtime/body.ts'
import { deploymentFacts, env, required } from '../runtime/env.ts'
import { type HttpVerb, httpHandler, originOf } from '../runtime/http.ts'
import { loggerOf } from '../runtime/logger.ts'
import { open } from './open.ts'
import { emergencySchema } from './schema.ts'

const { catalogue, vendor, emergencyAccess: limits } = deploymentFacts()
const issuer = required(env.issuer)
const logger = loggerOf('breakglass')
const ports = { table: stateTable(documentClient(), required(env.stateTable)), clock, random }
const config = { catalogue, vendorDomains: vendor.emailDomains, limits }
const body = emergencySchema(limits.period)

/** A person of the break-glass group; a machine has no groups, whatever its scopes. */
function caller(event: APIGatewayProxyEventV2): { readonly operator: Operator; readonly actor: Actor } {
  const principal = principalOf(event, issuer)
  requireGroup(principal, 'breakglass')
  const email = requireEmail(principal)
  const { name = email } = principal
  return {
    operator: { id: email, name, email },
    actor: { kind: 'operator', id: email, name, email, method: 'access-token', ...originOf(event) },
  }
}

const openVerb: HttpVerb = async (event) => {
  const { operator, actor } = caller(event)
  const ask = { ...jsonBody(event, body), operator }
  const answer = unwrap(await open({ ask, actor }, config, ports))
  const { id } = answer.body as { readonly id?: string }
  logger.warn('emergency access answered', { tenantId: ask.tenantId, requestId: id, status: answer.status })
  return answer
}

export const handler = httpHandler({ 'POST /emergency-access': openVerb }, logger)
