import type { Key } from '../domain/keys.ts'
import { type Recorded, type RecordPorts, record } from './record.ts'

/** `gone`: it was recorded before, or the key is none of an outbox. */
export type LedgerOutcome = Recorded | { readonly outcome: 'gone' }

/** Records the outbox item under this key, if there still is one. Throws what has to be tried again. */
export async function ledger(key: Key, ports: RecordPorts): Promise<LedgerOutcome> {
  // Whoever invokes the function with other keys must not get anything else read, kept or removed.
  if (!key.pk.startsWith('outbox#')) return { outcome: 'gone' }
  // Read only now: it may have been recorded a moment ago, as the predecessor of another one in the batch.
  const [item] = await ports.outbox.read([key])
  return item ? record(item, ports) : { outcome: 'gone' }
}
