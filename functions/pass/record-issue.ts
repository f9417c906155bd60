import { seal } from '../domain/events.ts'
import { key } from '../domain/keys.ts'
import { type Asker, doorFor, issuesAnHour } from '../domain/pass.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import type { Actor, RequestKey } from '../domain/request.ts'
import type { Instant } from '../domain/time.ts'
import type { Clock, Door, Random, StateTable } from '../ports.ts'
import { again, untilCommitted } from '../requests/until-committed.ts'

export interface PassPorts {
  readonly table: Pick<StateTable, 'doorsOf' | 'commit'>
  readonly clock: Clock
  readonly random: Random
}

/** Who asks for what of which grant. */
export interface Ask {
  readonly grant: RequestKey
  readonly asker: Asker
  /** The caller as the record names them. */
  readonly actor: (operatorId: string) => Actor
}

/** What may be given out now: for which door, and under which id that was recorded. */
export interface Issue {
  readonly id: string
  readonly door: Door
  readonly now: Instant
}

/**
 * Judges the door, and records that something is given out for it, before it is. The door is pinned: nothing is
 * recorded, and so nothing given out, once a revocation has closed it. `describe` may refuse, and says what the event
 * tells beside whom and what it is for.
 */
export const recordIssue = (
  { grant, asker, actor }: Ask,
  type: 'lockbox.access.tokenIssued' | 'lockbox.access.credentialsIssued',
  describe: (issue: Issue) => Outcome<Readonly<Record<string, string>>>,
  { table, clock, random }: PassPorts,
): Promise<Outcome<Issue>> =>
  untilCommitted(async () => {
    const { tenantId, ulid } = grant
    const now = clock.now()
    const found = doorFor(await table.doorsOf(tenantId), grant, asker, now)
    if (!found.ok) return found
    const door = found.value
    const issue = { id: random.ulid(now), door, now }
    const details = describe(issue)
    if (!details.ok) return details
    const committed = await table.commit([
      { kind: 'pin-door', door },
      { kind: 'count', key: key.count('pass', tenantId, 'issued', ulid, now), below: issuesAnHour, now },
      { kind: 'record-use', domain: 'pass', grant, now },
      {
        kind: 'emit',
        domain: 'pass',
        sealed: seal(
          {
            id: issue.id,
            type,
            tenantId,
            at: now,
            actor: actor(door.operatorId),
            request: {
              tenantId,
              ulid,
              environmentId: door.environmentId,
              service: door.service,
              operator: { id: door.operatorId },
            },
            details: { accessLevel: door.accessLevel, ...details.value },
          },
          random.bytes,
        ),
      },
    ])
    if (committed.ok) return done(issue)
    if (committed.failed.includes('count'))
      return refused(
        'TooManyRequests',
        `A grant gives at most ${issuesAnHour} tokens and credentials an hour. Use one until it ends.`,
      )
    return again
  }, 'Nothing was given out')
