import { randomUUID } from 'node:crypto'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { SealQueue } from '../ports.ts'

/** SQS takes so many at once. */
const batchSize = 10

/** A first-in-first-out queue, one group a tenant: no tenant is sealed twice at the same time. */
export const sealQueue = (QueueUrl: string, client = new SQSClient({})): SealQueue => ({
  add: async (tenantIds) => {
    for (let at = 0; at < tenantIds.length; at += batchSize) {
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: tenantIds.slice(at, at + batchSize).map((tenantId, i) => ({
            Id: String(i),
            MessageBody: JSON.stringify({ tenantId }),
            MessageGroupId: tenantId,
            // Whoever goes on with a tenant says the same again, and is not to be taken for a repeat.
            MessageDeduplicationId: randomUUID(),
          })),
        }),
      )
      // The call answers 200 when entries were not taken.
      if (Failed.length > 0) throw new Error(`the queue did not take a message: ${Failed[0]?.Code ?? 'unknown'}`)
    }
  },
})
