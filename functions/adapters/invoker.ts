import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Asker, Invoker } from '../ports.ts'

/** Asynchronous invocations: Lambda keeps and retries them, so the caller need not wait. */
export const lambdaInvoker = (client = new LambdaClient({})): Invoker => ({
  invoke: async (FunctionName, payload) => {
    await client.send(
      new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(payload)) }),
    )
  },
})

/** Invocations that are waited for: whoever asks needs to know how it went. */
export const lambdaAsker = (client = new LambdaClient({})): Asker => ({
  ask: async (FunctionName, payload) => {
    const { FunctionError, Payload } = await client.send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)) }),
    )
    const text = Buffer.from(Payload ?? []).toString('utf8')
    // What it says went wrong is in its own log.
    if (FunctionError) throw Object.assign(new Error(`${FunctionError} of the function asked`), { name: 'AskFailed' })
    return text ? JSON.parse(text) : undefined
  },
})
