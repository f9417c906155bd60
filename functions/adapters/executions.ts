import {
  ExecutionAlreadyExists,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn'
import { requestId } from '../domain/request.ts'
import type { Executions } from '../ports.ts'

/** One execution of the state machine per request. */
export const stepFunctions = (stateMachineArn: string, client = new SFNClient({})): Executions => ({
  start: async ({ tenantId, ulid }, attempt) => {
    try {
      await client.send(
        new StartExecutionCommand({
          stateMachineArn,
          name: `${requestId({ tenantId, ulid })}-${attempt}`,
          input: JSON.stringify({ v: 1, tenantId, ulid }),
        }),
      )
    } catch (error) {
      // Running with this name, or closed (the name stays taken for 90 days): it was started, which is what we want.
      if (!(error instanceof ExecutionAlreadyExists)) throw error
    }
  },
  wake: async (taskToken) => {
    try {
      await client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))
    } catch (error) {
      // Timed out, woken before, or closed: they look alike, and the execution re-reads the table in any case.
      if (!(error instanceof TaskTimedOut || error instanceof TaskDoesNotExist)) throw error
    }
  },
})
