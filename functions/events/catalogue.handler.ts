import type { Context } from 'aws-lambda'
import { catalogueTable } from '../adapters/catalogue-table.ts'
import { documentClient } from '../adapters/dynamodb.ts'
import { stateTable } from '../adapters/state/table.ts'
import { instant } from '../domain/time.ts'
import { clock, random } from '../runtime/ambient.ts'
import { deploymentFacts, env, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'
import { announceCatalogue } from './catalogue.ts'

const { catalogue } = deploymentFacts()
const logger = loggerOf('catalogue')
const table = required(env.stateTable)
const client = documentClient()
const ports = { catalogue: catalogueTable(client, table), table: stateTable(client, table), clock, random }

/** What one page of tenants may take: a run stops so much before Lambda would stop it. */
const reserveMs = 20_000

export const handler = async (_: unknown, context: Context) => {
  const until = instant(Date.now() + context.getRemainingTimeInMillis() - reserveMs)
  const announced = await announceCatalogue(catalogue, until, ports)
  logger.info('catalogue compared', { ...announced })
  return announced
}
