import { done, type Outcome, refused } from '../domain/problems.ts'
import { type AccessRequest, type RequestKey, requestId } from '../domain/request.ts'
import { noSuchRequest, transition } from '../domain/transitions.ts'
import type { Clock, Door, Random, StateTable } from '../ports.ts'
import { type Ending, endDoor, endGrant } from '../requests/end-door.ts'
import { openDoors, opens } from '../requests/open-doors.ts'
import { again, untilCommitted } from '../requests/until-committed.ts'
import { acting, type SignedIn } from './caller.ts'

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
 * the customer's side and the clock may open or close one; a request's item the operator's function can write over, and
 * break-glass need not put one. So doors are read first, and requests after them: a door that was seen had its grant
 * when its request is read.
 */
export async function revoke(
  input: Revocation,
  vendorDomains: readonly string[],
  ports: RevokePorts,
): Promise<Outcome<readonly Revoked[]>> {
  const { tenantId, ulid } = input.key
  const doors = openDoors(await ports.table.doorsOf(tenantId), ports.clock.now())
  const may = await ending(input, input.key, vendorDomains, ports)
  if (!may.ok) return may
  const { request } = may.value
  const own = doors.filter((door) => door.request.ulid === ulid)
  if (!request && own.length === 0) return noSuchRequest

  const places = [...(request ? [placeOf(request)] : []), ...own]
  const others = doors.filter((door) => door.request.ulid !== ulid && places.some((place) => isAt(door, place)))
  const now = ports.clock.now()
  // A fire drill never has a door; any other grant without one lets nobody in, and is ended all the same.
  const doorless = request && !own.some((door) => opens(request, door, now))
  const endings = [
    ...own.map((door) => () => closeDoor(door, input, vendorDomains, ports)),
    ...(doorless ? [() => closeGrant(input, vendorDomains, ports)] : []),
    ...(input.only === 'this' ? [] : others).map((door) => () => closeDoor(door, input, vendorDomains, ports)),
  ]
  const revoked: Revoked[] = []
  for (const end of endings) {
    const ended = await end()
    // Who lost the right meanwhile is told so, unless something was ended before: then the answer is what it was.
    if (!ended.ok && revoked.length === 0) return ended
    if (ended.ok && ended.value && !revoked.some(same(ended.value))) revoked.push(ended.value)
  }
  if (revoked.length > 0) return done(revoked)
  const move = request && transition(request, { do: 'revoke', by: may.value.ending.by }, ports.clock.now())
  return move && !move.ok ? move : refused('NothingToEnd', 'There is no open access to end: it is over.')
}

/** A door and the request that says something else may be told as one. */
const same = (one: Revoked) => (other: Revoked) =>
  one.id === other.id && one.service === other.service && one.accessLevel === other.accessLevel

const placeOf = ({ environmentId, operator }: AccessRequest) => ({ environmentId, operatorId: operator.id })
const isAt = (door: Door, place: ReturnType<typeof placeOf>): boolean =>
  door.environmentId === place.environmentId && door.operatorId === place.operatorId

/** By which authority the caller ends something, and what its request says, if there is one; by one read. */
async function ending(
  { caller, reason }: Revocation,
  key: RequestKey,
  vendorDomains: readonly string[],
  { table }: RevokePorts,
): Promise<Outcome<{ readonly request: AccessRequest | undefined; readonly ending: Ending }>> {
  const { stored, settings } = await table.decisionFacts(key)
  const may = acting(caller, settings, vendorDomains)
  if (!may.ok) return may
  const by = { by: may.value.actor, settings: may.value.settings }
  return done({ request: stored?.request, ending: { domain: 'approver', ...by, ...(reason && { reason }) } })
}

/** Ends the grant behind a door; undefined when it was closed meanwhile. */
const closeDoor = (
  door: Door,
  input: Revocation,
  vendorDomains: readonly string[],
  ports: RevokePorts,
): Promise<Outcome<Revoked | undefined>> =>
  untilCommitted(async () => {
    const found = openDoors(await ports.table.doorsOf(input.key.tenantId, door), ports.clock.now()).find(
      ({ request }) => request.ulid === door.request.ulid,
    )
    if (!found) return done(undefined)
    const may = await ending(input, found.request, vendorDomains, ports)
    if (!may.ok) return may
    const ended = await endDoor(found, may.value.request, may.value.ending, ports)
    if (ended === again) return again
    return done({ id: requestId(found.request), service: found.service, accessLevel: found.accessLevel })
  }, 'A grant is being changed right now. Not all of them were ended')

/** Ends a grant that has no door; undefined when there is none. */
const closeGrant = (
  input: Revocation,
  vendorDomains: readonly string[],
  ports: RevokePorts,
): Promise<Outcome<Revoked | undefined>> =>
  untilCommitted(async () => {
    const may = await ending(input, input.key, vendorDomains, ports)
    if (!may.ok) return may
    const ended = may.value.request ? await endGrant(may.value.request, may.value.ending, ports) : {}
    if (ended === again) return again
    const { revoked } = ended
    if (!revoked?.granted) return done(undefined)
    return done({ id: requestId(revoked), service: revoked.service, accessLevel: revoked.granted.accessLevel })
  }, 'The grant is being changed right now. Nothing was ended')
