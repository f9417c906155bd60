import type { ExportRange } from '../domain/exports.ts'
import type { LedgerNumbers } from '../ports.ts'

/**
 * The numbers of the entries that were recorded from `from` on and before `to`, up to the newest of this moment. The
 * ledger's times never go back, so each end is found by halving: twenty reads for a million entries, and no index,
 * which would lag behind.
 */
export async function numbersWithin(
  tenantId: string,
  { from, to }: ExportRange,
  ledger: LedgerNumbers,
): Promise<{ readonly firstSeq: number; readonly lastSeq: number }> {
  const newest = await ledger.newest(tenantId)
  /** The first number that was recorded at that time or later. */
  const firstFrom = async (time: string, lowest: number): Promise<number> => {
    let [low, high] = [lowest, newest + 1]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const entry = await ledger.at(tenantId, middle)
      if (!entry) throw new Error(`the ledger of ${tenantId} has no entry ${middle}`)
      if (entry.recordedAt >= time) high = middle
      else low = middle + 1
    }
    return low
  }
  const firstSeq = from ? await firstFrom(from, 1) : 1
  const lastSeq = to ? (await firstFrom(to, firstSeq)) - 1 : newest
  return { firstSeq, lastSeq: Math.max(lastSeq, firstSeq - 1) }
}
