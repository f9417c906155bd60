import type { Context } from 'aws-lambda'
import * as v from 'valibot'
import { documentClient } from '../adapters/dynamodb.ts'
import { exportJobs } from '../adapters/export-jobs.ts'
import { exportStore } from '../adapters/export-store.ts'
import { lambdaInvoker } from '../adapters/invoker.ts'
import { ledgerNumbers } from '../adapters/ledger-numbers.ts'
import { isTenantId, isUlid } from '../domain/ids.ts'
import { instant } from '../domain/time.ts'
import { clock } from '../runtime/ambient.ts'
import { env, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'
import { runExport } from './run.ts'

const input = v.strictObject({
  tenantId: v.pipe(v.string(), v.check(isTenantId)),
  id: v.pipe(v.string(), v.check(isUlid)),
})

const logger = loggerOf('export')
const client = documentClient()
const invoker = lambdaInvoker()
const ports = {
  jobs: exportJobs(client, required(env.stateTable)),
  ledger: ledgerNumbers(client, required(env.ledgerTable)),
  store: exportStore(required(env.exportBucket)),
  clock,
}

/** What one step may take: a run stops so much before Lambda would stop it. */
const reserveMs = 120_000

export const handler = async (event: unknown, context: Context) => {
  const key = v.parse(input, event)
  const until = instant(Date.now() + context.getRemainingTimeInMillis() - reserveMs)
  const goOn = () => invoker.invoke(context.functionName, key)
  const job = await runExport(key, until, { ...ports, goOn })
  const { state = 'gone', progress } = job ?? {}
  logger.info('export moved on', { ...key, state, parts: progress?.parts ?? 0, bytes: progress?.bytes ?? 0 })
}
