import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, ExecuteTransactionCommand } from '@aws-sdk/lib-dynamodb'

/** `taken`: a key is taken. `conflict`: another transaction was at one of the items just then. Nothing was written. */
export type Inserted = 'inserted' | 'taken' | 'conflict'

/**
 * Inserts all items, or none. IAM can allow an insert without allowing to overwrite, which it cannot for `PutItem`.
 * Whatever else keeps the transaction from happening is thrown.
 */
export async function insertAll(
  client: DynamoDBDocumentClient,
  table: string,
  items: readonly object[],
): Promise<Inserted> {
  try {
    await client.send(new ExecuteTransactionCommand({ TransactStatements: items.map((item) => insertOf(table, item)) }))
    return 'inserted'
  } catch (error) {
    const lost = lostTo(error)
    if (lost) return lost
    throw error
  }
}

/** An insert of one item, which fails when its key is taken. Attributes that are undefined are left out. */
function insertOf(table: string, item: object) {
  const attributes = Object.entries(item).filter(([, value]) => value !== undefined)
  return {
    Statement: `INSERT INTO "${table}" VALUE {${attributes.map(([name]) => `'${name}': ?`).join(', ')}}`,
    Parameters: attributes.map(([, value]) => value),
  }
}

/**
 * What AWS says of an insert whose key is taken. `DuplicateItem` is PartiQL's own code
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html), which Amazon's own
 * https://github.com/amzn/smoke-dynamodb reads in transactions too. The reasons that AWS lists for a transaction
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteTransaction.html) know only
 * `ConditionalCheckFailed`, and an insert has no other condition than that its key is free.
 * `DuplicateItemException` is the local AWS's spelling of the first.
 */
const taken: readonly string[] = ['DuplicateItem', 'ConditionalCheckFailed', 'DuplicateItemException']
const conflict = 'TransactionConflict'

/** Undefined unless these were the only reasons: what was also throttled or invalid is no lost race. */
function lostTo(error: unknown): Exclude<Inserted, 'inserted'> | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined
  // One reason per statement; `None` for those that would have gone through.
  const codes = (error.CancellationReasons ?? []).map(({ Code = 'None' }) => Code).filter((code) => code !== 'None')
  if (codes.length === 0 || !codes.every((code) => taken.includes(code) || code === conflict)) return undefined
  return codes.some((code) => taken.includes(code)) ? 'taken' : 'conflict'
}
