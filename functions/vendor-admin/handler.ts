import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { documentClient } from '../adapters/dynamodb.ts'
import { stateTable } from '../adapters/state/table.ts'
import { endGrantsBody, migrationBody, proposalBody } from '../contract/bodies.ts'
import { proposalAnswer } from '../contract/proposal.ts'
import { ProblemError, unwrap } from '../domain/problems.ts'
import type { Actor } from '../domain/request.ts'
import { clock, random } from '../runtime/ambient.ts'
import { personOf, principalOf, requireGroup } from '../runtime/auth.ts'
import { checked, jsonBody } from '../runtime/body.ts'
import { deploymentFacts, env, required } from '../runtime/env.ts'
import { name, operatorId, tenantId } from '../runtime/fields.ts'
import { type HttpVerb, httpHandler, originOf } from '../runtime/http.ts'
import { loggerOf } from '../runtime/logger.ts'
import { createTenant } from './create-tenant.ts'
import { endGrants } from './end-grants.ts'
import { migrateEnvironment } from './migrate-environment.ts'
import { proposeApprover } from './propose-approver.ts'
import { putEnvironment } from './put-environment.ts'
import { environmentSchema, tenantSchema } from './schema.ts'

const facts = deploymentFacts()
const issuer = required(env.issuer)
const logger = loggerOf('vendor-admin')
const ports = { table: stateTable(documentClient(), required(env.stateTable)), clock, random }

function administrator(event: APIGatewayProxyEventV2): Actor {
  const principal = principalOf(event, issuer)
  requireGroup(principal, 'vendor-admin')
  return personOf(principal, { kind: 'vendor-admin', method: 'access-token' }, originOf(event))
}

const putTenant: HttpVerb = async (event) => {
  const actor = administrator(event)
  const id = checked(event.pathParameters?.id, tenantId, 'tenant id')
  const body = jsonBody(event, tenantSchema)
  const { emailDomains } = facts.vendor
  const answer = unwrap(
    await createTenant(
      { tenantId: id, body, actor, vendorDomains: emailDomains, accessPeriod: facts.accessPeriod },
      ports,
    ),
  )
  logger.info('tenant put', { tenantId: id, created: answer.created })
  return { status: answer.created ? 201 : 200, body: answer.body }
}

const putTenantEnvironment: HttpVerb = async (event) => {
  const actor = administrator(event)
  const id = checked(event.pathParameters?.id, tenantId, 'tenant id')
  const environmentId = checked(event.pathParameters?.environmentId, name, 'environment id')
  const body = jsonBody(event, environmentSchema)
  const { created, environment } = unwrap(
    await putEnvironment({ tenantId: id, environmentId, name: body.name, actor }, ports),
  )
  logger.info('environment put', { tenantId: id, environmentId, created })
  return { status: created ? 201 : 200, body: { tenantId: id, environmentId, name: environment.name } }
}

const getProposal: HttpVerb = async (event) => {
  administrator(event)
  const id = checked(event.pathParameters?.id, tenantId, 'tenant id')
  const { settings, proposal } = await ports.table.proposalFacts(id)
  if (!settings) throw new ProblemError({ code: 'UnknownTenant', detail: `There is no tenant "${id}". Check the id.` })
  return { status: 200, body: proposalAnswer(proposal) }
}

const postProposal: HttpVerb = async (event) => {
  const actor = administrator(event)
  const id = checked(event.pathParameters?.id, tenantId, 'tenant id')
  const body = jsonBody(event, proposalBody)
  const proposal = unwrap(
    await proposeApprover({ tenantId: id, body, actor, vendorDomains: facts.vendor.emailDomains }, ports),
  )
  logger.info('approver proposed', { tenantId: id, proposalId: proposal.id })
  return { status: 201, body: proposalAnswer(proposal) }
}

const postMigration: HttpVerb = async (event) => {
  const actor = administrator(event)
  const from = checked(event.pathParameters?.id, tenantId, 'tenant id')
  const environmentId = checked(event.pathParameters?.environmentId, name, 'environment id')
  const { tenantId: to } = jsonBody(event, migrationBody)
  const migration = unwrap(await migrateEnvironment({ environmentId, from, to }, actor, ports))
  logger.info('environment migrated', { tenantId: from, to, environmentId })
  return { status: 200, body: migration }
}

const postEndGrants: HttpVerb = async (event) => {
  const actor = administrator(event)
  const id = checked(event.pathParameters?.id, operatorId, 'operator id')
  const { reason } = jsonBody(event, endGrantsBody)
  const ended = unwrap(await endGrants({ operatorId: id, actor, reason }, ports))
  for (const grant of ended) logger.info('grant ended', { tenantId: grant.tenantId, requestId: grant.id })
  return { status: 200, body: { ended } }
}

export const handler = httpHandler(
  {
    'PUT /tenants/{id}': putTenant,
    'PUT /tenants/{id}/environments/{environmentId}': putTenantEnvironment,
    'GET /tenants/{id}/approver-proposal': getProposal,
    'POST /tenants/{id}/approver-proposal': postProposal,
    'POST /tenants/{id}/environments/{environmentId}/migration': postMigration,
    'POST /operators/{id}/end-grants': postEndGrants,
  },
  logger,
)
