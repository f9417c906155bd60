import type { RequestKey, RequestState } from '../domain/request.ts'
import { isOver } from '../domain/time.ts'
import type { Clock, Random, StateTable } from '../ports.ts'
import { byClock } from '../requests/by-clock.ts'
import { theClock } from './settle.ts'

/** Thrown by name when the timer woke before the access is over by this clock: the state machine tries again. */
export class TooEarly extends Error {
  override readonly name = 'TooEarly'
}

/** Closes an access whose period is over. One that was revoked or ended before is left as it is. */
export async function end(
  key: RequestKey,
  ports: { readonly table: StateTable; readonly clock: Clock; readonly random: Random },
): Promise<RequestState> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const stored = await ports.table.request(key)
    if (!stored) throw new Error('the request of this execution does not exist')
    const { request } = stored
    if (request.state !== 'Approved' && request.state !== 'Emergency') return request.state
    const now = ports.clock.now()
    if (request.granted && !isOver(request.granted.accessUntil, now))
      throw new TooEarly(`the access is open until ${request.granted.accessUntil}`)
    const state = await byClock('end', request, theClock, ports)
    if (state) return state
  }
  throw new Error('the request kept changing while its access was ended')
}
