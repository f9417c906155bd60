import { setTimeout as sleep } from 'node:timers/promises'
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn'
import { clientConfig } from './aws.ts'
import type { Target } from './target.ts'

/** The states that a request's first execution has entered so far, oldest first. */
async function statesEntered(target: Target, requestId: string): Promise<readonly string[]> {
  const machine = target.outputs.StateMachineArn
  const { events = [] } = await new SFNClient(clientConfig(target)).send(
    new GetExecutionHistoryCommand({
      executionArn: `${machine.replace(':stateMachine:', ':execution:')}:${requestId}-1`,
      maxResults: 100,
    }),
  )
  return events.flatMap((event) => event.stateEnteredEventDetails?.name ?? [])
}

/** Waits until a request's execution entered one of these states; gives the way it took. */
export async function wayTo(
  target: Target,
  requestId: string,
  states: readonly string[],
  seconds = 15,
): Promise<readonly string[]> {
  for (const deadline = Date.now() + seconds * 1000; ; await sleep(200)) {
    const way = await statesEntered(target, requestId)
    if (states.some((state) => way.includes(state))) return way
    if (Date.now() > deadline) throw new Error(`the execution of ${requestId} is still at "${way.at(-1)}"`)
  }
}
