import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import type { Bus } from '../ports.ts'
import { busSource } from '../runtime/names.ts'

/** The stack's EventBridge bus. */
export const eventBus = (EventBusName: string, client = new EventBridgeClient({})): Bus => ({
  publish: (announcement) =>
    putOnBus(
      { EventBusName, Source: busSource, DetailType: announcement.event.type, Detail: JSON.stringify(announcement) },
      client,
    ),
})

/** Resolves once the bus has it. */
export async function putOnBus(entry: PutEventsRequestEntry, client: EventBridgeClient): Promise<void> {
  const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }))
  // The call answers 200 when the entry was not taken.
  if (FailedEntryCount !== 0) throw new Error(`the bus did not take the event: ${Entries?.[0]?.ErrorCode ?? 'unknown'}`)
}
