import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { auditTrail } from '../adapters/audit-trail.ts'
import { documentClient } from '../adapters/dynamodb.ts'
import { proofStore } from '../adapters/proof-store.ts'
import { list } from '../audit/list.ts'
import { auditSchema, checkpointsSchema, requestsSchema, statementsSchema } from '../audit/query.ts'
import { listRequests } from '../audit/request-list.ts'
import { isTenantId } from '../domain/ids.ts'
import { ProblemError } from '../domain/problems.ts'
import { type Principal, principalOf, requireGroup } from '../runtime/auth.ts'
import { queryOf } from '../runtime/body.ts'
import { env, required } from '../runtime/env.ts'
import { type HttpVerb, httpHandler } from '../runtime/http.ts'
import { loggerOf } from '../runtime/logger.ts'
import { listCheckpoints, listStatements } from './proofs.ts'

const issuer = required(env.issuer)
const logger = loggerOf('auditor')
const trail = auditTrail(documentClient(), required(env.ledgerTable))
const store = proofStore(required(env.proofBucket))

/** The tenant of an auditor who is signed in. */
function auditorOf(event: APIGatewayProxyEventV2): string {
  const principal = principalOf(event, issuer)
  requireGroup(principal, 'auditor')
  return tenantOf(principal)
}

const listVerb: HttpVerb = async (event) => {
  const tenantId = auditorOf(event)
  const body = await list(tenantId, queryOf(event, auditSchema), trail)
  logger.info('audit trail read', { tenantId, entries: body.items.length })
  return { status: 200, body }
}

const checkpointsVerb: HttpVerb = async (event) => {
  const tenantId = auditorOf(event)
  const body = await listCheckpoints(tenantId, queryOf(event, checkpointsSchema), store)
  logger.info('checkpoints read', { tenantId, checkpoints: body.items.length })
  return { status: 200, body }
}

const statementsVerb: HttpVerb = async (event) => {
  const tenantId = auditorOf(event)
  const body = await listStatements(tenantId, queryOf(event, statementsSchema), store)
  logger.info('statements read', { tenantId, statements: body.items.length })
  return { status: 200, body }
}

const requestsVerb: HttpVerb = async (event) => {
  const tenantId = auditorOf(event)
  const body = await listRequests(tenantId, queryOf(event, requestsSchema), trail)
  logger.info('requests read', { tenantId, rows: body.items.length })
  return { status: 200, body }
}

/** The auditor's tenant, from the token and from nowhere else. */
function tenantOf({ tenant }: Principal): string {
  if (tenant !== undefined && isTenantId(tenant)) return tenant
  throw new ProblemError({
    code: 'Forbidden',
    detail: 'Your account belongs to no organisation. Ask your administrator.',
  })
}

export const handler = httpHandler(
  {
    'GET /audit': listVerb,
    'GET /audit/checkpoints': checkpointsVerb,
    'GET /audit/statements': statementsVerb,
    'GET /audit/requests': requestsVerb,
  },
  logger,
)
