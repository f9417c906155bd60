import { auditTrail } from '../adapters/audit-trail.ts'
import { documentClient } from '../adapters/dynamodb.ts'
import { exportJobs } from '../adapters/export-jobs.ts'
import { exportLinks } from '../adapters/export-links.ts'
import { lambdaInvoker } from '../adapters/invoker.ts'
import { proofStore } from '../adapters/proof-store.ts'
import { stateTable } from '../adapters/state/table.ts'
import { list } from '../audit/list.ts'
import { auditSchema, checkpointsSchema, requestsSchema, statementsSchema } from '../audit/query.ts'
import { listRequests } from '../audit/request-list.ts'
import { exportBody } from '../contract/bodies.ts'
import type { ExportJob } from '../domain/exports.ts'
import { unwrap } from '../domain/problems.ts'
import { clock, random } from '../runtime/ambient.ts'
import { bodyText, jsonBody, queryOf } from '../runtime/body.ts'
import { env, required } from '../runtime/env.ts'
import { type HttpVerb, httpHandler } from '../runtime/http.ts'
import { loggerOf } from '../runtime/logger.ts'
import { auditorOf } from './caller.ts'
import { exportAnswerOf } from './export-answer.ts'
import { getExport } from './get-export.ts'
import { listCheckpoints, listStatements } from './proofs.ts'
import { startExport } from './start-export.ts'

const issuer = required(env.issuer)
const stateName = required(env.stateTable)
const exportFunction = required(env.exportFunction)
const exportDays = Number(required(env.exportDays))
const logger = loggerOf('auditor')
const client = documentClient()
const invoker = lambdaInvoker()
const trail = auditTrail(client, required(env.ledgerTable))
const store = proofStore(required(env.proofBucket))
const ports = {
  table: stateTable(client, stateName),
  jobs: exportJobs(client, stateName),
  links: exportLinks(required(env.exportBucket)),
  clock,
  random,
  // A call that is lost is made again by whoever looks at the job.
  goOn: ({ tenantId, id }: ExportJob) =>
    invoker
      .invoke(exportFunction, { tenantId, id })
      .catch((error: Error) => logger.warn('export not handed on', { tenantId, exportId: id, error })),
}

const listVerb: HttpVerb = async (event) => {
  const { tenantId } = auditorOf(event, issuer)
  const body = await list(tenantId, queryOf(event, auditSchema), trail)
  logger.info('audit trail read', { tenantId, entries: body.items.length })
  return { status: 200, body }
}

const checkpointsVerb: HttpVerb = async (event) => {
  const { tenantId } = auditorOf(event, issuer)
  const body = await listCheckpoints(tenantId, queryOf(event, checkpointsSchema), store)
  logger.info('checkpoints read', { tenantId, checkpoints: body.items.length })
  return { status: 200, body }
}

const statementsVerb: HttpVerb = async (event) => {
  const { tenantId } = auditorOf(event, issuer)
  const body = await listStatements(tenantId, queryOf(event, statementsSchema), store)
  logger.info('statements read', { tenantId, statements: body.items.length })
  return { status: 200, body }
}

const requestsVerb: HttpVerb = async (event) => {
  const { tenantId } = auditorOf(event, issuer)
  const body = await listRequests(tenantId, queryOf(event, requestsSchema), trail)
  logger.info('requests read', { tenantId, rows: body.items.length })
  return { status: 200, body }
}

const startExportVerb: HttpVerb = async (event) => {
  const auditor = auditorOf(event, issuer)
  const range = bodyText(event) === '' ? {} : jsonBody(event, exportBody)
  const job = unwrap(await startExport(auditor, range, exportDays, ports))
  logger.info('export begun', { tenantId: job.tenantId, exportId: job.id })
  return { status: 202, headers: { location: `/audit/exports/${job.id}` }, body: exportAnswerOf({ job }) }
}

const getExportVerb: HttpVerb = async (event) => {
  const { tenantId } = auditorOf(event, issuer)
  const shown = unwrap(await getExport(tenantId, event.pathParameters?.id ?? '', ports))
  return { status: 200, body: exportAnswerOf(shown) }
}

export const handler = httpHandler(
  {
    'GET /audit': listVerb,
    'GET /audit/checkpoints': checkpointsVerb,
    'GET /audit/statements': statementsVerb,
    'GET /audit/requests': requestsVerb,
    'POST /audit/exports': startExportVerb,
    'GET /audit/exports/{id}': getExportVerb,
  },
  logger,
)
