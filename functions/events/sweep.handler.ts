import { documentClient } from '../adapters/dynamodb.ts'
import { lambdaInvoker } from '../adapters/invoker.ts'
import { dueIndex } from '../adapters/state/due.ts'
import { stateTable } from '../adapters/state/table.ts'
import type { ReminderPlan } from '../domain/duties.ts'
import { type RequestKey, requestId } from '../domain/request.ts'
import { clock, random } from '../runtime/ambient.ts'
import { env, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'
import { countMetric, metrics } from '../runtime/metrics.ts'
import { onStopped } from './look-after.ts'
import { stoppedExecution } from './stopped.ts'
import { sweep } from './sweep.ts'

const logger = loggerOf('sweep')
const client = documentClient()
const ports = {
  table: stateTable(client, required(env.stateTable)),
  index: dueIndex(client, required(env.stateTable)),
  invoker: lambdaInvoker(),
  clock,
  random,
  reminders: JSON.parse(required(env.reminders)) as ReminderPlan,
  ledgerFunction: required(env.ledgerFunction),
  relayFunction: required(env.relayFunction),
  notifyFunction: required(env.notifyFunction),
}

/** Thrown after everything else was looked after: it stays due, and somebody is to look why. */
class NotAllLookedAfter extends Error {
  override readonly name = 'NotAllLookedAfter'
}

/** From the clock, or because an execution came to a bad end. */
export const handler = async (event: unknown) => {
  const stopped = stoppedExecution(event)
  if (stopped) {
    const startedAnew = await onStopped(stopped, ports)
    const { request, attempt } = stopped
    logger.warn('an execution stopped', { ...naming(request), attempt, startedAnew })
    return { startedAnew }
  }
  const failures: RequestKey[] = []
  const failed = (request: RequestKey, error: unknown) => {
    failures.push(request)
    logger.error('not looked after, stays due', { ...naming(request), error: error as Error })
  }
  const swept = await sweep({ ...ports, failed })
  logger.info('swept', { ...swept })
  countMetric(metrics.outboxAge, swept.oldestOutboxItem, Date.now())
  countMetric(metrics.sweepRan, 1, Date.now())
  if (failures.length > 0) throw new NotAllLookedAfter(`${failures.length} requests could not be looked after`)
  return swept
}

const naming = (request: RequestKey) => ({ tenantId: request.tenantId, requestId: requestId(request) })
