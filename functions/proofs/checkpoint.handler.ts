import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { documentClient } from '../adapters/dynamodb.ts'
import { ledgerReader } from '../adapters/ledger-reader.ts'
import { proofBus } from '../adapters/proof-bus.ts'
import { proofHints } from '../adapters/proof-hints.ts'
import { proofKeys } from '../adapters/proof-keys.ts'
import { proofStore } from '../adapters/proof-store.ts'
import { sealLease } from '../adapters/seal-lease.ts'
import { sealQueue } from '../adapters/seal-queue.ts'
import { stateTable } from '../adapters/state/table.ts'
import { isTenantId } from '../domain/ids.ts'
import { instant } from '../domain/time.ts'
import { clock, random } from '../runtime/ambient.ts'
import { deploymentFacts, env, type KeyFacts, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'
import { countMetric, metrics } from '../runtime/metrics.ts'
import { exclusively } from './exclusively.ts'
import { type ProofPorts, SealRefused } from './ports.ts'
import { sealTenant } from './seal.ts'

const logger = loggerOf('checkpoint')
const client = documentClient()
const state = required(env.stateTable)
const iss = required(env.publicUrl)
const { vendor } = deploymentFacts()
const lease = sealLease(client, state)
const queue = sealQueue(required(env.sealQueue))

const wrong = (what: string, of: Readonly<Record<string, unknown>>) => {
  countMetric(metrics.checkpointRefused, 1, Date.now())
  logger.error(what, of)
}

const ports: Omit<ProofPorts, 'exclusively'> = {
  ledger: ledgerReader(client, required(env.ledgerTable)),
  store: proofStore(required(env.proofBucket)),
  hints: proofHints(client, state),
  keys: proofKeys(JSON.parse(required(env.ledgerKeys)) as readonly KeyFacts[]),
  bus: proofBus(required(env.bus)),
  table: stateTable(client, state),
  clock,
  random,
  keyMissing: (tenantId, keyIds) => wrong('keys are not configured any more', { tenantId, keyIds }),
  strange: (tenantId, place) => wrong('no proof of ours', { tenantId, place }),
}

/** Entries between two checkpoints of one run: seconds of work. */
const piece = 20_000

/** What a page of entries and a signature may take. */
const reserveMs = 30_000

/** True: it is done, or refused, which to try again would not change; the next clock looks again. */
async function seal(tenantId: string, context: Context) {
  const stopped = Date.now() + context.getRemainingTimeInMillis()
  const by = { iss, vendor: vendor.name, until: instant(stopped - reserveMs), piece }
  try {
    const alone = exclusively(lease, ports, instant(stopped))
    const sealed = await sealTenant(tenantId, by, { ...ports, exclusively: alone })
    if (sealed.signed + sealed.statements > 0) logger.info('sealed', { tenantId, ...sealed })
    if (!sealed.complete) await queue.add([tenantId])
    return { tenantId, ...sealed }
  } catch (error) {
    if (!(error instanceof SealRefused)) throw error
    const { fault, seq } = error
    wrong('not sealed', { tenantId, fault, seq })
    return { tenantId, refused: fault, seq }
  }
}

/** From the queue, a tenant a message; or called with a tenant, by whoever does not want to wait for the clock; that one fails while another run is at work. */
export const handler = async (event: SQSEvent | { readonly tenantId: string }, context: Context) => {
  if ('tenantId' in event) return isTenantId(event.tenantId) ? seal(event.tenantId, context) : undefined
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
  for (const { messageId, body } of event.Records) {
    try {
      const { tenantId } = JSON.parse(body) as { readonly tenantId: string }
      if (isTenantId(tenantId)) await seal(tenantId, context)
    } catch (error) {
      logger.error('not sealed, will be retried', { messageId, error: error as Error })
      batchItemFailures.push({ itemIdentifier: messageId })
    }
  }
  return { batchItemFailures }
}
