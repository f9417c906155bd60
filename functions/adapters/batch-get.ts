import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Key } from '../domain/keys.ts'

export type Item = Record<string, unknown>

const maxTries = 5

/** What lies under the keys (at most 100), strongly consistent, in their order. A partial answer is asked for again, never taken. */
export async function batchGet(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly Key[],
): Promise<readonly (Item | undefined)[]> {
  const found = new Map<string, Item>()
  let wanted: Key[] = [...keys]
  for (let attempt = 0; wanted.length > 0; attempt++) {
    if (attempt === maxTries) throw new Error('the batch read stays incomplete')
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: wanted, ConsistentRead: true } } }),
    )
    for (const item of answer.Responses?.[table] ?? []) found.set(nameOf(item as unknown as Key), item)
    wanted = (answer.UnprocessedKeys?.[table]?.Keys ?? []) as unknown as Key[]
  }
  return keys.map((key) => found.get(nameOf(key)))
}

const nameOf = (key: Key): string => `${key.pk}\n${key.sk}`
