import type { RequestKey } from './request.ts'
import { type Instant, instant } from './time.ts'

/** Crockford base 32, 26 characters, upper case. */
export const ulidForm = /^[0-9A-HJKMNP-TV-Z]{26}$/
/** Design §4: tenant `[a-z0-9-]{1,40}`. */
export const tenantForm = /^[a-z0-9-]{1,40}$/
/** Design §4: environment and service `[A-Za-z0-9_-]{1,64}`. */
export const nameForm = /^[A-Za-z0-9_-]{1,64}$/

export const isTenantId = (text: string): boolean => tenantForm.test(text)

export const isName = (text: string): boolean => nameForm.test(text)

export const isUlid = (text: string): boolean => ulidForm.test(text)

/** The key behind a public request id `<tenant>.<ulid>`; undefined when the text is not one. */
export function parseRequestId(id: string): RequestKey | undefined {
  const [tenantId = '', ulid = '', ...more] = id.split('.')
  return more.length === 0 && isTenantId(tenantId) && isUlid(ulid) ? { tenantId, ulid } : undefined
}

/** Crockford's base 32: the digits of a ULID and of a code. */
export const base32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The ten digits of a ULID that say when it was made: milliseconds since the epoch, 48 bits. */
function ulidTime(ms: number): string {
  let rest = Math.min(Math.max(ms, 0), 2 ** 48 - 1)
  let digits = ''
  for (let i = 0; i < 10; i++) {
    digits = (base32[rest % 32] ?? '') + digits
    rest = Math.floor(rest / 32)
  }
  return digits
}

/** When a ULID was made. */
export const ulidInstant = (ulid: string): Instant =>
  instant([...ulid.slice(0, 10)].reduce((ms, digit) => ms * 32 + base32.indexOf(digit), 0))

/** The first and the last ULID that can have been made from `from` on, and before `to`. */
export const ulidsWithin = (from?: Instant, to?: Instant): { readonly first: string; readonly last: string } => ({
  first: `${ulidTime(from === undefined ? 0 : Date.parse(from))}${'0'.repeat(16)}`,
  last: `${ulidTime(to === undefined ? Number.POSITIVE_INFINITY : Date.parse(to) - 1)}${'Z'.repeat(16)}`,
})

/** Operator and client ids are free text: percent-encoded, they cannot contain the `#` that separates a key's parts. */
export const keyPart = (text: string): string => encodeURIComponent(text)

/**
 * The longest id in a key, percent-encoded: an address of 254 characters whose `@` takes three. DynamoDB takes 1024
 * bytes of a sort key; the longest, of an idempotency key, holds two ids and 384 bytes.
 */
const maxKeyPart = 256

/** Whether an id from outside has room in every key. Half a surrogate pair cannot be encoded at all. */
export const fitsKey = (text: string): boolean => text.isWellFormed() && keyPart(text).length <= maxKeyPart
