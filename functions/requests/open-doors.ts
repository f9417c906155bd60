import { type RequestKey, requestId } from '../domain/request.ts'
import { type Instant, isOver } from '../domain/time.ts'
import type { Door } from '../ports.ts'

/** The doors that let somebody in at `now`, once they are recorded. */
export const openDoors = (doors: readonly Door[], now: Instant): readonly Door[] =>
  doors.filter((door) => !isOver(door.accessUntil, now))

/** Ids of the other grants behind these doors that are open: to end one ends no other. */
export const overlapping = (doors: readonly Door[], { ulid }: RequestKey, now: Instant): string[] =>
  openDoors(doors, now)
    .filter((door) => door.request.ulid !== ulid)
    .map(({ request }) => requestId(request))
