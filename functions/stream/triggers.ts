import type { DynamoDBStreamEvent } from 'aws-lambda'
import type { Key } from '../domain/keys.ts'

/** What a stream consumer is woken with: keys, never images. It re-reads the table by key. */
export interface Trigger {
  readonly key: Key
  /** `sweep`: somebody found the item overdue. */
  readonly cause: 'inserted' | 'modified' | 'sweep'
  /** Names the stream record when it has to be reported as failed. */
  readonly sequenceNumber?: string
}

/** Stream records, or the `{keys}` of a direct invocation, as one list. */
export function triggersOf(event: DynamoDBStreamEvent | { readonly keys: readonly Key[] }): readonly Trigger[] {
  if ('keys' in event)
    return event.keys.map(({ pk, sk }) => ({ key: { pk: String(pk), sk: String(sk) }, cause: 'sweep' }))
  return event.Records.flatMap(({ dynamodb, eventName }) => {
    const pk = dynamodb?.Keys?.pk?.S
    const sk = dynamodb?.Keys?.sk?.S
    if (!pk || !sk || eventName === 'REMOVE') return []
    return {
      key: { pk, sk },
      cause: eventName === 'INSERT' ? ('inserted' as const) : ('modified' as const),
      ...(dynamodb.SequenceNumber && { sequenceNumber: dynamodb.SequenceNumber }),
    }
  })
}
