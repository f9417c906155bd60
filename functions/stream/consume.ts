import type { Logger } from '@aws-lambda-powertools/logger'
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import type { Key } from '../domain/keys.ts'
import { type Trigger, triggersOf } from './triggers.ts'

/**
 * Tries every trigger and reports all that failed, so that one bad record holds up nobody. Lambda sends the batch again
 * from the first failure on; whatever was handled before is a no-op then.
 */
export async function consume(
  event: DynamoDBStreamEvent | { readonly keys: readonly Key[] },
  handle: (trigger: Trigger) => Promise<void>,
  logger: Logger,
): Promise<DynamoDBBatchResponse> {
  const batchItemFailures: DynamoDBBatchResponse['batchItemFailures'] = []
  for (const trigger of triggersOf(event)) {
    try {
      await handle(trigger)
    } catch (error) {
      const { pk, sk } = trigger.key
      logger.error('not handled, will be retried', { tenantId: pk.split('#').at(-1), item: sk, error: error as Error })
      if (trigger.sequenceNumber) batchItemFailures.push({ itemIdentifier: trigger.sequenceNumber })
    }
  }
  return { batchItemFailures }
}
