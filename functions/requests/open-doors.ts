import { type AccessRequest, type RequestKey, requestId } from '../domain/request.ts'
import { type Instant, isOver } from '../domain/time.ts'
import { isOpenGrant } from '../domain/transitions.ts'
import type { Door } from '../ports.ts'

/** The doors that let somebody in at `now`, once they are recorded. */
export const openDoors = (doors: readonly Door[], now: Instant): readonly Door[] =>
  doors.filter((door) => !isOver(door.accessUntil, now))

/** Ids of the other grants behind these doors that are open: to end one ends no other. */
export const overlapping = (doors: readonly Door[], { ulid }: RequestKey, now: Instant): string[] =>
  openDoors(doors, now)
    .filter((door) => door.request.ulid !== ulid)
    .map(({ request }) => requestId(request))

/**
 * Whether the request says that its grant is open, and its ending could be recorded: an emergency is a request's first
 * version, an approval its second. Whoever writes another one over it makes an ending that the ledger waits for in vain.
 */
export const saysOpen = (request: AccessRequest, now: Instant): boolean =>
  isOpenGrant(request, now) && request.version === (request.state === 'Emergency' ? 1 : 2)

/** Whether this door is the one that the request says it opened: otherwise somebody wrote over one of them. */
export const opens = (request: AccessRequest, door: Door, now: Instant): boolean =>
  saysOpen(request, now) &&
  request.environmentId === door.environmentId &&
  request.operator.id === door.operatorId &&
  request.service === door.service &&
  request.granted?.accessLevel === door.accessLevel &&
  request.granted.accessUntil === door.accessUntil
