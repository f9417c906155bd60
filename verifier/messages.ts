import { sha256HexOfBytes } from '../functions/domain/digest.ts'
import { type Cursor, token } from './cursor.ts'

/** Each message for SHA-256 is put together here; no event and no value of an entry comes near this length. */
const message = new Uint8Array(64 * 1024)
/** Its beginnings, by length: making a view of bytes takes a fifth of the time of hashing a personal value. */
const beginnings: Uint8Array[] = Array.from({ length: 2048 }, (_, length) => message.subarray(0, length))

const digestOf = (length: number): string => sha256HexOfBytes(beginnings[length] ?? message.subarray(0, length))

/** What each character is worth as a digit; 255: it is none. */
const worth = (digits: string): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, byte) => digits.indexOf(String.fromCharCode(byte)))
const base64url = worth('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
const hex = worth('0123456789abcdef')

const behindSalt = token('","value":"')
const saltDigits = 22
const saltBytes = 16

const hashBytes = 32

/** The hash of a personal value that begins with its salt here, as `personalHash` makes it. */
export function personalDigest(cursor: Cursor): string {
  if (!takeSalt(cursor.bytes, cursor.at)) cursor.ok = false
  cursor.at += saltDigits
  cursor.take(behindSalt)
  const length = cursor.copy(message, saltBytes)
  return cursor.ok ? digestOf(length) : ''
}

/** Decodes 22 digits into 16 bytes. Of the last digit only two bits count: the others have to be zero, as in `isSalt`. */
function takeSalt(bytes: Uint8Array, from: number): boolean {
  let all = 0
  const digit = (at: number): number => {
    const value = base64url[bytes[at] as number] as number
    all |= value
    return value
  }
  let at = from
  for (let to = 0; to < saltBytes - 1; to += 3) {
    const four = (digit(at) << 18) | (digit(at + 1) << 12) | (digit(at + 2) << 6) | digit(at + 3)
    message[to] = four >> 16
    message[to + 1] = four >> 8
    message[to + 2] = four
    at += 4
  }
  const last = (digit(at) << 6) | digit(at + 1)
  message[saltBytes - 1] = last >> 4
  return all < 64 && (last & 15) === 0
}

/** The hash of an event behind the one before it, as `hashAfter` makes it; undefined: no hash stands there. */
export function chainDigest(bytes: Uint8Array, previousHash: number, from: number, to: number): string | undefined {
  let all = 0
  for (let i = 0; i < hashBytes; i++) {
    const high = hex[bytes[previousHash + i * 2] as number] as number
    const low = hex[bytes[previousHash + i * 2 + 1] as number] as number
    all |= high | low
    message[i] = (high << 4) | low
  }
  const length = hashBytes + to - from
  if (all > 15 || length > message.length) return undefined
  message.set(bytes.subarray(from, to), hashBytes)
  return digestOf(length)
}
