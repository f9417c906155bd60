import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import type { SealedEvent } from '../../functions/domain/events.ts'
import type { Key } from '../../functions/domain/keys.ts'
import { clientConfig } from './aws.ts'
import { stateOf } from './customer.ts'
import type { Outputs, Target } from './target.ts'

type FunctionOutput = Extract<keyof Outputs, `${string}Function`>

/** Calls a function of the deployment directly; fails when it fails. */
export async function invoke(target: Target, name: FunctionOutput, payload: unknown = {}): Promise<unknown> {
  const answer = await new LambdaClient(clientConfig(target)).send(
    new InvokeCommand({ FunctionName: target.outputs[name], Payload: JSON.stringify(payload) }),
  )
  const text = Buffer.from(answer.Payload ?? []).toString('utf8')
  if (answer.FunctionError) throw new Error(`${name}: ${answer.FunctionError} ${text}`)
  return text ? JSON.parse(text) : undefined
}

/** Runs the sweep now, instead of within a few minutes. */
export const invokeSweep = (target: Target): Promise<unknown> => invoke(target, 'SweepFunction')

/** As many as a batch of the stream has: well within the function's timeout. */
const keysPerCall = 25

/**
 * Brings every event that waits in the outbox into the ledger, oldest first. The local AWS puts what PartiQL writes on
 * no stream; the sweep would find it, but only once it is overdue.
 */
export async function recordOutbox(target: Target): Promise<void> {
  const { Items = [] } = await stateOf(target).send(
    new ScanCommand({
      TableName: target.outputs.StateTable,
      FilterExpression: 'begins_with(pk, :outbox)',
      ExpressionAttributeValues: { ':outbox': 'outbox#' },
      ConsistentRead: true,
    }),
  )
  const waiting = (Items as unknown as (Key & SealedEvent)[]).sort((a, b) => a.event.time.localeCompare(b.event.time))
  const keys = waiting.map(({ pk, sk }) => ({ pk, sk }))
  for (let i = 0; i < keys.length; i += keysPerCall)
    await invoke(target, 'LedgerFunction', { keys: keys.slice(i, i + keysPerCall) })
}
