import { base64urlOf, canonicalJson } from './digest.ts'

/** Header of what we sign: ES256, with a `typ` that keeps one kind of statement from passing for another (RFC 8725, 3.11). */
interface Header {
  readonly typ: string
  readonly kid: string
}

/** What is signed of a JWS in its compact form (RFC 7515, 5.1). The claims lie in it in their canonical form. */
export const signingInput = ({ typ, kid }: Header, claims: unknown): string =>
  `${base64urlOf(canonicalJson({ alg: 'ES256', kid, typ }))}.${base64urlOf(canonicalJson(claims))}`
