import { canonicalJson } from './digest.ts'
import type { LedgerEntry } from './ledger.ts'

/** A line of an export: canonical JSON of an entry, as `docs/ledger.md` has its members. */
export const exportLine = ({ event, hash, personal, prevHash, recordedAt, seq }: LedgerEntry): string =>
  `${canonicalJson({ event, hash, personal, previousHash: prevHash, recordedAt, seq })}\n`
