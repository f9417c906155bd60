import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { documentClient } from '../adapters/dynamodb.ts'
import { stepFunctions } from '../adapters/executions.ts'
import { lambdaInvoker } from '../adapters/invoker.ts'
import { stateTable } from '../adapters/state/table.ts'
import type { Key } from '../domain/keys.ts'
import { env, required } from '../runtime/env.ts'
import { loggerOf } from '../runtime/logger.ts'
import { consume } from './consume.ts'
import { relay } from './relay.ts'

const logger = loggerOf('relay')
const ports = {
  table: stateTable(documentClient(), required(env.stateTable)),
  executions: stepFunctions(required(env.stateMachine)),
  invoker: lambdaInvoker(),
  notifyFunction: required(env.notifyFunction),
}

export const handler = (
  event: DynamoDBStreamEvent | { readonly keys: readonly Key[] },
): Promise<DynamoDBBatchResponse> => consume(event, (trigger) => relay(trigger, ports), logger)
