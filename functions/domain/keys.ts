import { keyPart } from './ids.ts'
import type { RequestKey } from './request.ts'
import { hourOf, type Instant } from './time.ts'

/** Who may put an audit event into the outbox; the function that acts, not the person (design §4). */
export const domains = [
  'operator',
  'breakglass',
  'vendor-admin',
  'approver',
  'link',
  'auditor',
  'check',
  'pass',
  'workflow',
  'sweep',
  'tell',
  'delivery',
  'catalogue',
  'checkpoint',
] as const
export type Domain = (typeof domains)[number]

export interface Key {
  readonly pk: string
  readonly sk: string
}

/** Partition key prefixes of `State`: the roles in `infra/` are held to them by `dynamodb:LeadingKeys`. */
export const prefix = {
  customer: 'customer#',
  /** Apart from the settings, which the vendor creates: IAM sees partitions, and un-managing is the customer's alone. */
  unmanaged: 'unmanaged#',
  environment: 'environment#',
  request: 'request#',
  door: 'door#',
  latest: 'latest#',
  idempotency: 'idempotency#',
  outbox: (domain: Domain) => `outbox#${domain}#`,
  count: (domain: Domain) => `count#${domain}#`,
  /** Partition keys of the indexes on `State`. */
  index: { due: 'due#', state: 'state#', ticket: 'ticket#', operator: 'operator#' },
  /** `Ledger`. */
  ledger: { tenant: 'tenant#', event: 'event#' },
} as const

/** Keys of the `State` table. */
export const key = {
  settings: (tenantId: string): Key => ({ pk: `${prefix.customer}${tenantId}`, sk: 'settings' }),
  unmanaged: (tenantId: string, environmentId: string): Key => ({
    pk: `${prefix.unmanaged}${tenantId}`,
    sk: environmentId,
  }),
  environment: (tenantId: string, environmentId: string): Key => ({
    pk: `${prefix.environment}${tenantId}`,
    sk: environmentId,
  }),
  request: (request: RequestKey): Key => ({ pk: `${prefix.request}${request.tenantId}`, sk: request.ulid }),
  door: (tenantId: string, environmentId: string, operatorId: string, ulid: string): Key => ({
    pk: `${prefix.door}${tenantId}`,
    sk: `${environmentId}#${keyPart(operatorId)}#${ulid}`,
  }),
  outbox: (domain: Domain, tenantId: string, eventId: string): Key => ({
    pk: `${prefix.outbox(domain)}${tenantId}`,
    sk: eventId,
  }),
  latest: (tenantId: string, environmentId: string, operatorId: string, service: string): Key => ({
    pk: `${prefix.latest}${tenantId}`,
    sk: `${environmentId}#${keyPart(operatorId)}#${service}`,
  }),
  idempotency: (tenantId: string, client: string, operatorId: string, idempotencyKey: string): Key => ({
    pk: `${prefix.idempotency}${tenantId}`,
    sk: `${keyPart(client)}#${keyPart(operatorId)}#${keyPart(idempotencyKey)}`,
  }),
  /** A counter of one hour. */
  count: (domain: Domain, tenantId: string, what: string, who: string, now: Instant): Key => ({
    pk: `${prefix.count(domain)}${tenantId}`,
    sk: `${what}#${keyPart(who)}#${hourOf(now)}`,
  }),
  /** Marks that one recipient was told of one event, so that an event delivered twice is mailed once. */
  told: (tenantId: string, eventId: string, recipient: string): Key => ({
    pk: `${prefix.count('tell')}${tenantId}`,
    sk: `told#${eventId}#${keyPart(recipient)}`,
  }),
} as const

/** An outbox key taken apart; undefined when it is none. */
export function parseOutboxKey(k: Key): { domain: Domain; tenantId: string; eventId: string } | undefined {
  const [head, domainName, tenantId, ...more] = k.pk.split('#')
  const domain = domains.find((d) => d === domainName)
  if (head !== 'outbox' || !domain || !tenantId || more.length > 0) return undefined
  return { domain, tenantId, eventId: k.sk }
}

/** A request key taken apart; undefined when it is none. */
export function parseRequestKey(k: Key): RequestKey | undefined {
  if (!k.pk.startsWith(prefix.request)) return undefined
  return { tenantId: k.pk.slice(prefix.request.length), ulid: k.sk }
}
