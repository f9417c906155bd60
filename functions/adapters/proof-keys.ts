import { KMSClient } from '@aws-sdk/client-kms'
import { compactVerify, importJWK } from 'jose'
import type { ProofKeys } from '../ports.ts'
import type { KeyFacts } from '../runtime/env.ts'
import { ledgerKeys, proofSigner } from './ledger-keys.ts'

/** The ledger's keys in KMS. Signatures are checked here, with the public halves: that costs no call. */
export function proofKeys(facts: readonly KeyFacts[], client = new KMSClient({})): ProofKeys {
  const all = ledgerKeys(facts, client)
  const signers = facts.map(({ keyArn }) => proofSigner(keyArn, client))
  return {
    all,

    sign: async (keyId, typ, claims) => {
      const index = (await all()).findIndex(({ kid, purpose }) => kid === keyId && purpose === 'checkpoint')
      const signer = signers[index]
      if (!signer) throw new Error(`no key for checkpoints has the thumbprint ${keyId}`)
      return signer.sign(typ, claims)
    },

    check: async (typ, jws) => checkProof(await all(), typ, jws),
  }
}

/** What one of the checkpoints' keys signed as a proof of this type. */
export async function checkProof(
  keys: Awaited<ReturnType<ProofKeys['all']>>,
  typ: string,
  jws: string,
): ReturnType<ProofKeys['check']> {
  try {
    const { payload, protectedHeader } = await compactVerify(
      jws,
      ({ kid }) => {
        const key = keys.find((known) => known.kid === kid && known.purpose === 'checkpoint')
        if (!key) throw new Error('not one of our keys')
        return importJWK(key, 'ES256')
      },
      { algorithms: ['ES256'] },
    )
    if (protectedHeader.typ !== typ || protectedHeader.kid === undefined) return undefined
    return { kid: protectedHeader.kid, claims: JSON.parse(new TextDecoder().decode(payload)) as unknown }
  } catch {
    // Whatever it is, it is none of ours.
    return undefined
  }
}
