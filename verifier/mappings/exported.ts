import type { LedgerEntry } from '../../functions/domain/ledger.ts'

/** An entry as a line of an export has it. */
export type Exported = Omit<LedgerEntry, 'prevHash'> & { readonly previousHash: string }

/** A personal value; undefined where there is none, or it was erased. */
export const personalValue = ({ personal }: Pick<Exported, 'personal'>, name: string): string | undefined =>
  personal[name]?.value || undefined

/** Who did it, as auditors look for them: by address, else by id. */
export const actorOf = (entry: Pick<Exported, 'personal'>): string =>
  personalValue(entry, 'actor.email') ?? personalValue(entry, 'actor.id') ?? ''
