import { setTimeout as delay } from 'node:timers/promises'
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { ProblemError } from '../../domain/problems.ts'
import type { Committed, Write } from '../../ports.ts'
import { requestOf } from './items.ts'
import { transactItem } from './writes.ts'

const maxTries = 6

/**
 * All writes, or none. A failed condition is an answer; `TransactionConflict` is contention, which the SDK does not
 * retry: it is tried again with back-off and never reported as a lost race.
 */
export async function commit(
  client: DynamoDBDocumentClient,
  table: string,
  writes: readonly Write[],
): Promise<Committed> {
  const TransactItems = writes.map((write) => transactItem(table, write))
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new TransactWriteCommand({ TransactItems }))
      return { ok: true }
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error
      const reasons = error.CancellationReasons ?? []
      const failed = writes.filter((_, i) => reasons[i]?.Code === 'ConditionalCheckFailed')
      if (failed.length > 0) return lostTo(writes, failed, reasons)
      const conflict = reasons.some((reason) => reason.Code === 'TransactionConflict')
      if (!conflict) throw error
      if (attempt === maxTries)
        throw new ProblemError({ code: 'Busy', detail: 'Too many changes at once. Nothing was changed; try again.' })
      await delay(Math.random() * 20 * 2 ** attempt)
    }
  }
}

function lostTo(
  writes: readonly Write[],
  failed: readonly Write[],
  reasons: NonNullable<TransactionCanceledException['CancellationReasons']>,
): Committed {
  const moved = writes.findIndex((write) => write.kind === 'move-request')
  const item = reasons[moved]?.Item
  return {
    ok: false,
    failed: failed.map((write) => write.kind),
    ...(item && { current: requestOf(unmarshall(item)) }),
  }
}
