import { isEmergency } from '../domain/emergency.ts'
import { seal } from '../domain/events.ts'
import type { Actor, RequestKey, RequestState } from '../domain/request.ts'
import { type Instant, isOver } from '../domain/time.ts'
import { transition } from '../domain/transitions.ts'
import type { Clock, Random, StateTable } from '../ports.ts'

/** The clock, as the record names it. */
export const theClock: Actor = { kind: 'system', id: 'workflow', method: 'clock' }

/** What the state machine goes on with: a state that is still `ActionNeeded` is parked again. */
export interface Settled {
  readonly state: RequestState
  readonly accessUntil?: Instant
}

/**
 * After every wake-up the table is read again: whatever woke the execution, the table says what happened. A request
 * whose time is over and that nobody decided expires here.
 */
export async function settle(
  key: RequestKey,
  ports: { readonly table: StateTable; readonly clock: Clock; readonly random: Random },
): Promise<Settled> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const stored = await ports.table.request(key)
    if (!stored) throw new Error('the request of this execution does not exist')
    const { request } = stored
    if (request.state !== 'ActionNeeded') {
      // Awake: the sweep need not wake it, and the token is of no use any more. What is due of an emergency are its mails,
      // and nobody but notify says that they are done.
      if ((stored.dueAt && !isEmergency(request)) || stored.taskToken)
        await ports.table.clearDue(request, { forgetToken: true })
      return { state: request.state, ...(request.granted && { accessUntil: request.granted.accessUntil }) }
    }
    const now = ports.clock.now()
    if (!isOver(request.expiresAt, now)) return { state: request.state }
    const expired = transition(request, { do: 'expire', by: theClock }, now)
    if (!expired.ok) continue
    const { before, after, event } = expired.value
    const committed = await ports.table.commit([
      { kind: 'move-request', before, after, now, forgetToken: true },
      { kind: 'emit', domain: 'workflow', sealed: seal(event, ports.random.bytes) },
    ])
    if (committed.ok) return { state: after.state }
  }
  throw new Error('the request kept changing while it was settled')
}
