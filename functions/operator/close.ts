import { isEmergency } from '../domain/emergency.ts'
import { seal } from '../domain/events.ts'
import { done, type Outcome } from '../domain/problems.ts'
import type { AccessRequest, Actor, RequestKey } from '../domain/request.ts'
import { dueAfter } from '../domain/time.ts'
import { noSuchRequest, transition } from '../domain/transitions.ts'
import type { Clock, Random, StateTable } from '../ports.ts'
import { again, untilCommitted } from '../requests/until-committed.ts'

export interface ClosePorts {
  readonly table: StateTable
  readonly clock: Clock
  readonly random: Random
}

/**
 * The operator's side gives a request up: `cancel` while it waits, `end` while its access is open. Whoever loses
 * the race against a decision is told who won.
 */
export async function close(
  input: {
    readonly do: 'cancel' | 'end'
    readonly key: RequestKey
    readonly maySee: (request: AccessRequest) => boolean
    readonly actor: (request: AccessRequest) => Actor
    readonly reason?: string
  },
  ports: ClosePorts,
): Promise<Outcome<AccessRequest>> {
  return untilCommitted(async () => {
    const stored = await ports.table.request(input.key)
    // Somebody else's request looks like none.
    if (!stored || !input.maySee(stored.request)) return noSuchRequest
    const now = ports.clock.now()
    const moved = transition(
      stored.request,
      { do: input.do, by: input.actor(stored.request), ...(input.reason && { reason: input.reason }) },
      now,
    )
    if (!moved.ok) return moved
    const { before, after, event, door } = moved.value
    // Whoever ends an emergency at once must not thereby keep its mails from being sent.
    const mustBeFollowed = input.do === 'cancel' || isEmergency(after)
    const committed = await ports.table.commit([
      { kind: 'move-request', before, after, now, ...(mustBeFollowed && { dueAt: dueAfter(now) }) },
      ...(door === 'close' ? [{ kind: 'close-door', request: before } as const] : []),
      { kind: 'emit', domain: 'operator', sealed: seal(event, ports.random.bytes) },
    ])
    return committed.ok ? done(after) : again
  }, 'The request is being changed right now. Nothing was changed')
}
