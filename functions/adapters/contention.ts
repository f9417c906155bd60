import { setTimeout as delay } from 'node:timers/promises'
import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb'
import { ProblemError } from '../domain/problems.ts'

const maxTries = 6

/**
 * Tries a write again, with back-off, while another transaction holds one of its items. That is contention, which the
 * SDK does not retry, and never a lost race (design §3). Everything else is the caller's to judge.
 */
export async function untilUncontended<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write()
    } catch (error) {
      if (!isConflict(error)) throw error
      if (attempt === maxTries)
        throw new ProblemError({ code: 'Busy', detail: 'Too many changes at once. Nothing was changed; try again.' })
      await delay(Math.random() * 20 * 2 ** attempt)
    }
  }
}

/** A conflict of a single write, or of a transaction none of whose conditions failed. */
function isConflict(error: unknown): boolean {
  if (error instanceof TransactionConflictException) return true
  if (!(error instanceof TransactionCanceledException)) return false
  const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code)
  return codes.includes('TransactionConflict') && !codes.includes('ConditionalCheckFailed')
}
