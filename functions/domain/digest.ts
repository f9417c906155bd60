// Bytes and hashes: all that the domain takes from Node. A browser has `web/digest.ts` in its place, with the same exports
// on pure JavaScript; `test/unit/web/digest.test.ts` holds the two to the same answers.
import { createHash, hash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** The parts of one digest, joined: one call of `hash` costs half of what a Hash object does (1 µs less an event). */
const joined = Buffer.allocUnsafeSlow(64 * 1024)

/** Lower-case hex of SHA-256 over the parts, joined without separators. Strings count as UTF-8. */
export function sha256Hex(...parts: readonly (string | Uint8Array)[]): string {
  let length = 0
  for (const part of parts) {
    // A character of UTF-16 takes at most three bytes of UTF-8.
    if (length + part.length * 3 > joined.length) return sha256OfMany(parts)
    if (typeof part === 'string') length += joined.write(part, length)
    else {
      joined.set(part, length)
      length += part.length
    }
  }
  return hash('sha256', joined.subarray(0, length), 'hex')
}

function sha256OfMany(parts: readonly (string | Uint8Array)[]): string {
  const digest = createHash('sha256')
  for (const part of parts) digest.update(part)
  return digest.digest('hex')
}

/** SHA-256 over the bytes that base64url or hex writes, followed by text: what a verifier computes millions of. */
export function sha256HexAfter(encoded: string, encoding: 'base64url' | 'hex', text: string): string {
  if ((encoded.length + text.length) * 3 > joined.length) return sha256Hex(Buffer.from(encoded, encoding), text)
  const first = joined.write(encoded, 0, encoding)
  return hash('sha256', joined.subarray(0, first + joined.write(text, first)), 'hex')
}

/** RFC 8785 (JCS) form of a JSON value: the form in which everything is hashed, MACed or signed. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('only JSON values have a canonical form')
  return text
}

/** The bytes that hex digits write. */
export const bytesOfHex = (hex: string): Uint8Array => Buffer.from(hex, 'hex')

/** The bytes that base64url writes (RFC 4648, 5), without padding. */
export const bytesOfBase64url = (text: string): Uint8Array => Buffer.from(text, 'base64url')

/** Bytes, or text as UTF-8, in base64url without padding. */
export const base64urlOf = (content: string | Uint8Array): string => Buffer.from(content).toString('base64url')

/** How many bytes text takes as UTF-8. */
export const utf8Length = (text: string): number => Buffer.byteLength(text)

/** A character for each of a few bytes. */
export const byteText = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')

/** SHA-256 over bytes as text, a character for each byte: what costs the least to make, and to compare. */
export const sha256ByteText = (bytes: Uint8Array): string => hash('sha256', bytes, 'binary')
