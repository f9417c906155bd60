import { documentClient } from '../adapters/dynamodb.ts'
import { lambdaInvoker } from '../adapters/invoker.ts'
import { dueIndex } from '../adapters/state/due.ts'
import { clock } from '../runtime/ambient.ts'
import { env, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'
import { countMetric, metrics } from '../runtime/metrics.ts'
import { sweep } from './sweep.ts'

const logger = loggerOf('sweep')
const ports = {
  index: dueIndex(documentClient(), required(env.stateTable)),
  invoker: lambdaInvoker(),
  clock,
  ledgerFunction: required(env.ledgerFunction),
  relayFunction: required(env.relayFunction),
}

export const handler = async () => {
  const swept = await sweep(ports)
  logger.info('swept', { ...swept })
  countMetric(metrics.outboxAge, swept.oldestOutboxItem, Date.now())
  countMetric(metrics.sweepRan, 1, Date.now())
  return swept
}
