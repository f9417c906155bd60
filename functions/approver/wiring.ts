import { auditTrail } from '../adapters/audit-trail.ts'
import { documentClient } from '../adapters/dynamodb.ts'
import { kmsCodes } from '../adapters/kms-codes.ts'
import { ledgerTable } from '../adapters/ledger-table.ts'
import { stateTable } from '../adapters/state/table.ts'
import { clock, random } from '../runtime/ambient.ts'
import { deploymentFacts, env, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'

const client = documentClient()

/** What the approver's verbs are given, once per cold start. */
export const facts = deploymentFacts()
export const issuer = required(env.issuer)
export const logger = loggerOf('approver')
export const trail = auditTrail(client, required(env.ledgerTable))
export const ports = {
  table: stateTable(client, required(env.stateTable)),
  ledger: ledgerTable(client, required(env.ledgerTable)),
  codes: kmsCodes(required(env.linkKey)),
  clock,
  random,
}
