import { type EventDraft, seal } from '../domain/events.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import { type AccessRequest, type Actor, type RequestKey, requestId } from '../domain/request.ts'
import { type Instant, plusSeconds } from '../domain/time.ts'
import { brakeFor, isOpenGrant, transition } from '../domain/transitions.ts'
import type { Clock, Door, Random, StateTable, Write } from '../ports.ts'
import { brakeWrites } from '../requests/decision.ts'
import { openDoors } from '../requests/open-doors.ts'
import { again, untilCommitted } from '../requests/until-committed.ts'
import type { SignedIn } from './caller.ts'
import { actingOn } from './standing.ts'

export interface RevokePorts {
  readonly table: StateTable
  readonly clock: Clock
  readonly random: Random
}

export interface Revocation {
  readonly caller: SignedIn
  readonly key: RequestKey
  readonly reason?: string
  /** Leaves the operator's other grants on the environment open. @default - all of them end */
  readonly only?: 'this'
}

/** A grant that was ended. */
export interface Revoked {
  readonly id: string
  readonly service: string
  readonly accessLevel: Door['accessLevel']
}

/**
 * Ends what is open: one transaction per grant. It goes by the doors, because a door is what lets somebody in and only
 * the customer's side and the clock may open or close one; a request's item the operator's function can write over. So
 * doors are read first, and requests after them: a door that was seen had its grant when its request is read.
 */
export async function revoke(
  input: Revocation,
  vendorDomains: readonly string[],
  ports: RevokePorts,
): Promise<Outcome<readonly Revoked[]>> {
  const { tenantId, ulid } = input.key
  const doors = openDoors(await ports.table.doorsOf(tenantId), ports.clock.now())
  const standing = await actingOn(input.caller, input.key, vendorDomains, ports.table)
  if (!standing.ok) return standing
  const { request } = standing.value.stored

  const own = doors.filter((door) => door.request.ulid === ulid)
  const places = [placeOf(request), ...own.map(({ environmentId, operatorId }) => ({ environmentId, operatorId }))]
  const others = doors.filter((door) => door.request.ulid !== ulid && places.some((place) => isAt(door, place)))

  const revoked: Revoked[] = []
  const endings = [
    // A fire drill never has a door; any other grant without one lets nobody in, and is ended all the same.
    ...(own.length === 0 ? [() => endGrant(input, vendorDomains, ports)] : []),
    ...[...own, ...(input.only === 'this' ? [] : others)].map(
      (door) => () => endDoor(door, input, vendorDomains, ports),
    ),
  ]
  for (const end of endings) {
    const ended = await end()
    // Who lost the right meanwhile is told so, unless something was ended before: then the answer is what it was.
    if (!ended.ok && revoked.length === 0) return ended
    if (ended.ok && ended.value) revoked.push(ended.value)
  }
  if (revoked.length > 0) return done(revoked)
  const move = transition(request, { do: 'revoke', by: standing.value.actor }, ports.clock.now())
  return move.ok ? refused('NothingToEnd', 'There is no open access to end: it is over.') : move
}

const placeOf = ({ environmentId, operator }: AccessRequest) => ({ environmentId, operatorId: operator.id })
const isAt = (door: Door, place: ReturnType<typeof placeOf>): boolean =>
  door.environmentId === place.environmentId && door.operatorId === place.operatorId

/** Ends the grant behind a door; undefined when it was closed meanwhile. */
const endDoor = (
  door: Door,
  input: Revocation,
  vendorDomains: readonly string[],
  ports: RevokePorts,
): Promise<Outcome<Revoked | undefined>> =>
  untilCommitted(async () => {
    const { tenantId } = door.request
    const found = openDoors(await ports.table.doorsOf(tenantId, door), ports.clock.now()).find(
      ({ request }) => request.ulid === door.request.ulid,
    )
    if (!found) return done(undefined)
    const { stored, settings } = await ports.table.decisionFacts(door.request)
    const acting = await actingOn(input.caller, input.key, vendorDomains, ports.table)
    if (!acting.ok) return acting
    if (settings?.version !== acting.value.settings.version) return again
    const { actor } = acting.value
    const now = ports.clock.now()
    const moved =
      stored && opens(stored.request, found) ? transition(stored.request, commandOf(actor, input), now) : undefined
    const event = moved?.ok
      ? moved.value.event
      : doorClosed(found, stored?.request, actor, input.reason, now, ports.random.ulid(now))
    const committed = await ports.table.commit([
      ...(moved?.ok ? [{ kind: 'move-request', ...moved.value, now } satisfies Write] : []),
      { kind: 'pin-settings', tenantId, version: settings.version },
      { kind: 'close-found-door', door: found },
      { kind: 'put-brake', tenantId, environmentId: found.environmentId, until: plusSeconds(now, brakeFor) },
      { kind: 'emit', domain: 'approver', sealed: seal(event, ports.random.bytes) },
    ])
    if (!committed.ok) return again
    return done({ id: requestId(found.request), service: found.service, accessLevel: found.accessLevel })
  }, 'A grant is being changed right now. Not all of them were ended')

/** Ends a grant that has no door; undefined when there is none. */
const endGrant = (
  input: Revocation,
  vendorDomains: readonly string[],
  ports: RevokePorts,
): Promise<Outcome<Revoked | undefined>> =>
  untilCommitted(async () => {
    const standing = await actingOn(input.caller, input.key, vendorDomains, ports.table)
    if (!standing.ok) return standing
    const { settings, stored, actor } = standing.value
    const { request } = stored
    const now = ports.clock.now()
    const moved = isOpenGrant(request, now) ? transition(request, commandOf(actor, input), now) : undefined
    if (!moved?.ok || !request.granted) return done(undefined)
    const committed = await ports.table.commit([
      { kind: 'move-request', ...moved.value, now },
      { kind: 'pin-settings', tenantId: request.tenantId, version: settings.version },
      { kind: 'close-door', request },
      ...brakeWrites(moved.value),
      { kind: 'emit', domain: 'approver', sealed: seal(moved.value.event, ports.random.bytes) },
    ])
    if (!committed.ok) return again
    return done({ id: requestId(request), service: request.service, accessLevel: request.granted.accessLevel })
  }, 'The grant is being changed right now. Nothing was ended')

const commandOf = (by: Actor, { reason }: Revocation) => ({ do: 'revoke', by, ...(reason && { reason }) }) as const

/** Whether this door is the one that the request says it opened: otherwise somebody wrote over the request. */
const opens = ({ environmentId, operator, service, granted }: AccessRequest, door: Door): boolean =>
  environmentId === door.environmentId &&
  operator.id === door.operatorId &&
  service === door.service &&
  granted?.accessLevel === door.accessLevel &&
  granted.accessUntil === door.accessUntil

/** A door whose request says something else: what is recorded is the door, and what the request said. */
const doorClosed = (
  door: Door,
  request: AccessRequest | undefined,
  actor: Actor,
  reason: string | undefined,
  now: Instant,
  id: string,
): EventDraft => ({
  id,
  type: 'lockbox.door.closed',
  tenantId: door.request.tenantId,
  at: now,
  actor,
  ...(request && { request }),
  environmentId: door.environmentId,
  service: door.service,
  details: {
    ulid: door.request.ulid,
    accessLevel: door.accessLevel,
    accessUntil: door.accessUntil,
    recordedSeq: door.recordedSeq,
    requestSays: request?.state ?? 'nothing',
    emergencyRefusedUntil: plusSeconds(now, brakeFor),
  },
  personal: { 'operator.id': door.operatorId, reason },
})
