// What `functions/domain/digest.ts` gives, for browsers: the build puts this file in its place (`web/build.ts`).
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'

const bytesOf = (part: string | Uint8Array): Uint8Array => (typeof part === 'string' ? utf8ToBytes(part) : part)

export const sha256Hex = (...parts: readonly (string | Uint8Array)[]): string =>
  bytesToHex(sha256(concatBytes(...parts.map(bytesOf))))

export const sha256HexAfter = (encoded: string, encoding: 'base64url' | 'hex', text: string): string =>
  sha256Hex(encoding === 'hex' ? bytesOfHex(encoded) : bytesOfBase64url(encoded), text)

export function canonicalJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('only JSON values have a canonical form')
  return text
}

export const bytesOfHex = (hex: string): Uint8Array => hexToBytes(hex)

export const bytesOfBase64url = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (byte) => byte.charCodeAt(0))

export const base64urlOf = (content: string | Uint8Array): string =>
  btoa(Array.from(bytesOf(content), (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

export const utf8Length = (text: string): number => utf8ToBytes(text).length

export const byteText = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

export const sha256ByteText = (bytes: Uint8Array): string => String.fromCharCode(...sha256(bytes))
