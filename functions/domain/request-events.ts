import { type AuditEvent, type EventType, eventDomains, isDrill, type SealedEvent } from './events.ts'
import { fitsKey, parseRequestId } from './ids.ts'
import type { Domain, Key } from './keys.ts'
import { key } from './keys.ts'
import type { RequestState } from './request.ts'
import { moves, transitionEventId } from './transitions.ts'

interface Step {
  /** Empty: the event that a request begins with, its version 1. */
  readonly from: readonly RequestState[]
  readonly to: RequestState
}

/** The events that move a request, with the states they move it between (design §3). */
export const steps: ReadonlyMap<string, Step> = new Map<EventType, Step>([
  ['lockbox.request.started', { from: [], to: 'ActionNeeded' }],
  ['lockbox.request.emergency', { from: [], to: 'Emergency' }],
  ...Object.values(moves).map((move): [EventType, Step] => [move.event, { from: move.from, to: move.to }]),
])

/** Whether the event moves a request: such events come in versions 1..n without a gap. */
export const isTransition = (type: string): boolean => steps.has(type)

/** Whether what a transition says about version and states before and after can be true. */
export function isLegalStep(event: {
  readonly type: string
  readonly data: {
    readonly version?: number | undefined
    readonly before?: string | undefined
    readonly after?: string | undefined
  }
}): boolean {
  const step = steps.get(event.type)
  const { version, before, after } = event.data
  if (!step || version === undefined || after !== step.to) return false
  if (step.from.length === 0) return version === 1 && before === undefined
  return version > 1 && step.from.some((state) => state === before)
}

/**
 * The id of the event before this one of the same request, and the ids of those after which its door counts no longer,
 * whoever puts it back: the request's next move, and the closing of its door by itself.
 */
export function neighbours(event: AuditEvent): { readonly before?: string; readonly endings: readonly string[] } {
  const { requestId, version } = event.data
  const request = requestId === undefined ? undefined : parseRequestId(requestId)
  if (!isTransition(event.type) || !request || version === undefined) return { endings: [] }
  return {
    ...(version > 1 && { before: transitionEventId(request.ulid, version - 1) }),
    endings: [transitionEventId(request.ulid, version + 1), doorClosedId(request.ulid)],
  }
}

/**
 * The id of the closing of a door that the ledger had marked. One that was never marked may be of a grant that is still to
 * come, so its closing has a ULID, and keeps no approval out.
 */
export const doorClosedId = (ulid: string): string => `door.${ulid}`

/** Where a grant's door lies. */
export interface DoorPlace {
  readonly tenantId: string
  readonly environmentId: string
  readonly operatorId: string
  readonly ulid: string
}

/** The events of moves that close a door. */
const closing: readonly string[] = Object.values(moves).flatMap(({ door, event }) => (door === 'close' ? [event] : []))

/** Whether an event of this type ends an access. */
export const closesDoor = (type: string): boolean => closing.includes(type)

/** The door that this event says is closed; undefined when it says so of none, or of one that no key can be of. */
export function closedDoor({ event, personal }: SealedEvent): DoorPlace | undefined {
  const { tenantId, requestId = '', environmentId, details } = event.data
  const alone = event.type === 'lockbox.door.closed'
  if (isDrill(details) || !(alone || closesDoor(event.type))) return undefined
  const ulid = alone ? details.ulid : parseRequestId(requestId)?.ulid
  const operatorId = personal['operator.id']?.value
  if (typeof ulid !== 'string' || environmentId === undefined || operatorId === undefined) return undefined
  return fitsKey(operatorId) ? { tenantId, environmentId, operatorId, ulid } : undefined
}

/** The domains that make transitions: one that is not yet in the ledger lies in the outbox of one of these. */
const movers: readonly Domain[] = [...new Set([...steps.keys()].flatMap((type) => eventDomains[type as EventType]))]

/** Every place where a transition that is not yet in the ledger can wait. */
export const waitingPlaces = (tenantId: string, eventId: string): readonly Key[] =>
  movers.map((domain) => key.outbox(domain, tenantId, eventId))
