import { CreateKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { kmsPublicKeys, kmsSigner } from '../../functions/adapters/kms-signatures.ts'
import { accessTokenInput } from '../../functions/domain/access-token.ts'
import { clientConfig } from '../../infra/local/aws.ts'
import { claimsAt } from '../support/access-tokens.ts'

const client = new KMSClient(clientConfig(inject('target')))

describe('signatures by KMS', () => {
  let KeyId = ''
  beforeAll(async () => {
    const made = await client.send(new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }))
    KeyId = made.KeyMetadata?.Arn ?? ''
  })
  afterAll(() => client.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 })))

  it('verify with the published keys, by any JOSE library', async () => {
    const signer = kmsSigner(KeyId, client)
    const keys = createLocalJWKSet({ keys: [...(await kmsPublicKeys([KeyId], client)())] })
    // Of a hundred signatures some have an r or s that is shorter than the others: DER leaves leading zeros away.
    for (let i = 0; i < 100; i++) {
      const input = accessTokenInput(signer.kid, claimsAt(Date.now(), { jti: String(i), exp: 4_102_444_800 }))
      const signature = Buffer.from(await signer.sign(Buffer.from(input))).toString('base64url')
      const { payload } = await jwtVerify(`${input}.${signature}`, keys, { algorithms: ['ES256'] })
      expect(payload.jti).toBe(String(i))
    }
  })
})
