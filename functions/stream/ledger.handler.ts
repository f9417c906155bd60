import { setTimeout as delay } from 'node:timers/promises'
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { documentClient } from '../adapters/dynamodb.ts'
import { eventBus } from '../adapters/event-bus.ts'
import { ledgerTable } from '../adapters/ledger-table.ts'
import { outbox } from '../adapters/outbox.ts'
import { refusedStore } from '../adapters/refused-store.ts'
import type { Key } from '../domain/keys.ts'
import { clock, random } from '../runtime/ambient.ts'
import { env, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'
import { countMetric, metrics } from '../runtime/metrics.ts'
import { consume } from './consume.ts'
import { ledger } from './ledger.ts'
import type { Recorded, RecordPorts } from './record.ts'

const logger = loggerOf('ledger')
const client = documentClient()

/** One line per event, with no personal value: of what was refused, only where it is kept. */
function report(key: Key, done: Recorded): void {
  // Recorded, but the door says something else than the record: it stays shut, and somebody has to look.
  const wrong = done.outcome === 'refused' || done.door === 'differs'
  if (wrong) countMetric(metrics.ledgerRefused, 1, Date.now())
  const level = wrong ? 'error' : 'info'
  if (done.outcome === 'refused') {
    logger[level]('refused', { outbox: key.pk, reason: done.reason, keptAs: done.keptAs })
    return
  }
  const { id, type, data } = done.sealed.event
  const { tenantId, requestId } = data
  logger[level]('recorded', { tenantId, requestId, eventId: id, type, seq: done.seq, door: done.door })
}

const ports: RecordPorts = {
  outbox: outbox(client, required(env.stateTable)),
  ledger: ledgerTable(client, required(env.ledgerTable)),
  bus: eventBus(required(env.bus)),
  refused: refusedStore(required(env.failureBucket)),
  clock,
  random,
  wait: async (milliseconds) => {
    await delay(milliseconds)
  },
  report,
}

/** Called by the table's stream, or by the sweep with keys; answers which of them have to come again. */
export const handler = (
  event: DynamoDBStreamEvent | { readonly keys: readonly Key[] },
): Promise<DynamoDBBatchResponse> => consume(event, ({ key }) => ledger(key, ports), logger)
