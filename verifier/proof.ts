// Its parts: the whole of it, most of which is about encryption, takes 30 ms to load.
import { decodeProtectedHeader } from 'jose/decode/protected_header'
import { compactVerify } from 'jose/jws/compact/verify'
import * as v from 'valibot'
import { base64urlOf, bytesOfBase64url, canonicalJson, sha256Hex } from '../functions/domain/digest.ts'
import { type Checkpoint, checkpointSchema } from '../functions/domain/proofs/checkpoint.ts'
import { type KeyChange, keyChangeSchema } from '../functions/domain/proofs/key-change.ts'
import { type Receipt, receiptSchema } from '../functions/domain/proofs/receipt.ts'
import { type Statement, statementSchema } from '../functions/domain/proofs/statement.ts'
import { type KeyPurpose, proofTypes } from '../functions/domain/proofs/types.ts'
import type { Finding } from './findings.ts'
import type { Key, Keys } from './keys.ts'

export interface ProofClaims {
  checkpoint: Checkpoint
  receipt: Receipt
  statement: Statement
  key: KeyChange
}
export type ProofKind = keyof ProofClaims

const schemas = {
  checkpoint: checkpointSchema,
  receipt: receiptSchema,
  statement: statementSchema,
  key: keyChangeSchema,
} as const

/** When a proof was signed, by its own claims. */
const signedAt = {
  checkpoint: ({ time }: Checkpoint) => time,
  receipt: ({ issuedAt }: Receipt) => issuedAt,
  statement: ({ time }: Statement) => time,
  key: ({ time }: KeyChange) => time,
} as const

const purposes: Readonly<Record<ProofKind, KeyPurpose>> = {
  checkpoint: 'checkpoint',
  receipt: 'receipt',
  statement: 'checkpoint',
  key: 'checkpoint',
}

/** A proof whose signature is that of a published key, in its interval. Whether the key is trusted is another question. */
export interface Proof<K extends ProofKind = ProofKind> {
  readonly kind: K
  readonly claims: ProofClaims[K]
  readonly key: Key
  readonly jws: string
  /** SHA-256 over it as text: what the next one of its kind calls it by. */
  readonly sha256: string
  /** Where it was found, in words. */
  readonly about: string
  readonly signedAt: string
}

/** The kind of a compact JWS by its `typ`; undefined when it is none of ours. */
export function kindOf(jws: string): ProofKind | undefined {
  try {
    const { typ } = decodeProtectedHeader(jws)
    return (Object.keys(proofTypes) as ProofKind[]).find((kind) => proofTypes[kind] === typ)
  } catch {
    return undefined
  }
}

/** Reads a compact JWS as this kind of proof, or says why it is none. */
export async function readProof<K extends ProofKind>(
  kind: K,
  jws: string,
  keys: Keys,
  about: string,
): Promise<Proof<K> | Finding> {
  const no = (code: Finding['code'], expected: string, found: string): Finding => ({
    code,
    verdict: 'tampered',
    about,
    expected,
    found,
  })
  if (kindOf(jws) !== kind) return no('ProofForm', `a compact JWS of the type ${proofTypes[kind]}`, shown(jws))
  const { kid = '' } = decodeProtectedHeader(jws)
  const [header = '', body = '', signature = ''] = jws.split('.')
  const written = new TextDecoder().decode(bytesOfBase64url(header))
  const ours = canonicalJson({ alg: 'ES256', kid, typ: proofTypes[kind] })
  if (header !== base64urlOf(ours)) return no('ProofForm', `the header ${ours}`, written)
  const key = keys.get(kid)
  if (!key) return no('UnknownKey', 'a key of the set', kid === '' ? 'none' : `key ${JSON.stringify(kid)}`)
  if (key.published.purpose !== purposes[kind])
    return no('UnknownKey', `a key for ${purposes[kind]}s`, `key ${kid}, which is for ${key.published.purpose}s`)
  const verified = await compactVerify(jws, key.key, { algorithms: ['ES256'] }).catch(() => undefined)
  // Of the signature's last digit only two bits count: one spelling, so that its text has one hash.
  if (!verified || base64urlOf(bytesOfBase64url(signature)) !== signature)
    return no('Signature', `the signature of the key ${kid}`, 'another one')
  const claims = parsed(schemas[kind], new TextDecoder().decode(verified.payload))
  if (typeof claims === 'string') return no('ProofForm', `the claims of a ${kind}`, claims)
  if (body !== base64urlOf(canonicalJson(claims)))
    return no('ProofForm', `the claims of a ${kind} in their canonical form`, 'another spelling of them')
  const at = (signedAt[kind] as (claims: unknown) => string)(claims)
  const { validFrom, validUntil } = key.published
  if ((validFrom !== undefined && at < validFrom) || (validUntil !== undefined && at >= validUntil))
    return no('KeyInterval', `signed from ${validFrom ?? 'ever'} until before ${validUntil ?? 'further notice'}`, at)
  return { kind, claims: claims as ProofClaims[K], key, jws, sha256: sha256Hex(jws), about, signedAt: at }
}

export const isProof = <K extends ProofKind>(read: Proof<K> | Finding): read is Proof<K> => 'jws' in read

function parsed(schema: v.GenericSchema, text: string): unknown {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text)
  if (result.success) return result.output
  const [issue] = result.issues
  return `${v.getDotPath(issue) ?? 'claims'} ${issue.message}`
}

const shown = (text: string): string => `${JSON.stringify(text.slice(0, 40))}${text.length > 40 ? '…' : ''}`
