import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { auditTrail } from '../adapters/audit-trail.ts'
import { documentClient } from '../adapters/dynamodb.ts'
import { stateTable } from '../adapters/state/table.ts'
import { auditSchema } from '../audit/query.ts'
import type { Actor } from '../domain/request.ts'
import { clock, random } from '../runtime/ambient.ts'
import { personOf, principalOf, requireGroup } from '../runtime/auth.ts'
import { checked, queryOf } from '../runtime/body.ts'
import { env, required } from '../runtime/env.ts'
import { tenantId } from '../runtime/fields.ts'
import { type HttpVerb, httpHandler, originOf } from '../runtime/http.ts'
import { loggerOf } from '../runtime/logger.ts'
import { read } from './read.ts'

const issuer = required(env.issuer)
const logger = loggerOf('vendorAuditor')
const client = documentClient()
const trail = auditTrail(client, required(env.ledgerTable))
const ports = { table: stateTable(client, required(env.stateTable)), trail, clock, random }

/** Somebody of the group; a machine has none. */
function callerOf(event: APIGatewayProxyEventV2): Actor {
  const principal = principalOf(event, issuer)
  requireGroup(principal, 'vendor-auditor')
  return personOf(principal, { kind: 'auditor', method: 'access-token' }, originOf(event))
}

const readVerb: HttpVerb = async (event) => {
  const actor = callerOf(event)
  const tenant = checked(event.pathParameters?.id, tenantId, 'tenant id')
  const body = await read(tenant, queryOf(event, auditSchema), actor, ports)
  logger.info("a tenant's audit trail read by the vendor", { tenantId: tenant, entries: body.items.length })
  return { status: 200, body }
}

export const handler = httpHandler({ 'GET /vendor/tenants/{id}/audit': readVerb }, logger)
