import { KMSClient } from '@aws-sdk/client-kms'
import { calculateJwkThumbprint } from 'jose'
import { signingInput } from '../domain/jws.ts'
import type { LedgerKey } from '../domain/proofs/published-keys.ts'
import type { ProofSigner } from '../ports.ts'
import type { KeyFacts } from '../runtime/env.ts'
import { kmsPublicKeys, kmsSigner } from './kms-signatures.ts'

/** A KMS key's public half with its RFC 7638 thumbprint as `kid`: the id that people pin, the same wherever it lies. */
async function keyOf({ keyArn, purpose, validFrom, validUntil }: KeyFacts, client: KMSClient): Promise<LedgerKey> {
  const [jwk] = await kmsPublicKeys([keyArn], client)()
  if (!jwk) throw new Error('KMS answered without a public key')
  return {
    ...jwk,
    kid: await calculateJwkThumbprint(jwk),
    purpose,
    ...(validFrom && { validFrom }),
    ...(validUntil && { validUntil }),
  }
}

/** The published keys, in their order. They never change, so each is asked for once; a failure is not kept. */
export function ledgerKeys(
  facts: readonly KeyFacts[],
  client = new KMSClient({}),
): () => Promise<readonly LedgerKey[]> {
  let known: Promise<readonly LedgerKey[]> | undefined
  return () => {
    known ??= Promise.all(facts.map((key) => keyOf(key, client)))
    known.catch(() => {
      known = undefined
    })
    return known
  }
}

/**
 * The thumbprint of a key, for whoever mails it. It waits seconds, not minutes: a mail without the line is better than
 * no mail.
 */
export function keyThumbprint(
  keyArn: string,
  client = new KMSClient({ maxAttempts: 2, requestHandler: { connectionTimeout: 1000, requestTimeout: 2000 } }),
): () => Promise<string> {
  const keys = ledgerKeys([{ keyArn, purpose: 'checkpoint' }], client)
  return async () => {
    const [key] = await keys()
    if (!key) throw new Error('KMS answered without a public key')
    return key.kid
  }
}

/** Signs proofs by a KMS key. `kid` is the key's thumbprint. */
export function proofSigner(keyArn: string, client = new KMSClient({})): ProofSigner {
  const signer = kmsSigner(keyArn, client)
  const kid = keyThumbprint(keyArn, client)
  return {
    kid,
    sign: async (typ, claims) => {
      const input = signingInput({ typ, kid: await kid() }, claims)
      return `${input}.${Buffer.from(await signer.sign(Buffer.from(input))).toString('base64url')}`
    },
  }
}
