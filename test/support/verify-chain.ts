import type { Head, LedgerEntry } from '../../functions/domain/ledger.ts'
import { Chain } from '../../verifier/chain.ts'
import { checkChunk } from '../../verifier/chunk.ts'
import { Findings } from '../../verifier/findings.ts'
import { fingerprintKey } from '../../verifier/fingerprints.ts'

/** As the API answers entries: the canonical order of members is not needed, and tests put in what has no canonical form. */
const lineOf = ({ prevHash: previousHash, ...entry }: LedgerEntry): string =>
  `${JSON.stringify({ ...entry, previousHash })}\n`

/** The verifier's chain over entries in memory: what is wrong with each, once a code, and what somebody erased. */
export function verifyChain(
  tenantId: string,
  entries: readonly LedgerEntry[],
  witnesses: readonly Pick<Head, 'seq' | 'hash'>[] = [],
) {
  const findings = new Findings()
  const key = fingerprintKey()
  const chain = new Chain(tenantId, key, findings)
  const sought = { places: new Set<number>(), entries: new Set<number>() }
  const bytes = new TextEncoder().encode(entries.map(lineOf).join(''))
  chain.add(checkChunk(bytes, { tenantId, key, sought }))
  const faults = new Map(findings.list.map(({ seq, code }) => [`${seq} ${code}`, { seq, code: code as string }]))
  // Entries in memory are a whole ledger.
  if (chain.first && chain.first.seq !== 1) faults.set('Sequence', { seq: chain.first.seq, code: 'Sequence' })
  for (const { seq, hash } of witnesses)
    if (entries[seq - 1]?.hash !== hash) faults.set(`${seq} Witness`, { seq, code: 'Witness' })
  return { faults: [...faults.values()], erased: chain.erased }
}
