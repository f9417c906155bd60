import type { Context } from 'aws-lambda'
import { catalogueTable } from '../adapters/catalogue-table.ts'
import { documentClient } from '../adapters/dynamodb.ts'
import { sealQueue } from '../adapters/seal-queue.ts'
import { instant } from '../domain/time.ts'
import { clock } from '../runtime/ambient.ts'
import { env, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'
import { countMetric, metrics } from '../runtime/metrics.ts'
import { fanOut } from './fan-out.ts'

const logger = loggerOf('checkpoint-clock')
const ports = {
  registry: catalogueTable(documentClient(), required(env.stateTable)),
  queue: sealQueue(required(env.sealQueue)),
  clock,
}

/** What one page of tenants may take: a run stops so much before Lambda would stop it. */
const reserveMs = 20_000

export const handler = async (_: unknown, context: Context) => {
  const handed = await fanOut(instant(Date.now() + context.getRemainingTimeInMillis() - reserveMs), ports)
  // Not to have come to everybody is a failure that somebody should see.
  if (!handed.complete) throw new Error(`time was up after ${handed.tenants} tenants`)
  countMetric(metrics.checkpointRan, 1, Date.now())
  logger.info('tenants handed on', { ...handed })
  return handed
}
