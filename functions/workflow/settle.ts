import { lookOnceSettled } from '../domain/duties.ts'
import type { RequestKey, RequestState } from '../domain/request.ts'
import { type Instant, isOver } from '../domain/time.ts'
import type { Clock, Random, StateTable } from '../ports.ts'
import { type ByClock, byClock } from '../requests/by-clock.ts'

/** The clock, as the record names it. */
export const theClock: ByClock = { domain: 'workflow', by: { kind: 'system', id: 'workflow', method: 'clock' } }

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
      // Awake: nobody has to wake it any more.
      if (stored.settled !== request.version || stored.taskToken)
        await ports.table.noteSettled(stored, lookOnceSettled(stored, ports.clock.now()))
      return { state: request.state, ...(request.granted && { accessUntil: request.granted.accessUntil }) }
    }
    const now = ports.clock.now()
    if (!isOver(request.expiresAt, now)) return { state: request.state }
    const state = await byClock('expire', request, theClock, ports, { forgetToken: true })
    if (state) return { state }
  }
  throw new Error('the request kept changing while it was settled')
}
