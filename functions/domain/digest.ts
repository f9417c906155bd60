// The only Node module that the domain may import: hashing is a pure function of its input.
import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** Lower-case hex of SHA-256 over the parts, joined without separators. Strings count as UTF-8. */
export function sha256Hex(...parts: (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** RFC 8785 (JCS) form of a JSON value: the form in which everything is hashed, MACed or signed. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('only JSON values have a canonical form')
  return text
}
