import { KMSClient } from '@aws-sdk/client-kms'
import { calculateJwkThumbprint } from 'jose'
import { compactJws, signingInput } from '../domain/jws.ts'
import { keyInCharge } from '../domain/proofs/in-charge.ts'
import type { LedgerKey } from '../domain/proofs/published-keys.ts'
import type { KeyPurpose } from '../domain/proofs/types.ts'
import type { Instant } from '../domain/time.ts'
import type { ProofSigner, PublicJwk } from '../ports.ts'
import type { KeyFacts } from '../runtime/env.ts'
import { askedOnce } from './asked-once.ts'
import { kmsPublicKey, kmsSigner } from './kms-signatures.ts'

/** A KMS key's public half with its RFC 7638 thumbprint as `kid`: the id that people pin, the same wherever it lies. */
async function keyOf(keyArn: string, client: KMSClient): Promise<PublicJwk> {
  const jwk = await kmsPublicKey(keyArn, client)
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) }
}

/** The published keys, in their order. They never change, so each is asked for once. */
export const ledgerKeys = (
  facts: readonly KeyFacts[],
  client = new KMSClient({}),
): (() => Promise<readonly LedgerKey[]>) =>
  askedOnce(() =>
    Promise.all(facts.map(async ({ keyArn, ...published }) => ({ ...(await keyOf(keyArn, client)), ...published }))),
  )

/**
 * The keys for whoever mails their thumbprints. It waits seconds, not minutes: a mail without the line is better than no
 * mail.
 */
export const mailedKeys = (facts: readonly KeyFacts[]): (() => Promise<readonly LedgerKey[]>) =>
  ledgerKeys(
    facts,
    new KMSClient({ maxAttempts: 2, requestHandler: { connectionTimeout: 1000, requestTimeout: 2000 } }),
  )

/** Signs proofs by a KMS key. `kid` is the key's thumbprint. */
export function proofSigner(keyArn: string, client = new KMSClient({})): ProofSigner {
  const signer = kmsSigner(keyArn, client)
  const key = askedOnce(() => keyOf(keyArn, client))
  const kid = async () => (await key()).kid
  return {
    kid,
    sign: async (typ, claims) => {
      const input = signingInput({ typ, kid: await kid() }, claims)
      return compactJws(input, await signer.sign(Buffer.from(input)))
    },
  }
}

/** Signs with the key of a purpose that is in charge at a time: the others are asked for nothing. */
export function signerInCharge(
  facts: readonly KeyFacts[],
  purpose: KeyPurpose,
  client = new KMSClient({}),
): (now: Instant) => ProofSigner {
  const signers = new Map(facts.map((key) => [key, proofSigner(key.keyArn, client)]))
  return (now) => {
    const key = keyInCharge(facts, purpose, now)
    const signer = key && signers.get(key)
    if (!signer) throw new Error(`no key for ${purpose}s is valid now: see "Rotating the ledger's keys"`)
    return signer
  }
}
