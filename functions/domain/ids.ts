import type { RequestKey } from './request.ts'

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

/** Operator and client ids are free text: percent-encoded, they cannot contain the `#` that separates a key's parts. */
export const keyPart = (text: string): string => encodeURIComponent(text)

/**
 * The longest id in a key, percent-encoded: an address of 254 characters whose `@` takes three. DynamoDB takes 1024
 * bytes of a sort key; the longest, of an idempotency key, holds two ids and 384 bytes.
 */
const maxKeyPart = 256

/** Whether an id from outside has room in every key. Half a surrogate pair cannot be encoded at all. */
export const fitsKey = (text: string): boolean => text.isWellFormed() && keyPart(text).length <= maxKeyPart
