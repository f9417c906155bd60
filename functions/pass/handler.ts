import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { documentClient } from '../adapters/dynamodb.ts'
import { kmsSigner } from '../adapters/kms-signatures.ts'
import { stateTable } from '../adapters/state/table.ts'
import { stsRoles } from '../adapters/sts-roles.ts'
import { emptyBody } from '../contract/bodies.ts'
import { parseRequestId } from '../domain/ids.ts'
import { unwrap } from '../domain/problems.ts'
import { requestId } from '../domain/request.ts'
import { noSuchRequest } from '../domain/transitions.ts'
import { refusalsRecorded } from '../requests/refusals-recorded.ts'
import { clock, random } from '../runtime/ambient.ts'
import { principalOf } from '../runtime/auth.ts'
import { bodyText, jsonBody } from '../runtime/body.ts'
import { env, required } from '../runtime/env.ts'
import { type HttpVerb, httpHandler, originOf } from '../runtime/http.ts'
import { loggerOf } from '../runtime/logger.ts'
import { accessToken } from './access-token.ts'
import { awsCredentials } from './aws-credentials.ts'
import { actorOf, askerOf } from './caller.ts'
import type { Ask } from './record-issue.ts'

const issuer = required(env.issuer)
const publicUrl = required(env.publicUrl)
const roleArns = JSON.parse(required(env.awsRoles)) as Record<string, string>
const logger = loggerOf('pass')
const ports = {
  table: stateTable(documentClient(), required(env.stateTable)),
  signer: kmsSigner(required(env.signingKey)),
  roles: stsRoles(),
  clock,
  random,
}

function askOf(event: APIGatewayProxyEventV2): Ask {
  const principal = principalOf(event, issuer)
  const asker = askerOf(principal)
  if (bodyText(event) !== '') jsonBody(event, emptyBody)
  const grant = parseRequestId(event.pathParameters?.id ?? '') ?? unwrap(noSuchRequest)
  return { grant, asker, actor: (operatorId) => actorOf(principal, operatorId, originOf(event)) }
}

const tokenVerb: HttpVerb = async (event) => {
  const ask = askOf(event)
  const body = unwrap(await accessToken(ask, publicUrl, ports))
  logger.info('access token given out', { tenantId: ask.grant.tenantId, requestId: requestId(ask.grant) })
  return { status: 200, body }
}

const credentialsVerb: HttpVerb = async (event) => {
  const ask = askOf(event)
  const body = unwrap(await awsCredentials(ask, roleArns, ports))
  logger.info('AWS credentials given out', { tenantId: ask.grant.tenantId, requestId: requestId(ask.grant) })
  return { status: 200, body }
}

const recorded = refusalsRecorded(
  'pass',
  (event) => {
    const principal = principalOf(event, issuer)
    askerOf(principal)
    const id = principal.kind === 'machine' ? principal.client : (principal.email ?? principal.subject)
    const request = parseRequestId(event.pathParameters?.id ?? '')
    return request && { request, by: actorOf(principal, id, originOf(event)) }
  },
  ports,
  logger,
)

export const handler = httpHandler(
  {
    'POST /requests/{id}/access-token': recorded(tokenVerb),
    'POST /requests/{id}/aws-credentials': recorded(credentialsVerb),
  },
  logger,
)
