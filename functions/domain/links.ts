import { base64urlOf, canonicalJson, sha256Hex } from './digest.ts'
import { base32, isUlid, parseRequestId } from './ids.ts'
import type { AccessRequest, RequestKey } from './request.ts'
import { requestId } from './request.ts'
import type { Instant } from './time.ts'

/** Five wrong codes lock a link, fifteen an approver for that request (design §5). */
export const maxWrongPerLink = 5
export const maxWrongPerApprover = 15
/**
 * So many links of an approver are kept; a further one replaces the oldest. Fewer where many approvers have some, so that
 * an item stays under 32 KB (design §4).
 */
export const linksKept = (approvers: number): number => (approvers <= 12 ? 10 : 6)

/** A link id taken apart. It shows a request; it cannot decide. */
export interface LinkId {
  readonly text: string
  readonly request: RequestKey
  readonly approverId: string
}

/** What the request's item knows of one link: never the link itself, never its code. */
export interface StoredLink {
  /** Keyed MAC over link, code and the digest of what is asked. */
  readonly mac: Uint8Array
  readonly sentAt: Instant
  /** Wrong codes typed so far. */
  readonly wrong: number
  /** Locked, and a fresh mail was asked for in its place. */
  readonly replaced?: boolean
}

/** `<request id>.<approver id>.<16 random bytes, base64url>`. */
export const formatLinkId = (request: RequestKey, approverId: string, secret: Uint8Array): string =>
  `${requestId(request)}.${approverId}.${base64urlOf(secret)}`

/** Undefined when the text is not a link id. */
export function parseLinkId(text: string): LinkId | undefined {
  const [tenantId = '', ulid = '', approverId = '', secret = '', ...more] = text.split('.')
  const request = parseRequestId(`${tenantId}.${ulid}`)
  if (!request || more.length > 0 || !isUlid(approverId) || !/^[A-Za-z0-9_-]{22}$/.test(secret)) return undefined
  return { text, request, approverId }
}

/** The name under which a link is stored on its request: its hash, so that the table does not show links. */
export const storedLinkName = (link: Pick<LinkId, 'text' | 'approverId'>): string =>
  `${link.approverId}.${sha256Hex(link.text).slice(0, 32)}`

/** Eight characters of Crockford base 32 from five random bytes (40 bits), without the dash. */
export function codeFrom(fiveBytes: Uint8Array): string {
  let bits = 0n
  for (const byte of fiveBytes) bits = (bits << 8n) | BigInt(byte)
  let code = ''
  for (let shift = 35n; shift >= 0n; shift -= 5n) code += base32[Number((bits >> shift) & 31n)]
  return code
}

/** As printed in the mail: `K7F2-QX9M`. */
export const showCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`

/**
 * A typed code in its one form; undefined when it cannot be a code. Crockford: any case, `O` is 0, `I` and `L` are
 * 1; dashes and spaces do not count.
 */
export function readCode(typed: string): string | undefined {
  const code = typed.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(code) ? code : undefined
}

/** Digest of what is asked: what is approved is what was mailed (design §5). Lower-case hex. */
export const askDigest = (request: AccessRequest): string =>
  sha256Hex(
    canonicalJson({
      tenantId: request.tenantId,
      environmentId: request.environmentId,
      service: request.service,
      accessLevel: request.accessLevel,
      accessPeriod: request.accessPeriod,
      operator: request.operator.id,
      operatorEmail: request.operator.email,
      operatorName: request.operator.name,
      environmentName: request.environmentName,
      reason: request.reason,
      supportTicket: request.supportTicket ?? null,
      requestedAt: request.requestedAt,
      expiresAt: request.expiresAt,
      // Only when set: the digest of every other request stays what it was.
      ...(request.drill && { drill: true }),
      // The mail shows them, and the machine is who gets tokens in the operator's name.
      ...(request.operator.client && { client: request.operator.client }),
      ...(request.operator.country && { country: request.operator.country }),
      ...(request.operator.employer && { employer: request.operator.employer }),
      ...(request.extends && { extends: request.extends }),
      ...(request.incident && { incident: request.incident }),
    }),
  )

/**
 * What the code's MAC is computed over, as bytes: the link, the code, what is asked, and the address that the mail
 * goes to, so that "decided with the link and code mailed to x@y" is what was checked.
 */
export const macMessage = (linkId: string, code: string, email: string, request: AccessRequest): Uint8Array =>
  new TextEncoder().encode(canonicalJson({ linkId, code, email, digest: askDigest(request) }))
