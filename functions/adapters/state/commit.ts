import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { Committed, Write } from '../../ports.ts'
import { untilUncontended } from '../contention.ts'
import { transactItem } from './writes.ts'

/** All writes, or none: one `TransactWriteItems`. A failed condition is an answer, which names the writes that lost. */
export async function commit(
  client: DynamoDBDocumentClient,
  table: string,
  writes: readonly Write[],
): Promise<Committed> {
  const TransactItems = writes.map((write) => transactItem(table, write))
  try {
    await untilUncontended(() => client.send(new TransactWriteCommand({ TransactItems })))
    return { ok: true }
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error
    const reasons = error.CancellationReasons ?? []
    const failed = writes.filter((_, i) => reasons[i]?.Code === 'ConditionalCheckFailed')
    if (failed.length === 0) throw error
    return { ok: false, failed: failed.map((write) => write.kind) }
  }
}
