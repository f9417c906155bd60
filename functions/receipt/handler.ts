import { documentClient } from '../adapters/dynamodb.ts'
import { signerInCharge } from '../adapters/ledger-keys.ts'
import { requestLedger } from '../adapters/request-ledger.ts'
import { parseRequestId } from '../domain/ids.ts'
import { unwrap } from '../domain/problems.ts'
import { mayReadReceipt } from '../domain/receipts.ts'
import type { RequestKey } from '../domain/request.ts'
import { noSuchRequest } from '../domain/transitions.ts'
import { clock } from '../runtime/ambient.ts'
import { principalOf } from '../runtime/auth.ts'
import { env, type KeyFacts, required } from '../runtime/env.ts'
import { type HttpVerb, httpHandler } from '../runtime/http.ts'
import { loggerOf } from '../runtime/logger.ts'
import { customerOf, vendorReaderOf } from './caller.ts'
import { issue } from './issue.ts'

const issuers = { operators: required(env.operatorIssuer), customers: required(env.customerIssuer) }
const publicUrl = required(env.publicUrl)
const logger = loggerOf('receipt')
const ports = {
  ledger: requestLedger(documentClient(), required(env.ledgerTable)),
  signerAt: signerInCharge(JSON.parse(required(env.ledgerKeys)) as readonly KeyFacts[], 'receipt'),
  clock,
}

const keyIn = (id: string | undefined): RequestKey => parseRequestId(id ?? '') ?? unwrap(noSuchRequest)

/** Who asks, and with that whose requests they may read, is known before anything is read. */
async function answer(key: RequestKey, mayRead: Parameters<typeof issue>[1]) {
  const body = unwrap(await issue(key, mayRead, publicUrl, ports))
  logger.info('receipt given out', { tenantId: key.tenantId, requestId: body.requestId, keyId: body.keyId })
  return { status: 200, body }
}

const customerVerb: HttpVerb = async (event) => {
  const tenantId = customerOf(principalOf(event, issuers.customers))
  const key = keyIn(event.pathParameters?.requestId)
  if (key.tenantId !== tenantId) return unwrap(noSuchRequest)
  return answer(key, () => true)
}

const vendorVerb: HttpVerb = async (event) => {
  const reader = vendorReaderOf(principalOf(event, issuers.operators))
  return answer(keyIn(event.pathParameters?.id), (entries) => mayReadReceipt(reader, entries))
}

export const handler = httpHandler(
  { 'GET /audit/receipts/{requestId}': customerVerb, 'GET /requests/{id}/receipt': vendorVerb },
  logger,
)
