import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import { eventBus } from '../../../functions/adapters/event-bus.ts'
import { appendTo } from '../../../functions/domain/ledger.ts'
import { startedEvent } from '../../support/sample-events.ts'
import { testRandom, World } from '../../support/world.ts'

const bridge = mockClient(EventBridgeClient)
beforeEach(() => bridge.reset())

const { event, seq, hash } = appendTo(
  undefined,
  'operator',
  startedEvent(await new World().open(), testRandom()),
  '2026-11-23T09:00:00.000Z',
)
const announcement = { tenantId: 'acme', eventId: event.id, seq, hash, event }

test('an event is put on the bus under its type, with its place in the ledger', async () => {
  bridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] })
  await eventBus('bus').publish(announcement)
  const [entry] = bridge.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries ?? []
  expect(entry).toMatchObject({ EventBusName: 'bus', Source: 'lockbox', DetailType: 'lockbox.request.started' })
  expect(JSON.parse(entry?.Detail ?? '')).toEqual(announcement)
})

test('an answer of 200 with a failed entry is a failure', async () => {
  bridge.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] })
  await expect(eventBus('bus').publish(announcement)).rejects.toThrow('ThrottlingException')
})
