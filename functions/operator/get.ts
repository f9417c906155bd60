import type { AccessRequest, RequestKey } from '../domain/request.ts'
import { type Seconds, secondsBetween } from '../domain/time.ts'
import type { Clock, StateTable } from '../ports.ts'

/**
 * The request, or undefined when there is none that the caller may see: strangers do not get to wait. With `wait`, the answer is held back while the request waits for its decision, at most
 * `wait` seconds: support tooling learns of a decision within a second without polling in a loop of its own.
 */
export async function get(
  key: RequestKey,
  wait: Seconds,
  maySee: (request: AccessRequest) => boolean,
  ports: { readonly table: StateTable; readonly clock: Clock; readonly pause: (seconds: Seconds) => Promise<void> },
): Promise<AccessRequest | undefined> {
  const from = ports.clock.now()
  for (;;) {
    const request = (await ports.table.request(key))?.request
    if (!request || !maySee(request)) return undefined
    const waited = secondsBetween(from, ports.clock.now())
    if (request.state !== 'ActionNeeded' || waited >= wait) return request
    await ports.pause(1)
  }
}
