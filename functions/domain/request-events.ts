import { type AuditEvent, type EventType, eventDomains } from './events.ts'
import { parseRequestId } from './ids.ts'
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
export function isLegalStep(event: AuditEvent): boolean {
  const step = steps.get(event.type)
  const { version, before, after } = event.data
  if (!step || version === undefined || after !== step.to) return false
  if (step.from.length === 0) return version === 1 && before === undefined
  return version > 1 && step.from.some((state) => state === before)
}

/** Ids of the events of the same request just before and just after this one. */
export function neighbours(event: AuditEvent): { readonly before?: string; readonly after?: string } {
  const { requestId, version } = event.data
  const request = requestId === undefined ? undefined : parseRequestId(requestId)
  if (!isTransition(event.type) || !request || version === undefined) return {}
  return {
    ...(version > 1 && { before: transitionEventId(request.ulid, version - 1) }),
    after: transitionEventId(request.ulid, version + 1),
  }
}

/** The domains that make transitions: one that is not yet in the ledger lies in the outbox of one of these. */
const movers: readonly Domain[] = [...new Set([...steps.keys()].flatMap((type) => eventDomains[type as EventType]))]

/** Every place where a transition that is not yet in the ledger can wait. */
export const waitingPlaces = (tenantId: string, eventId: string): readonly Key[] =>
  movers.map((domain) => key.outbox(domain, tenantId, eventId))
