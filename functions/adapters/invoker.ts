import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Invoker } from '../ports.ts'

/** Asynchronous invocations: Lambda keeps and retries them, so the caller need not wait. */
export const lambdaInvoker = (client = new LambdaClient({})): Invoker => ({
  invoke: async (FunctionName, payload) => {
    await client.send(
      new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(payload)) }),
    )
  },
})
