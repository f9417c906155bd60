import { type EventDraft, seal } from '../domain/events.ts'
import type { Domain } from '../domain/keys.ts'
import type { AccessRequest, Actor } from '../domain/request.ts'
import { doorClosedId } from '../domain/request-events.ts'
import type { TenantSettings } from '../domain/settings.ts'
import { type Instant, plusSeconds } from '../domain/time.ts'
import { brakeFor, transition } from '../domain/transitions.ts'
import type { Clock, Door, LinkUse, Random, StateTable, Write } from '../ports.ts'
import { brakeWrites } from './decision.ts'
import { opens, saysOpen } from './open-doors.ts'
import { again } from './until-committed.ts'

export interface EndPorts {
  readonly table: Pick<StateTable, 'commit'>
  readonly clock: Clock
  readonly random: Random
}

/** The customer ends an access: who, by which function, and by which authority. */
export interface Ending {
  readonly domain: Extract<Domain, 'approver' | 'link'>
  readonly by: Actor
  readonly reason?: string
  /** What the authority was judged by. */
  readonly settings: TenantSettings
  /** By link: no wrong code was counted since it was found open. */
  readonly link?: LinkUse
}

/** What came of a door: `revoked` is its request, where it said the same as the door. */
export interface Ended {
  readonly revoked?: AccessRequest
}

/**
 * Closes a door that was found open, in one transaction with event and brake. It goes by the door, because a door is
 * what lets somebody in: its request is revoked where it says the same, and otherwise it is only recorded what it said.
 */
export async function endDoor(
  door: Door,
  request: AccessRequest | undefined,
  ending: Ending,
  ports: EndPorts,
): Promise<Ended | typeof again> {
  const { domain, settings, link } = ending
  const now = ports.clock.now()
  const moved = request && opens(request, door, now) ? transition(request, commandOf(ending), now) : undefined
  const revocation = moved?.ok ? moved.value : undefined
  const until = plusSeconds(now, brakeFor)
  const commit = (event: EventDraft) =>
    ports.table.commit([
      ...(event === revocation?.event
        ? [{ kind: 'move-request', ...revocation, now, ...(link && { link }) } satisfies Write]
        : link
          ? [{ kind: 'pin-link', request: door.request, link } satisfies Write]
          : []),
      { kind: 'pin-settings', tenantId: settings.tenantId, version: settings.version },
      { kind: 'close-found-door', door },
      { kind: 'put-brake', tenantId: door.request.tenantId, environmentId: door.environmentId, until },
      { kind: 'emit', domain, sealed: seal(event, ports.random.bytes) },
    ])

  const first = await commit(revocation?.event ?? doorClosed(door, request, ending, now, closingId(door, now, ports)))
  if (first.ok) return { ...(revocation && { revoked: revocation.after }) }
  // The event of a former closing still waits: somebody put the door back. That keeps nobody from closing it again.
  if (!first.failed.includes('emit')) return again
  const second = await commit(doorClosed(door, request, ending, now, ports.random.ulid(now)))
  return second.ok ? {} : again
}

/** Revokes a grant that has no door of its own: it lets nobody in, but the record is to be true. */
export async function endGrant(request: AccessRequest, ending: Ending, ports: EndPorts): Promise<Ended | typeof again> {
  const { domain, settings, link } = ending
  const now = ports.clock.now()
  const moved = saysOpen(request, now) ? transition(request, commandOf(ending), now) : undefined
  if (!moved?.ok) return {}
  const committed = await ports.table.commit([
    { kind: 'move-request', ...moved.value, now, ...(link && { link }) },
    { kind: 'pin-settings', tenantId: settings.tenantId, version: settings.version },
    { kind: 'close-door', request },
    ...brakeWrites(moved.value),
    { kind: 'emit', domain, sealed: seal(moved.value.event, ports.random.bytes) },
  ])
  return committed.ok ? { revoked: moved.value.after } : again
}

const commandOf = ({ by, reason }: Ending) => ({ do: 'revoke', by, ...(reason && { reason }) }) as const

/**
 * A door that was recorded is closed once: so the ledger finds by the id that it was, and marks it for nobody who puts it
 * back. One that was never recorded takes no id from it.
 */
const closingId = (door: Door, now: Instant, { random }: EndPorts): string =>
  door.recordedSeq === undefined ? random.ulid(now) : doorClosedId(door.request.ulid)

/** A door whose request says something else, or is not there: what is recorded is the door, and what the request said. */
function doorClosed(
  door: Door,
  request: AccessRequest | undefined,
  { by, reason }: Ending,
  now: Instant,
  id: string,
): EventDraft {
  const { environmentId, operatorId, service, accessLevel, accessUntil, recordedSeq } = door
  const { tenantId, ulid } = door.request
  return {
    id,
    type: 'lockbox.door.closed',
    tenantId,
    at: now,
    actor: by,
    request: { tenantId, ulid, environmentId, service, operator: { id: operatorId } },
    ...(request?.supportTicket && { supportTicket: request.supportTicket }),
    details: {
      ulid,
      accessLevel,
      accessUntil,
      recordedSeq,
      requestSays: request?.state ?? 'nothing',
      emergencyRefusedUntil: plusSeconds(now, brakeFor),
    },
    personal: { reason },
  }
}
