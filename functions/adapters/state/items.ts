import { type Comment, type CommentSide, commenter } from '../../domain/comments.ts'
import type { Confirmation } from '../../domain/confirmation.ts'
import { sha256Hex } from '../../domain/digest.ts'
import type { SealedEvent } from '../../domain/events.ts'
import { type Domain, type Key, key, parseDoorKey, prefix } from '../../domain/keys.ts'
import type { AccessRequest } from '../../domain/request.ts'
import type { EnvironmentMark, TenantSettings } from '../../domain/settings.ts'
import { dueAfter, epochSeconds, type Instant, plusSeconds } from '../../domain/time.ts'
import type { Door, StoredRequest } from '../../ports.ts'
import type { Item } from '../batch-get.ts'

/** The due index is spread over this many partitions, so that no single one takes every start. */
export const dueShards = 8

/** The attributes that put an item into the sparse `due` index. */
export const dueAttributes = (k: Key, dueAt: Instant) => ({
  dueShard: `${prefix.index.due}${Number.parseInt(sha256Hex(k.pk, k.sk).slice(0, 2), 16) % dueShards}`,
  dueAt,
})

export const stateKey = (tenantId: string, state: string): string => `${prefix.index.state}${tenantId}#${state}`
export const ticketKey = (tenantId: string, ticket: string): string => `${prefix.index.ticket}${tenantId}#${ticket}`
export const operatorKey = (operatorId: string): string => `${prefix.index.operator}${operatorId}`

/** Item of a new request: its facts, its index keys, and the empty maps that updates write into. */
export const newRequestItem = (request: AccessRequest, dueAt: Instant) => ({
  ...key.request(request),
  ...request,
  stateKey: stateKey(request.tenantId, request.state),
  operatorKey: operatorKey(request.operator.id),
  ...(request.supportTicket && { ticketKey: ticketKey(request.tenantId, request.supportTicket) }),
  // Present exactly while the request waits: the parking of the task token is conditional on it.
  ...(request.state === 'ActionNeeded' && { awaiting: true }),
  attempt: 1,
  links: {},
  wrongCodes: {},
  mails: {},
  ...dueAttributes(key.request(request), dueAt),
})

/** The request in an item, without what belongs to links, mails and the workflow. */
export function requestOf(item: Item): AccessRequest {
  const r = item as unknown as AccessRequest
  return {
    tenantId: r.tenantId,
    ulid: r.ulid,
    version: r.version,
    state: r.state,
    environmentId: r.environmentId,
    environmentName: r.environmentName,
    service: r.service,
    operator: r.operator,
    reason: r.reason,
    ...(r.supportTicket && { supportTicket: r.supportTicket }),
    accessLevel: r.accessLevel,
    accessPeriod: r.accessPeriod,
    requestedAt: r.requestedAt,
    expiresAt: r.expiresAt,
    started: r.started,
    ...(r.granted && { granted: r.granted }),
    ...(r.decided && { decided: r.decided }),
    ...(r.closed && { closed: r.closed }),
    ...(r.drill && { drill: r.drill }),
    ...(r.extends && { extends: r.extends }),
    ...(r.incident && { incident: r.incident }),
    ...(r.acknowledged && { acknowledged: r.acknowledged }),
  }
}

/** Everything in a request's item. */
export function storedRequestOf(item: Item): StoredRequest {
  const stored = item as unknown as StoredRequest
  return {
    request: requestOf(item),
    links: stored.links ?? {},
    wrongCodes: stored.wrongCodes ?? {},
    mails: stored.mails ?? {},
    ...(stored.mailWanted && { mailWanted: stored.mailWanted }),
    ...(stored.taskToken && { taskToken: stored.taskToken }),
    awaiting: stored.awaiting === true,
    ...(stored.dueAt && { dueAt: stored.dueAt }),
    attempt: stored.attempt ?? 1,
    ...(stored.settled !== undefined && { settled: stored.settled }),
    ...(stored.handed && { handed: stored.handed }),
    ...(stored.reminded && { reminded: stored.reminded }),
    ...(stored.warned && { warned: stored.warned }),
    ...(stored.acknowledgeAsked && { acknowledgeAsked: stored.acknowledgeAsked }),
  }
}

/** The settings in an item, and nothing else of it. */
export function settingsOf(item: Item): TenantSettings {
  const s = item as unknown as TenantSettings
  return {
    tenantId: s.tenantId,
    name: s.name,
    version: s.version,
    policy: s.policy,
    approvalMode: s.approvalMode,
    approvers: s.approvers,
    ...(s.observers && { observers: s.observers }),
    ...(s.auditors && { auditors: s.auditors }),
    ...(s.denyNeedsReason && { denyNeedsReason: s.denyNeedsReason }),
    maxAccessPeriod: s.maxAccessPeriod,
    maxAccessLevel: s.maxAccessLevel,
    timeZone: s.timeZone,
    createdFrom: s.createdFrom,
  }
}

/** The customer's mark in an item: one that older releases wrote says nothing, and means "not managed". */
export const markOf = (item: Item): EnvironmentMark => ({
  managed: item.managed === true,
  version: Number(item.version ?? 0),
})

/** A code that is wanted, or on its way. */
export function confirmationOf(item: Item): Confirmation {
  const c = item as unknown as Confirmation
  return {
    tenantId: c.tenantId,
    approverId: c.approverId,
    email: c.email,
    wanted: c.wanted,
    by: c.by,
    ...(c.mac && { mac: c.mac }),
    wrong: c.wrong,
    ...(c.dueAt && { dueAt: c.dueAt }),
    ...(c.takenAt && { takenAt: c.takenAt }),
    attempts: c.attempts,
  }
}

/** Item of a door, without the mark: that is the ledger's to set. */
export const doorItem = (door: Door) => ({
  ...key.door(door.request.tenantId, door.environmentId, door.operatorId, door.request.ulid),
  tenantId: door.request.tenantId,
  ulid: door.request.ulid,
  environmentId: door.environmentId,
  operatorId: door.operatorId,
  service: door.service,
  basis: door.basis,
  ...(door.client && { client: door.client }),
  accessLevel: door.accessLevel,
  accessFrom: door.accessFrom,
  accessUntil: door.accessUntil,
})

/**
 * The door in an item; undefined when its key is no door's. Whose it is and whither says the key alone, which is what the
 * ledger marked it by: with other attributes at the right key it could be found for one and revoked for nobody.
 */
export function doorOf(item: Item): Door | undefined {
  const d = item as unknown as Door & Key
  const place = parseDoorKey(d)
  if (!place) return undefined
  return {
    ...place,
    service: d.service,
    // Doors of the release before this attribute were all opened by approvals.
    basis: d.basis ?? 'Approved',
    ...(d.client && { client: d.client }),
    accessLevel: d.accessLevel,
    accessFrom: d.accessFrom,
    accessUntil: d.accessUntil,
    ...(d.recordedSeq !== undefined && { recordedSeq: d.recordedSeq }),
  }
}

/** Item of a brake; that it goes by itself decides nothing: `until` does. */
export const brakeItem = (tenantId: string, environmentId: string, until: Instant) => ({
  ...key.brake(tenantId, environmentId),
  until,
  ttl: epochSeconds(plusSeconds(until, 86_400)),
})

/** Until when a brake holds. */
export const brakeUntilOf = (item: Item | undefined): { readonly brakeUntil?: Instant } =>
  item?.until === undefined ? {} : { brakeUntil: String(item.until) }

/** The comment in an item of one side's partition: that side alone may write there, so it is never the other's. */
export function commentOf(side: CommentSide, item: Item): Comment {
  const { id, at, by, text } = item as unknown as Comment
  return { id, at, by: commenter(side, { id: '', ...by }), text }
}

/** Item of an event on its way to the ledger. */
export function outboxItem(domain: Domain, sealed: SealedEvent) {
  const k = key.outbox(domain, sealed.event.data.tenantId, sealed.event.id)
  return {
    ...k,
    event: sealed.event,
    personal: sealed.personal,
    ...dueAttributes(k, dueAfter(sealed.event.time)),
  }
}
