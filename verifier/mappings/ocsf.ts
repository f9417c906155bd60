import { personalValue } from '../../functions/domain/entry-words.ts'
import type { EventType } from '../../functions/domain/events.ts'
import type { Exported } from './exported.ts'
import { entityOf } from './ocsf-entity.ts'

/** The release of the schema that the events are of: https://schema.ocsf.io/1.5.0 */
const ocsfVersion = '1.5.0'

/** Classes of the schema, with the category that each is in. */
const classes = {
  3004: { category: 3, name: 'Entity Management' },
  3005: { category: 3, name: 'User Access Management' },
  6003: { category: 6, name: 'API Activity' },
} as const
export type OcsfClass = keyof typeof classes

const severities = { informational: 1, low: 2, medium: 3, high: 4 } as const

/** What an event is in OCSF. Activities: of 3005 1 assigns and 2 revokes privileges; of the others 1 create, 2 read, 3 update. */
export interface OcsfKind {
  readonly class: OcsfClass
  readonly activity: 1 | 2 | 3
  /** @default informational */
  readonly severity?: keyof typeof severities
  /** That something did not succeed. @default success */
  readonly failed?: true
}

const opens = { class: 3005, activity: 1 } as const
const closes = { class: 3005, activity: 2 } as const
const creates = { class: 3004, activity: 1 } as const
const changes = { class: 3004, activity: 3 } as const
const calls = (activity: 1 | 2 | 3) => ({ class: 6003, activity }) as const

/** Every type of event, and those that come with the proofs; documented in `docs/exports.md`. */
export const ocsfKinds = {
  'lockbox.request.started': creates,
  'lockbox.request.approved': opens,
  'lockbox.request.denied': changes,
  'lockbox.request.canceled': changes,
  'lockbox.request.expired': changes,
  'lockbox.request.emergency': { ...opens, severity: 'high' },
  'lockbox.request.revoked': closes,
  'lockbox.request.ended': closes,
  'lockbox.request.notRequired': calls(1),
  'lockbox.request.commented': changes,
  'lockbox.door.closed': { ...closes, severity: 'high' },
  'lockbox.settings.created': creates,
  'lockbox.settings.changed': changes,
  'lockbox.approver.proposed': { ...creates, severity: 'medium' },
  'lockbox.approver.proposalStopped': changes,
  'lockbox.person.invited': creates,
  'lockbox.environment.created': creates,
  'lockbox.environment.changed': changes,
  'lockbox.environment.managed': changes,
  'lockbox.environment.unmanaged': { ...changes, severity: 'medium' },
  'lockbox.mail.sent': creates,
  'lockbox.mail.failed': { ...creates, severity: 'low', failed: true },
  'lockbox.mail.requested': creates,
  'lockbox.link.locked': { ...changes, severity: 'medium' },
  'lockbox.access.used': calls(2),
  'lockbox.access.notRequired': calls(2),
  'lockbox.environment.migrated': { ...changes, severity: 'medium' },
  'lockbox.catalogue.changed': changes,
  'lockbox.request.acknowledged': changes,
  'lockbox.brake.lifted': { ...changes, severity: 'medium' },
  'lockbox.mail.delivered': changes,
  'lockbox.mail.undelivered': { ...changes, severity: 'low', failed: true },
  'lockbox.access.tokenIssued': calls(1),
  'lockbox.access.credentialsIssued': calls(1),
  'lockbox.audit.exported': calls(2),
  'lockbox.audit.read': calls(2),
  'lockbox.key.changed': { ...changes, severity: 'medium' },
  'lockbox.request.refused': { ...calls(1), severity: 'low', failed: true },
} as const satisfies Readonly<Record<EventType, OcsfKind>> & Readonly<Record<string, OcsfKind>>

/** A type of a later release is an API activity that nobody has classified: 99, other. */
const kindOf = (type: string): OcsfKind | undefined =>
  Object.hasOwn(ocsfKinds, type) ? ocsfKinds[type as keyof typeof ocsfKinds] : undefined

/**
 * An entry as an event of the Open Cybersecurity Schema Framework. What OCSF has no place for lies in `unmapped`, so that
 * nothing but salts and hashes of personal values is left out.
 */
export function toOcsf(entry: Exported): Readonly<Record<string, unknown>> {
  const { event, seq, recordedAt, hash, previousHash } = entry
  const { data } = event
  const kind = kindOf(event.type)
  const classUid = kind?.class ?? 6003
  const activity = kind?.activity ?? 99
  const comment = personalValue(entry, 'reason') ?? personalValue(entry, 'reason.detail')
  return {
    metadata: {
      version: ocsfVersion,
      product: { name: 'Customer Lockbox', vendor_name: 'customer-lockbox' },
      uid: event.id,
      event_code: event.type,
      sequence: seq,
      log_name: event.source,
      logged_time: Date.parse(recordedAt),
      original_time: event.time,
      tenant_uid: data.tenantId,
    },
    category_uid: classes[classUid].category,
    class_uid: classUid,
    activity_id: activity,
    type_uid: classUid * 100 + activity,
    time: Date.parse(event.time),
    severity_id: severities[kind?.severity ?? 'informational'],
    status_id: kind?.failed ? 2 : 1,
    message: event.type,
    actor: actorIn(entry),
    ...byClass[classUid](entry),
    ...(comment && classUid === 3004 && { comment }),
    unmapped: {
      hash,
      previousHash,
      recordedAt,
      subject: event.subject,
      domain: data.domain,
      method: data.actor.method,
      ...pick(data, 'requestId', 'version', 'environmentId', 'service', 'supportTicket', 'before', 'after'),
      details: data.details,
      personal: Object.fromEntries(Object.entries(entry.personal).map(([name, { value }]) => [name, value])),
    },
  }
}

const pick = <T extends object>(from: T, ...names: readonly (keyof T)[]) =>
  Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])))

/** 1: a person; 3: a function of the lockbox. Who was erased has no id any more, and OCSF asks for one. */
function actorIn(entry: Exported) {
  const { actor } = entry.event.data
  const [email, name] = [personalValue(entry, 'actor.email'), personalValue(entry, 'actor.name')]
  return {
    user: {
      uid: personalValue(entry, 'actor.id') ?? 'erased',
      type_id: actor.kind === 'system' ? 3 : 1,
      type: actor.kind,
      ...(name && { name }),
      ...(email && { email_addr: email }),
    },
    ...(actor.client && { app_uid: actor.client }),
  }
}

const sourceOf = (entry: Exported) => {
  const [ip, agent] = [personalValue(entry, 'actor.ip'), personalValue(entry, 'actor.userAgent')]
  return {
    src_endpoint: ip ? { ip } : { svc_name: `lockbox.${entry.event.data.domain}` },
    ...(agent && { http_request: { user_agent: agent } }),
  }
}

/** What each class asks for beyond what all have. */
const byClass: Readonly<Record<OcsfClass, (entry: Exported) => object>> = {
  3004: (entry) => ({ entity: entityOf(entry), ...(personalValue(entry, 'actor.ip') && sourceOf(entry)) }),
  3005: (entry) => {
    const { environmentId, service, details } = entry.event.data
    const resources = [
      ...(environmentId ? [{ uid: environmentId, type: 'environment' }] : []),
      ...(service ? [{ uid: service, type: 'service' }] : []),
    ]
    const operator = personalValue(entry, 'operator.id')
    return {
      user: { uid: operator ?? 'erased', type_id: 1, ...(operator?.includes('@') && { email_addr: operator }) },
      // Whoever takes an access back takes all of it, and OCSF asks for a name.
      privileges: [typeof details.accessLevel === 'string' ? details.accessLevel : 'all'],
      ...(resources.length > 0 && { resources }),
      ...(personalValue(entry, 'actor.ip') && sourceOf(entry)),
    }
  },
  6003: (entry) => {
    const { action, resource } = entry.event.data.details
    const { environmentId, service } = entry.event.data
    const resources = [
      ...(environmentId ? [{ uid: environmentId, type: 'environment' }] : []),
      ...(typeof resource === 'string' ? [{ uid: resource, type: 'resource' }] : []),
    ]
    return {
      api: {
        operation: typeof action === 'string' ? action : entry.event.type,
        ...(service && { service: { name: service } }),
      },
      ...(resources.length > 0 && { resources }),
      ...sourceOf(entry),
    }
  },
}
