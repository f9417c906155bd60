import { personalValue } from '../../functions/domain/entry-words.ts'
import type { LedgerEntry } from '../../functions/domain/ledger.ts'

/** An entry as a line of an export has it. */
export type Exported = Omit<LedgerEntry, 'prevHash'> & { readonly previousHash: string }

/** Who did it, as auditors look for them: by address, else by id. */
export const actorOf = (entry: Pick<Exported, 'personal'>): string =>
  personalValue(entry, 'actor.email') || personalValue(entry, 'actor.id') || ''
