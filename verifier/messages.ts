import { sha256ByteText } from '../functions/domain/digest.ts'
import { type Cursor, token } from './cursor.ts'

/** Each message for SHA-256 is put together here; no event and no value of an entry comes near this length. */
const message = new Uint8Array(64 * 1024)
/** Its beginnings, by length: making a view of bytes takes a fifth of the time of hashing a personal value. */
const beginnings: Uint8Array[] = Array.from({ length: 2048 }, (_, length) => message.subarray(0, length))

/** What each character is worth as a digit; 65535, which is no part of any byte: it is none. */
const worth = (digits: string): Uint16Array =>
  Uint16Array.from({ length: 256 }, (_, byte) => digits.indexOf(String.fromCharCode(byte)))
const base64url = worth('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
const hex = worth('0123456789abcdef')

const behindSalt = token('","value":"')
const saltDigits = 22
const saltBytes = 16
const hashBytes = 32
export const hashDigits = 64

/** Takes a personal value that begins with its salt here: whether it has the hash that stands at a place. */
export function takeValueOf(cursor: Cursor, hash: number): boolean {
  if (!takeSalt(cursor.bytes, cursor.at)) return false
  cursor.at += saltDigits
  cursor.take(behindSalt)
  const length = cursor.copy(message, saltBytes)
  return cursor.ok && hasHash(length, cursor.bytes, hash)
}

/** Decodes 22 digits into 16 bytes. Of the last digit only two bits count: the others have to be zero, as in `isSalt`. */
function takeSalt(bytes: Uint8Array, from: number): boolean {
  let all = 0
  let at = from
  for (let to = 0; to < saltBytes - 1; to += 3) {
    const a = base64url[bytes[at] as number] as number
    const b = base64url[bytes[at + 1] as number] as number
    const c = base64url[bytes[at + 2] as number] as number
    const d = base64url[bytes[at + 3] as number] as number
    all |= a | b | c | d
    message[to] = (a << 2) | (b >> 4)
    message[to + 1] = (b << 4) | (c >> 2)
    message[to + 2] = (c << 6) | d
    at += 4
  }
  const last = base64url[bytes[at] as number] as number
  const end = base64url[bytes[at + 1] as number] as number
  message[saltBytes - 1] = (last << 2) | (end >> 4)
  return (all | last | end) < 64 && (end & 15) === 0
}

/** Whether an event, behind the hash before it, has the hash that stands at a place. */
export function eventHasHash(bytes: Uint8Array, previousHash: number, from: number, to: number, hash: number): boolean {
  const length = hashBytes + to - from
  if (length > message.length || !isHashAt(bytes, previousHash)) return false
  for (let i = 0; i < hashBytes; i++) message[i] = byteAt(bytes, previousHash + 2 * i)
  message.set(bytes.subarray(from, to), hashBytes)
  return hasHash(length, bytes, hash)
}

/** Whether 64 lower-case digits stand at a place, as in `isHash`. */
export function isHashAt(bytes: Uint8Array, at: number): boolean {
  let all = 0
  for (let i = 0; i < hashDigits; i++) all |= hex[bytes[at + i] as number] as number
  return all < 16
}

/** Whether a message of so many bytes has the hash that stands at a place in lower-case hex. */
function hasHash(length: number, bytes: Uint8Array, at: number): boolean {
  const digest = sha256ByteText(beginnings[length] ?? message.subarray(0, length))
  for (let i = 0; i < hashBytes; i++) if (digest.charCodeAt(i) !== byteAt(bytes, at + 2 * i)) return false
  return true
}

/** The byte that two digits write; more than 255 where one of them is none. */
const byteAt = (bytes: Uint8Array, at: number): number =>
  ((hex[bytes[at] as number] as number) << 4) | (hex[bytes[at + 1] as number] as number)
