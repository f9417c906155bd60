import { canonicalJson } from './digest.ts'
import type { LedgerEntry } from './ledger.ts'

/** An entry as a line of an export: its canonical form (RFC 8785), so that it is hashed as it stands there. */
export const exportLine = ({ event, hash, personal, prevHash, recordedAt, seq }: LedgerEntry): string =>
  `${canonicalJson({ event, hash, personal, previousHash: prevHash, recordedAt, seq })}\n`
