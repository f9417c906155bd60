import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import type { ExecuteTransactionCommandInput } from '@aws-sdk/lib-dynamodb'

type Statement = NonNullable<ExecuteTransactionCommandInput['TransactStatements']>[number]

/**
 * An insert of one item, which fails when its key is taken. IAM can allow it without allowing to overwrite, which it
 * cannot for `PutItem`. Attributes that are undefined are left out.
 */
export function insertOf(table: string, item: object): Statement {
  const attributes = Object.entries(item).filter(([, value]) => value !== undefined)
  return {
    Statement: `INSERT INTO "${table}" VALUE {${attributes.map(([name]) => `'${name}': ?`).join(', ')}}`,
    Parameters: attributes.map(([, value]) => value),
  }
}

/** Whether a transaction of inserts wrote nothing because a key was taken. An insert knows no other condition. */
export const isTaken = (error: unknown): boolean =>
  hasReason(error, /^(DuplicateItem(Exception)?|ConditionalCheckFailed)$/)

/** Whether a transaction wrote nothing because another one was at the same items. */
export const isConflict = (error: unknown): boolean => hasReason(error, /^TransactionConflict$/)

const hasReason = (error: unknown, code: RegExp): boolean =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).some((reason) => code.test(reason.Code ?? ''))
