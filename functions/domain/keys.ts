import { sha256Hex } from './digest.ts'
import { keyPart } from './ids.ts'
import type { RequestKey } from './request.ts'
import { dayOf, hourOf, type Instant } from './time.ts'

/** Who may put an audit event into the outbox; the function that acts, not the person (design §4). */
export const domains = [
  'operator',
  'breakglass',
  'vendor-admin',
  'approver',
  'link',
  'auditor',
  'vendor-auditor',
  'check',
  'pass',
  'workflow',
  'sweep',
  'tell',
  'delivery',
  'catalogue',
  'checkpoint',
  'invite',
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
  /** Comments by the side that wrote them, so that IAM keeps one side from writing in the other's name. */
  comment: (domain: Domain) => `comment#${domain}#`,
  /** Codes on their way to approvers whose address is not confirmed yet. */
  confirm: 'confirm#',
  /** Who is to be told of an event, as the list was when it happened. */
  notice: 'notice#',
  /** An approver whom the vendor proposes, where nobody is left who can act. */
  proposal: 'proposal#',
  /** The newest fire drill: the customer's own, where starts have `latest#`. */
  drill: 'drill#',
  /** Emergency access refused until: the customer's, after a denial or a revocation. */
  brake: 'brake#',
  /** Which tenants there are, by shard. */
  registry: 'registry#',
  /** The catalogue that tenants were told of last. */
  catalogue: 'catalogue#',
  /** Exports that an auditor asked for, and how far they are. */
  export: 'export#',
  /** How far a tenant's proofs are: a hint, the bucket says what is true. */
  checkpoint: 'checkpoint#',
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
  /** By request, in the order of their making. */
  comment: (domain: Domain, request: RequestKey, commentUlid: string): Key => ({
    pk: `${prefix.comment(domain)}${request.tenantId}`,
    sk: `${request.ulid}#${commentUlid}`,
  }),
  confirm: (tenantId: string, approverId: string): Key => ({ pk: `${prefix.confirm}${tenantId}`, sk: approverId }),
  notice: (tenantId: string, eventId: string): Key => ({ pk: `${prefix.notice}${tenantId}`, sk: eventId }),
  proposal: (tenantId: string): Key => ({ pk: `${prefix.proposal}${tenantId}`, sk: 'proposal' }),
  /** A counter of one hour. */
  count: (domain: Domain, tenantId: string, what: string, who: string, now: Instant): Key => ({
    pk: `${prefix.count(domain)}${tenantId}`,
    sk: `${what}#${keyPart(who)}#${hourOf(now)}`,
  }),
  /** A counter of one day, in UTC. */
  countByDay: (domain: Domain, tenantId: string, what: string, who: string, now: Instant): Key => ({
    pk: `${prefix.count(domain)}${tenantId}`,
    sk: `${what}#${keyPart(who)}#${dayOf(now)}`,
  }),
  /** A counter of one request's whole life. */
  countOf: (domain: Domain, what: string, request: RequestKey): Key => ({
    pk: `${prefix.count(domain)}${request.tenantId}`,
    sk: `${what}#${request.ulid}`,
  }),
  brake: (tenantId: string, environmentId: string): Key => ({ pk: `${prefix.brake}${tenantId}`, sk: environmentId }),
  /** How often a grant was used, and when: of `check` at data services, of `pass` the tokens and credentials given out. */
  uses: (domain: 'check' | 'pass', grant: RequestKey): Key => ({
    pk: `${prefix.count(domain)}${grant.tenantId}`,
    sk: `uses#${grant.ulid}`,
  }),
  /** An export that an auditor asked for. */
  export: (tenantId: string, id: string): Key => ({ pk: `${prefix.export}${tenantId}`, sk: id }),
  drill: (tenantId: string): Key => ({ pk: `${prefix.drill}${tenantId}`, sk: 'latest' }),
  /** Marks that one recipient was told of one event, so that an event delivered twice is mailed once. */
  told: (tenantId: string, eventId: string, recipient: string): Key => ({
    pk: `${prefix.count('tell')}${tenantId}`,
    sk: `told#${eventId}#${keyPart(recipient)}`,
  }),
  /** Marks that what became of a mail is recorded, so that what SES says twice is recorded once. */
  delivered: (tenantId: string, said: string): Key => ({
    pk: `${prefix.count('delivery')}${tenantId}`,
    sk: `said#${keyPart(said)}`,
  }),
  /** Marks that an address was invited, or has its account anyway. */
  invited: (tenantId: string, email: string): Key => ({
    pk: `${prefix.count('invite')}${tenantId}`,
    sk: `invited#${keyPart(email)}`,
  }),
  /** That there is this tenant. */
  registry: (tenantId: string): Key => ({ pk: registryPartition(shardOf(tenantId)), sk: tenantId }),
  /** The catalogue that tenants were told of last. */
  catalogue: { pk: `${prefix.catalogue}current`, sk: 'catalogue' },
  /** How far a tenant's proofs are. */
  proofs: (tenantId: string): Key => ({ pk: `${prefix.checkpoint}${tenantId}`, sk: 'newest' }),
  /** Who seals the tenant's ledger just now. */
  sealing: (tenantId: string): Key => ({ pk: `${prefix.checkpoint}${tenantId}`, sk: 'sealing' }),
  /** Marks that a ledger key was put into the outbox to be announced. */
  keyAnnounced: (tenantId: string, keyId: string): Key => ({
    pk: `${prefix.checkpoint}${tenantId}`,
    sk: `announced#${keyId}`,
  }),
  /** Marks that a tenant's ledger has a change of the catalogue. */
  announced: (tenantId: string, eventId: string): Key => ({
    pk: `${prefix.count('catalogue')}${tenantId}`,
    sk: `announced#${eventId}`,
  }),
} as const

/** The registry of tenants is spread over this many partitions; it never changes, or tenants would be looked for elsewhere. */
export const registryShards = 16

export const registryPartition = (shard: number): string => `${prefix.registry}${shard}`

const shardOf = (tenantId: string): number => Number.parseInt(sha256Hex(tenantId).slice(0, 2), 16) % registryShards

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

/** A confirmation's key taken apart; undefined when it is none. */
export function parseConfirmKey(k: Key): { tenantId: string; approverId: string } | undefined {
  if (!k.pk.startsWith(prefix.confirm)) return undefined
  return { tenantId: k.pk.slice(prefix.confirm.length), approverId: k.sk }
}

/**
 * Whose door it is, and whither: a door's key taken apart; undefined when it is none, or is spelled as no door's is. What
 * its attributes say of that is nothing but the word of whoever put it.
 */
export function parseDoorKey(
  k: Key,
): { readonly request: RequestKey; readonly environmentId: string; readonly operatorId: string } | undefined {
  const tenantId = k.pk.slice(prefix.door.length)
  const [environmentId = '', part = '', ulid = ''] = k.sk.split('#')
  const operatorId = decoded(part)
  if (operatorId === undefined) return undefined
  const right = key.door(tenantId, environmentId, operatorId, ulid)
  return right.pk === k.pk && right.sk === k.sk ? { request: { tenantId, ulid }, environmentId, operatorId } : undefined
}

/** What `keyPart` encoded; undefined when it is nothing that it can have encoded. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
