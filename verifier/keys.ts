import type { CryptoKey } from 'jose'
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import { importJWK } from 'jose/key/import'
import * as v from 'valibot'
import { type LedgerKey, ledgerKeysSchema } from '../functions/domain/proofs/published-keys.ts'
import type { Findings } from './findings.ts'

/** Why a key's signatures count; undefined: nothing vouches for it. */
export type Trust =
  /** Its thumbprint was given. */
  | 'pinned'
  /** A trusted key vouches for it in an event of the ledger. */
  | 'endorsed'
  /** Only those of its checkpoints count that a trusted one leads back to, each naming the one before it. */
  | 'before'
  /** A trusted checkpoint lists it as a key of receipts. */
  | 'listed'
  /** No thumbprint was given: it stands in the set of keys, and nothing else vouches for it. */
  | 'unvouched'

export interface Key {
  readonly published: LedgerKey
  readonly key: CryptoKey
  trust?: Trust
}

export type Keys = ReadonlyMap<string, Key>

/** The published keys by their thumbprints, which are computed here, not believed. */
export async function keysOf(set: unknown, pins: readonly string[], findings: Findings): Promise<Keys> {
  const keys = new Map<string, Key>()
  if (set === undefined) return keys
  const fault = (about: string, expected: string, found: string) =>
    findings.add({ code: 'Keys', verdict: 'tampered', about, expected, found })
  const parsed = v.safeParse(ledgerKeysSchema, set)
  if (!parsed.success) {
    fault('the keys', 'the set of keys as /.well-known/ledger-keys.json gives it', parsed.issues[0].message)
    return keys
  }
  for (const published of parsed.output.keys) {
    const { kty, crv, x, y, kid } = published
    const about = `key ${kid}`
    if (keys.has(kid)) {
      fault(about, 'each key once: it is for one purpose', 'it twice')
      continue
    }
    const thumbprint = await calculateJwkThumbprint({ kty, crv, x, y })
    if (thumbprint !== kid) {
      fault(about, 'the key with this thumbprint', `a key with the thumbprint ${thumbprint}`)
      continue
    }
    const key = await importJWK({ kty, crv, x, y, alg: 'ES256' }, 'ES256').catch(() => undefined)
    if (!key || key instanceof Uint8Array) {
      fault(about, 'a point on P-256', 'none')
      continue
    }
    const trust: Trust | undefined = pins.includes(kid) ? 'pinned' : pins.length === 0 ? 'unvouched' : undefined
    keys.set(kid, { published, key, ...(trust && { trust }) })
  }
  for (const pin of pins.filter((one) => !keys.has(one)))
    fault('the keys', `the pinned key ${pin}`, `${keys.size} other keys`)
  return keys
}
