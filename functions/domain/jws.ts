import { base64urlOf, bytesOfBase64url, canonicalJson } from './digest.ts'

/** Header of what we sign: ES256, with a `typ` that keeps one kind of statement from passing for another (RFC 8725, 3.11). */
interface Header {
  readonly typ: string
  readonly kid: string
}

/** What is signed of a JWS in its compact form (RFC 7515, 5.1). The claims lie in it in their canonical form. */
export const signingInput = ({ typ, kid }: Header, claims: unknown): string =>
  `${base64urlOf(canonicalJson({ alg: 'ES256', kid, typ }))}.${base64urlOf(canonicalJson(claims))}`

/** The compact form of what was signed, with its signature: for ES256 r and s of 32 bytes each (RFC 7518, 3.4). */
export const compactJws = (input: string, signature: Uint8Array): string => `${input}.${base64urlOf(signature)}`

/** What a compact JWS says of itself, for who shows it or looks for its key: anybody can have written it. */
export interface Unverified {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: unknown
}

/** Reads one without looking at its signature; undefined: it is none. */
export function readUnverified(jws: string): Unverified | undefined {
  const [first = '', second = '', signature, ...more] = jws.split('.')
  if (!signature || more.length > 0) return undefined
  try {
    const header = json(first)
    return isObject(header) ? { header, claims: json(second) } : undefined
  } catch {
    return undefined
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
const json = (part: string): unknown => JSON.parse(utf8.decode(bytesOfBase64url(part)))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
