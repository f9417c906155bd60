import { seal } from '../domain/events.ts'
import type { Domain } from '../domain/keys.ts'
import type { AccessRequest, Actor, RequestState } from '../domain/request.ts'
import { transition } from '../domain/transitions.ts'
import type { Clock, Random, StateTable } from '../ports.ts'

/** Which function's clock it is: the record names it, and its outbox takes the event. */
export interface ByClock {
  readonly domain: Extract<Domain, 'workflow' | 'sweep'>
  readonly by: Actor
}

/** One try to expire, or to end, what is over; undefined when that lost a race, or it is not over. */
export async function byClock(
  verb: 'expire' | 'end',
  request: AccessRequest,
  { domain, by }: ByClock,
  ports: { readonly table: Pick<StateTable, 'commit'>; readonly clock: Clock; readonly random: Random },
  options: { readonly forgetToken?: boolean } = {},
): Promise<RequestState | undefined> {
  const now = ports.clock.now()
  const moved = transition(request, { do: verb, by }, now)
  if (!moved.ok) return undefined
  const { before, after, event } = moved.value
  const committed = await ports.table.commit([
    { kind: 'move-request', before, after, now, ...options },
    ...(verb === 'end' ? [{ kind: 'close-door', request: before } as const] : []),
    { kind: 'emit', domain, sealed: seal(event, ports.random.bytes) },
  ])
  return committed.ok ? after.state : undefined
}
