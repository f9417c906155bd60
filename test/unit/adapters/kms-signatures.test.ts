import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { kmsPublicKeys, kmsSigner, rawSignature } from '../../../functions/adapters/kms-signatures.ts'

const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
const kms = mockClient(KMSClient)

beforeEach(() => kms.reset())

test('a signature in DER becomes r and s, however short they are', () => {
  for (let i = 0; i < 600; i++) {
    const message = Buffer.from(`message ${i}`)
    const raw = rawSignature(sign('sha256', message, privateKey))
    expect(raw).toHaveLength(64)
    expect(verify('sha256', message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, raw)).toBe(true)
  }
})

test.each([
  ['nothing', ''],
  ['no sequence', '00'],
  ['a number too few', '3003020101'],
  ['more than a signature', '3006020101020101ff'],
])('%s is no signature', (_, hex) => {
  expect(() => rawSignature(Buffer.from(hex, 'hex'))).toThrow()
})

test('the signer asks KMS for ECDSA over the message itself, and names its key by its id', async () => {
  kms.on(SignCommand).callsFake(({ Message }) => ({ Signature: new Uint8Array(sign('sha256', Message, privateKey)) }))
  const signer = kmsSigner(arn, new KMSClient({}))
  const message = Buffer.from('header.payload')
  const signature = await signer.sign(message)
  expect(verify('sha256', message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true)
  expect(signer.kid).toBe('1234abcd-12ab-34cd-56ef-1234567890ab')
  expect(kms.commandCalls(SignCommand)[0]?.args[0].input).toMatchObject({
    KeyId: arn,
    MessageType: 'RAW',
    SigningAlgorithm: 'ECDSA_SHA_256',
  })
})

describe('the public keys', () => {
  test('are published in the order of the configuration, and asked for once', async () => {
    kms.on(GetPublicKeyCommand).resolves({ PublicKey: spki })
    const keys = kmsPublicKeys([arn, `${arn}2`], new KMSClient({}))
    const { x, y } = publicKey.export({ format: 'jwk' })
    const jwk = { kty: 'EC', crv: 'P-256', x, y, use: 'sig', alg: 'ES256' }
    const kid = '1234abcd-12ab-34cd-56ef-1234567890ab'
    expect(await keys()).toEqual([
      { ...jwk, kid },
      { ...jwk, kid: `${kid}2` },
    ])
    await keys()
    expect(kms.commandCalls(GetPublicKeyCommand)).toHaveLength(2)
  })

  test('are asked for again after a failure', async () => {
    kms.on(GetPublicKeyCommand).rejectsOnce(new Error('busy')).resolves({ PublicKey: spki })
    const keys = kmsPublicKeys([arn], new KMSClient({}))
    await expect(keys()).rejects.toThrow('busy')
    expect(await keys()).toHaveLength(1)
  })

  test('are on P-256 only', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey
    kms.on(GetPublicKeyCommand).resolves({ PublicKey: new Uint8Array(other.export({ format: 'der', type: 'spki' })) })
    await expect(kmsPublicKeys([arn], new KMSClient({}))()).rejects.toThrow('P-256')
  })
})
