import { base64urlOf, canonicalJson, sha256Hex, sha256HexAfter } from './digest.ts'
import { keyPart } from './ids.ts'
import type { Domain } from './keys.ts'
import { type AccessRequest, type Actor, requestId } from './request.ts'
import type { Instant } from './time.ts'

/**
 * Which event may come from which domain (design §4). The ledger refuses an event from any other one, so that a
 * compromised function can only lie about what it may do anyway. Printed in `docs/ledger.md`.
 */
export const eventDomains = {
  // By an approver only as a fire drill; the ledger checks that.
  'lockbox.request.started': ['operator', 'approver'],
  'lockbox.request.approved': ['link', 'approver'],
  'lockbox.request.denied': ['link', 'approver'],
  'lockbox.request.canceled': ['operator'],
  'lockbox.request.expired': ['workflow', 'sweep'],
  'lockbox.request.emergency': ['breakglass'],
  'lockbox.request.revoked': ['approver', 'link'],
  'lockbox.request.ended': ['operator', 'vendor-admin', 'workflow', 'sweep'],
  'lockbox.request.notRequired': ['operator', 'breakglass'],
  'lockbox.request.commented': ['operator', 'approver'],
  // A door that stood open although its request said otherwise, closed by a revocation.
  'lockbox.door.closed': ['approver', 'link'],
  'lockbox.settings.created': ['vendor-admin'],
  'lockbox.settings.changed': ['approver'],
  'lockbox.approver.proposed': ['vendor-admin'],
  'lockbox.approver.proposalStopped': ['approver'],
  'lockbox.person.invited': ['invite'],
  'lockbox.environment.created': ['vendor-admin'],
  'lockbox.environment.changed': ['vendor-admin'],
  'lockbox.environment.managed': ['approver'],
  'lockbox.environment.unmanaged': ['approver'],
  'lockbox.mail.sent': ['workflow', 'tell'],
  'lockbox.mail.failed': ['workflow', 'tell'],
  'lockbox.mail.requested': ['link', 'approver', 'operator'],
  'lockbox.link.locked': ['link'],
  // Once a minute of a grant; once an hour where none is needed.
  'lockbox.access.used': ['check'],
  'lockbox.access.notRequired': ['check'],
  'lockbox.environment.migrated': ['vendor-admin'],
  'lockbox.catalogue.changed': ['catalogue'],
  // No transition: an approver took note of an emergency.
  'lockbox.request.acknowledged': ['approver'],
  'lockbox.brake.lifted': ['approver'],
  'lockbox.mail.delivered': ['delivery'],
  'lockbox.mail.undelivered': ['delivery'],
  'lockbox.access.tokenIssued': ['pass'],
  'lockbox.access.credentialsIssued': ['pass'],
  // A key of the ledger's proofs, vouched for by the one before it.
  'lockbox.key.changed': ['checkpoint'],
} as const satisfies Record<string, readonly Domain[]>

export type EventType = keyof typeof eventDomains

/** Whether the ledger may take an event of this type from this domain. */
export const mayEmit = (domain: Domain, type: string): boolean =>
  Object.hasOwn(eventDomains, type) && (eventDomains[type as EventType] as readonly Domain[]).includes(domain)

/** Whether an event is about a fire drill of the customer's. */
export const isDrill = ({ drill }: EventData['details']): boolean => drill === true

/** The events after which the door item is marked as recorded: no record, no access. A fire drill has no door. */
export const opensDoor = (type: string, details: EventData['details'] = {}): boolean =>
  (type === 'lockbox.request.approved' || type === 'lockbox.request.emergency') && !isDrill(details)

/** The events that *tell* mails about: the bus rule lists them. */
export const mailedTypes = [
  'lockbox.request.approved',
  'lockbox.request.denied',
  'lockbox.request.canceled',
  'lockbox.request.expired',
  'lockbox.request.ended',
  'lockbox.request.revoked',
  'lockbox.request.commented',
  'lockbox.settings.changed',
  'lockbox.environment.managed',
  'lockbox.environment.unmanaged',
  'lockbox.approver.proposed',
  'lockbox.approver.proposalStopped',
  'lockbox.catalogue.changed',
  'lockbox.request.emergency',
  'lockbox.brake.lifted',
] as const satisfies readonly EventType[]

/** What is in the hashed event: no personal value, only their salted hashes. */
export interface EventData {
  readonly tenantId: string
  readonly actor: { readonly kind: Actor['kind']; readonly method: Actor['method']; readonly client?: string }
  readonly requestId?: string
  /** The request's version after the transition; transitions of one request run 1..n without a gap. */
  readonly version?: number
  readonly environmentId?: string
  readonly service?: string
  readonly supportTicket?: string
  readonly before?: string
  readonly after?: string
  /** SHA-256(salt ‖ value) in lower-case hex by the value's name, e.g. `actor.email` (design §7). */
  readonly personal: Readonly<Record<string, string>>
  /** Facts of this type of event that are nobody's personal data. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>
}

/** CloudEvents 1.0, before the ledger adds `domain`, `seq` and `recordedAt` to its data. */
export interface AuditEvent {
  readonly specversion: '1.0'
  /** `<ulid>#<version>` for a transition of a request, else a ULID or `<entity>#<version>`; unique in the tenant. */
  readonly id: string
  readonly source: string
  readonly type: EventType
  readonly time: Instant
  readonly subject: string
  readonly datacontenttype: 'application/json'
  readonly data: EventData
}

/** A personal value with its salt (base64url, 16 bytes): kept beside the event, so that a person can be erased. */
export interface SaltedValue {
  readonly salt: string
  readonly value: string
}

/** An event together with the personal values that its hashes stand for: what lies in the outbox. */
export interface SealedEvent {
  readonly event: AuditEvent
  readonly personal: Readonly<Record<string, SaltedValue>>
}

/** What an event says of the request that it is about. */
export type EventRequest = Pick<AccessRequest, 'tenantId' | 'ulid' | 'environmentId' | 'service' | 'supportTicket'> & {
  readonly operator: Pick<AccessRequest['operator'], 'id'>
}

/** What a use case says happened; `seal` turns it into the event. */
export interface EventDraft {
  readonly id: string
  readonly type: EventType
  readonly tenantId: string
  readonly at: Instant
  readonly actor: Actor
  /** The request it is about, after what happened; of one that was not read, what its door says. */
  readonly request?: EventRequest
  /** Only for transitions. */
  readonly version?: number
  readonly before?: string
  readonly after?: string
  readonly environmentId?: string
  readonly service?: string
  readonly supportTicket?: string
  readonly details?: Readonly<Record<string, string | number | boolean | null | undefined>>
  /** Names, addresses, free text. */
  readonly personal?: Readonly<Record<string, string | undefined>>
}

/** Source of random bytes; `seal` takes 16 for each personal value. */
export type RandomBytes = (count: number) => Uint8Array

const present = <T>(values: Readonly<Record<string, T | undefined>>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, T] => entry[1] !== undefined))

/** SHA-256(salt ‖ value): raw salt, UTF-8 value. */
export const personalHash = (salted: SaltedValue): string => sha256HexAfter(salted.salt, 'base64url', salted.value)

/** The event of a draft, with every personal value salted. */
export function seal(draft: EventDraft, randomBytes: RandomBytes): SealedEvent {
  const { actor, request } = draft
  const values = present({
    'actor.id': actor.id,
    'actor.name': actor.name,
    'actor.email': actor.email,
    'actor.ip': actor.ip,
    'actor.userAgent': actor.userAgent,
    'operator.id': request?.operator.id,
    ...draft.personal,
  })
  const personal: Record<string, SaltedValue> = {}
  for (const [name, value] of Object.entries(values)) personal[name] = { salt: base64urlOf(randomBytes(16)), value }

  const environmentId = draft.environmentId ?? request?.environmentId
  const service = draft.service ?? request?.service
  const supportTicket = draft.supportTicket ?? request?.supportTicket
  const event: AuditEvent = {
    specversion: '1.0',
    id: draft.id,
    source: `urn:lockbox:${draft.tenantId}`,
    type: draft.type,
    time: draft.at,
    subject: request ? requestId(request) : draft.tenantId,
    datacontenttype: 'application/json',
    data: {
      tenantId: draft.tenantId,
      actor: { kind: actor.kind, method: actor.method, ...(actor.client && { client: actor.client }) },
      ...(request && { requestId: requestId(request) }),
      ...(draft.version !== undefined && { version: draft.version }),
      ...(environmentId && { environmentId }),
      ...(service && { service }),
      ...(supportTicket && { supportTicket }),
      ...(draft.before && { before: draft.before }),
      ...(draft.after && { after: draft.after }),
      personal: Object.fromEntries(Object.entries(personal).map(([name, salted]) => [name, personalHash(salted)])),
      details: present(draft.details ?? {}),
    },
  }
  return { event, personal }
}

/** How auditors look for who did it: by e-mail address where the event has one, else by id; in lower case. */
export const actorSought = (personal: SealedEvent['personal']): string =>
  (personal['actor.email']?.value || personal['actor.id']?.value || '').toLowerCase()

/** Whether an index can hold what is sought: DynamoDB takes 2048 bytes of its partition key. */
export const canBeSought = (sought: string): boolean => sought.isWellFormed() && keyPart(sought).length <= 1800

/** What makes two events with one id the same event: the domain that it came from, and its canonical form. */
export const eventDigest = (domain: Domain, event: AuditEvent): string => sha256Hex(canonicalJson({ domain, event }))
