import type { Line } from './entry.ts'
import type { Finding } from './findings.ts'
import type { Key, Keys } from './keys.ts'
import { isProof, type Proof, readProof } from './proof.ts'

/** Key changes that the ledger's events carry, each signed by the checkpoints' key of until then. */
export async function endorsementsIn(
  entries: Iterable<Line>,
  tenantId: string,
  keys: Keys,
): Promise<readonly (Proof<'key'> | Finding)[]> {
  const found: (Proof<'key'> | Finding)[] = []
  // Without the keys nobody can say anything about what they signed.
  if (keys.size === 0) return found
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
 * Spreads trust from the pinned keys: forward over endorsements, and to the keys of receipts that trusted checkpoints list.
 * Backward, over the checkpoint that one that counts calls the one before it, it is trust in that very checkpoint: whoever
 * has a retired key can sign others today. Gives those. Until nothing is added.
 */
export function spreadTrust(
  keys: Keys,
  checkpoints: readonly Proof<'checkpoint'>[],
  endorsements: readonly Proof<'key'>[],
): ReadonlySet<Proof> {
  const bySha256 = new Map(checkpoints.map((checkpoint) => [checkpoint.sha256, checkpoint]))
  const reached = new Set<Proof>()
  const size = () => reached.size + [...keys.values()].filter(vouches).length
  for (let before = -1, now = size(); now > before; before = now, now = size()) {
    for (const { key, claims } of endorsements) {
      const named = keys.get(claims.keyId)
      if (vouches(key) && named && !vouches(named) && named.published.purpose === claims.purpose)
        named.trust = 'endorsed'
    }
    for (const checkpoint of checkpoints) {
      const { key, claims } = checkpoint
      if (!vouches(key) && !reached.has(checkpoint)) continue
      const former = claims.previous && bySha256.get(claims.previous.sha256)
      if (former && !vouches(former.key)) {
        former.key.trust = 'before'
        reached.add(former)
      }
      if (!vouches(key)) continue
      for (const kid of claims.receiptKeys) {
        const named = keys.get(kid)
        if (named && !named.trust && named.published.purpose === 'receipt') named.trust = 'listed'
      }
    }
  }
  return reached
}

/** Whether whatever a key signs counts. */
const vouches = ({ trust }: Key): boolean => trust !== undefined && trust !== 'before'

/** What is wrong with proofs whose keys nothing vouches for. */
export function withoutTrust(
  proofs: readonly Proof[],
  keys: Keys,
  endorsements: readonly Proof<'key'>[],
): readonly Finding[] {
  const untrusted = proofs.filter(({ key }) => !key.trust)
  const early = untrusted.length > 0 && pinnedEarly(proofs, keys, endorsements)
  if (early) return [early]
  return untrusted.map(({ about, key, kind }) => ({
    code: 'UntrustedKey',
    verdict: 'tampered',
    about,
    expected: 'a key that is pinned, or that a pinned one leads to',
    found: `key ${key.published.kid}`,
    advice:
      kind === 'receipt'
        ? 'Give the checkpoints that list this key: --checkpoints; or pin it, if you know its thumbprint from elsewhere.'
        : 'If your mails name this thumbprint, pin it, too. Of a part that begins after a new key took over, add the endorsement to the checkpoints, or pin the new key. Else somebody else signed this.',
  }))
}

/**
 * Where the pinned key is one that is to take over: announced in the ledger by the key of until then, and it has signed
 * nothing here. What the other says of itself vouches for nothing; so it is for the reader to know that key, too.
 */
function pinnedEarly(proofs: readonly Proof[], keys: Keys, endorsements: readonly Proof<'key'>[]): Finding | undefined {
  if (proofs.some(({ key }) => key.trust === 'pinned')) return undefined
  for (const { key, claims } of endorsements) {
    const named = keys.get(claims.keyId)
    if (key.trust || named?.trust !== 'pinned' || named.published.purpose !== claims.purpose) continue
    return {
      code: 'Keys',
      verdict: 'tampered',
      about: `the pinned key ${claims.keyId}`,
      expected: 'something that it has signed, or a key that has and that it leads to',
      found: `nothing yet: the key ${key.published.kid} announced it`,
      advice: `Pin the key of until then, too, if your earlier mails name it: ${key.published.kid}.`,
    }
  }
  return undefined
}
