import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { checkProof } from '../../functions/adapters/proof-keys.ts'
import { signingInput } from '../../functions/domain/jws.ts'
import type { LedgerKey } from '../../functions/domain/proofs/published-keys.ts'
import type { KeyPurpose } from '../../functions/domain/proofs/types.ts'
import type { ProofKeys } from '../../functions/ports.ts'

/** A real key on P-256, as KMS would hold it. */
export interface TestKey {
  readonly published: LedgerKey
  readonly sign: (typ: string, claims: unknown) => string
}

export function testKey(purpose: KeyPurpose = 'checkpoint', interval: Partial<LedgerKey> = {}): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url')
  return {
    published: { kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: 'ES256', purpose, ...interval },
    sign: (typ, claims) => {
      const input = signingInput({ typ, kid }, claims)
      const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' })
      return `${input}.${signature.toString('base64url')}`
    },
  }
}

/** The keys of a configuration; a test may give others while it runs. */
export class TestKeys implements ProofKeys {
  held: readonly TestKey[]

  constructor(...held: readonly TestKey[]) {
    this.held = held
  }

  all: ProofKeys['all'] = async () => this.held.map(({ published }) => published)

  sign: ProofKeys['sign'] = async (keyId, typ, claims) => {
    const found = this.held.find(({ published }) => published.kid === keyId && published.purpose === 'checkpoint')
    if (!found) throw new Error('no such key')
    return found.sign(typ, claims)
  }

  check: ProofKeys['check'] = async (typ, jws) => checkProof(await this.all(), typ, jws)
}
