import { documentClient } from '../adapters/dynamodb.ts'
import { stateTable } from '../adapters/state/table.ts'
import { requestId } from '../domain/request.ts'
import { clock, random } from '../runtime/ambient.ts'
import { env, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'
import { workflowInput } from './contract.ts'
import { end } from './end.ts'

const logger = loggerOf('end')
const ports = { table: stateTable(documentClient(), required(env.stateTable)), clock, random }

/** "End the access". */
export const handler = async (event: unknown) => {
  const key = workflowInput(event)
  const state = await end(key, ports)
  logger.info('access ended', { tenantId: key.tenantId, requestId: requestId(key), state })
  return { ...key, state }
}
