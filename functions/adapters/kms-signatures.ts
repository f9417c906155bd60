import { createPublicKey } from 'node:crypto'
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms'
import { DER } from '@noble/curves/abstract/weierstrass.js'
import type { PublicJwk, TokenSigner } from '../ports.ts'
import { askedOnce } from './asked-once.ts'

/** Id of a KMS key, which is the last part of its ARN: `kid` of what it signs. */
const kidOf = (keyArn: string): string => keyArn.split('/').at(-1) ?? keyArn

/** ES256 by an asymmetric KMS key on P-256. */
export const kmsSigner = (keyArn: string, client = new KMSClient({})): TokenSigner => ({
  kid: kidOf(keyArn),
  sign: async (Message) => {
    const { Signature } = await client.send(
      new SignCommand({ KeyId: keyArn, Message, MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' }),
    )
    if (!Signature) throw new Error('KMS answered without a signature')
    return rawSignature(Signature)
  },
})

/** KMS gives a signature in DER, a JWS has r and s of 32 bytes each, one after the other (RFC 7518, 3.4). */
export function rawSignature(der: Uint8Array): Uint8Array {
  const { r, s } = DER.toSig(Uint8Array.from(der))
  return Buffer.from([r, s].map((part) => part.toString(16).padStart(64, '0')).join(''), 'hex')
}

/** The public keys of KMS keys, in their order. They never change, so each is asked for once. */
export const kmsPublicKeys = (
  keyArns: readonly string[],
  client = new KMSClient({}),
): (() => Promise<readonly PublicJwk[]>) =>
  askedOnce(() => Promise.all(keyArns.map((arn) => kmsPublicKey(arn, client))))

/** The public half of a KMS key on P-256. */
export async function kmsPublicKey(KeyId: string, client: KMSClient): Promise<PublicJwk> {
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId }))
  if (!PublicKey) throw new Error('KMS answered without a public key')
  const { kty, crv, x, y } = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' }).export({
    format: 'jwk',
  })
  if (kty !== 'EC' || crv !== 'P-256' || !x || !y) throw new Error(`the key ${KeyId} is not on P-256`)
  return { kty, crv, x, y, kid: kidOf(KeyId), use: 'sig', alg: 'ES256' }
}
