import { auditTrail } from '../adapters/audit-trail.ts'
import { documentClient } from '../adapters/dynamodb.ts'
import { stateTable } from '../adapters/state/table.ts'
import { clock, random } from '../runtime/ambient.ts'
import { deploymentFacts, env, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'

/** What the approver's verbs are given, once per cold start. */
export const facts = deploymentFacts()
export const issuer = required(env.issuer)
export const logger = loggerOf('approver')
export const trail = auditTrail(documentClient(), required(env.ledgerTable))
export const ports = { table: stateTable(documentClient(), required(env.stateTable)), clock, random }
