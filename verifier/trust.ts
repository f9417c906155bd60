import type { Line } from './entry.ts'
import type { Finding } from './findings.ts'
import type { Keys } from './keys.ts'
import { isProof, type Proof, readProof } from './proof.ts'

/** Key changes that the ledger's events carry, each signed by the checkpoints' key of until then. */
export async function endorsementsIn(
  entries: Iterable<Line>,
  tenantId: string,
  keys: Keys,
): Promise<readonly (Proof<'key'> | Finding)[]> {
  const found: (Proof<'key'> | Finding)[] = []
  for (const { seq, event } of entries) {
    const { endorsement } = event.data.details
    if ((event.type as string) !== 'lockbox.key.changed' || typeof endorsement !== 'string') continue
    const read = await readProof('key', endorsement, keys, `the endorsement in entry ${seq}`)
    found.push(isProof(read) && read.claims.tenantId !== tenantId ? otherTenant(read, tenantId) : read)
  }
  return found
}

export const otherTenant = ({ about, claims }: Proof, tenantId: string): Finding => ({
  code: 'ProofTenant',
  verdict: 'tampered',
  about,
  expected: `tenant ${tenantId}`,
  found: `tenant ${claims.tenantId}`,
})

/**
 * Spreads trust from the pinned keys: forward over endorsements, backward over the checkpoint that a trusted one calls the
 * one before it, and to the keys of receipts that trusted checkpoints list. Until nothing is added.
 */
export function spreadTrust(
  keys: Keys,
  checkpoints: readonly Proof<'checkpoint'>[],
  endorsements: readonly Proof<'key'>[],
): void {
  const bySha256 = new Map(checkpoints.map((checkpoint) => [checkpoint.sha256, checkpoint]))
  for (let before = -1, now = trusted(keys); now > before; before = now, now = trusted(keys)) {
    for (const { key, claims } of endorsements) {
      const named = keys.get(claims.keyId)
      if (key.trust && named && !named.trust && named.published.purpose === claims.purpose) named.trust = 'endorsed'
    }
    for (const { key, claims } of checkpoints) {
      if (!key.trust) continue
      const former = claims.previous && bySha256.get(claims.previous.sha256)
      if (former && !former.key.trust) former.key.trust = 'before'
      for (const kid of claims.receiptKeys) {
        const named = keys.get(kid)
        if (named && !named.trust && named.published.purpose === 'receipt') named.trust = 'listed'
      }
    }
  }
}

const trusted = (keys: Keys): number => [...keys.values()].filter(({ trust }) => trust).length
