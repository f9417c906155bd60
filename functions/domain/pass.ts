import { done, type Outcome, refused } from './problems.ts'
import type { AccessLevel, RequestKey } from './request.ts'
import { epochSeconds, type Instant } from './time.ts'
import { noSuchRequest } from './transitions.ts'

/** Who asks for a token or credentials: the operator in person, or the machine that asked in an operator's name. */
export type Asker =
  | { readonly kind: 'person'; readonly operatorId: string }
  | { readonly kind: 'machine'; readonly client: string }

/** What of a door decides whether something may be given out, and what that says. */
export interface OpenDoor {
  readonly request: RequestKey
  readonly environmentId: string
  readonly operatorId: string
  readonly service: string
  readonly client?: string
  readonly accessLevel: AccessLevel
  readonly accessUntil: Instant
  readonly recordedSeq?: number
}

/** So many tokens and credentials of one grant in an hour: one every thirty seconds, where one lasts five minutes. */
export const issuesAnHour = 120

/** Once they end at different seconds, a token would be one that is over as it is given out. */
const lastsASecond = (until: Instant, now: Instant): boolean => epochSeconds(until) > epochSeconds(now)

/**
 * The door behind a grant, for whoever it was opened for and for nobody else: a person for their own, a machine for
 * what it asked for itself. No record, no access.
 */
export function doorFor<D extends OpenDoor>(
  doors: readonly D[],
  grant: RequestKey,
  asker: Asker,
  now: Instant,
): Outcome<D> {
  const door = doors.find(({ request }) => request.ulid === grant.ulid && request.tenantId === grant.tenantId)
  if (door && !isTheirs(door, asker)) return noSuchRequest
  if (!door || !lastsASecond(door.accessUntil, now))
    return refused('NoGrant', 'There is no open grant of this request: it was not approved, or is over. Look at it.')
  if (door.recordedSeq === undefined)
    return refused('NotYetRecorded', 'The grant is on its way into the ledger, and opens once it is there. Try again.')
  return done(door)
}

const isTheirs = (door: OpenDoor, asker: Asker): boolean =>
  asker.kind === 'person' ? door.operatorId === asker.operatorId : door.client === asker.client

/** Seconds since the epoch at which something of at most `life` seconds ends: never after the grant. */
export const endsAt = (door: OpenDoor, life: number, now: Instant): number =>
  Math.min(epochSeconds(now) + life, epochSeconds(door.accessUntil))
