import type { Key } from '../domain/keys.ts'
import { type RecordPorts, record } from './record.ts'

/** Records the outbox item under this key, if there still is one. Throws what has to be tried again. */
export async function ledger(key: Key, ports: RecordPorts): Promise<void> {
  // Whoever invokes the function with other keys must not get anything else read, kept or removed.
  if (!key.pk.startsWith('outbox#')) return
  // Read only now: it may have been recorded a moment ago, as the predecessor of another one in the batch.
  for (const item of await ports.outbox.read([key])) await record(item, ports)
}
