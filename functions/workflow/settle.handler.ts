import { documentClient } from '../adapters/dynamodb.ts'
import { stateTable } from '../adapters/state/table.ts'
import { requestId } from '../domain/request.ts'
import { clock, random } from '../runtime/ambient.ts'
import { env, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'
import { workflowInput } from './contract.ts'
import { settle } from './settle.ts'

const logger = loggerOf('settle')
const ports = { table: stateTable(documentClient(), required(env.stateTable)), clock, random }

/** "Settle the request". */
export const handler = async (event: unknown) => {
  const key = workflowInput(event)
  const settled = await settle(key, ports)
  logger.info('request settled', { tenantId: key.tenantId, requestId: requestId(key), state: settled.state })
  return { ...key, ...settled }
}
