import { sha256Hex } from '../../functions/domain/digest.ts'
import { exportLine } from '../../functions/domain/export-line.ts'
import { appendTo, type LedgerEntry } from '../../functions/domain/ledger.ts'
import type { Checkpoint } from '../../functions/domain/proofs/checkpoint.ts'
import { plusSeconds } from '../../functions/domain/time.ts'
import type { TestKey } from './generated-ledger.ts'

/** Bytes in one piece. */
export async function* piece(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof content === 'string' ? new TextEncoder().encode(content) : content
}

export const exportOf = (entries: readonly LedgerEntry[]): string => entries.map(exportLine).join('')

/** Checkpoints of these entries, each chained to the one before it, as the signer makes them. */
export function checkpointsOf(
  entries: readonly LedgerEntry[],
  seqs: readonly number[],
  key: TestKey,
  changes: Partial<Checkpoint> = {},
): readonly string[] {
  const made: string[] = []
  let previous: Checkpoint['previous'] = null
  for (const seq of seqs) {
    const entry = entries[seq - 1]
    if (!entry) throw new Error(`there is no entry ${seq}`)
    const { hash: head, recordedAt } = entry
    const jws = key.sign('checkpoint', {
      iss: 'https://lockbox.example',
      tenantId: entry.event.data.tenantId,
      seq,
      head,
      recordedAt,
      time: plusSeconds(recordedAt, 60),
      previous,
      receiptKeys: [],
      ...changes,
    })
    previous = { seq, sha256: sha256Hex(jws) }
    made.push(jws)
  }
  return made
}

/** A ledger that holds in itself, written anew from entry `from` on: what only a checkpoint or a witness tells apart. */
export function rewritten(entries: readonly LedgerEntry[], from: number): LedgerEntry[] {
  const anew = entries.slice(0, from - 1)
  for (const { event, personal } of entries.slice(from - 1)) {
    const { domain, seq, recordedAt, ...data } = event.data
    const details = seq === from ? { ...data.details, forged: true } : data.details
    anew.push(appendTo(anew.at(-1), domain, { event: { ...event, data: { ...data, details } }, personal }, recordedAt))
  }
  return anew
}

/** A mail as it lies in a mailbox, with the lines of an outcome mail. */
export const witnessMail = ({ seq, hash, event }: Pick<LedgerEntry, 'seq' | 'hash' | 'event'>): string =>
  [
    'From: Nimbus <lockbox@vendor.example>',
    'To: ada@acme.example',
    'Subject: Approved',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'In the audit ledger',
    `  Entry: ${seq}`,
    `  Event: ${event.type}`,
    `  Hash: ${hash}`,
    'Keep this mail.',
  ].join('\r\n')
