import { seal } from '../domain/events.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import { type AccessRequest, type Actor, type RequestKey, requestId } from '../domain/request.ts'
import { isOpenGrant, transition } from '../domain/transitions.ts'
import type { Clock, Random, StateTable } from '../ports.ts'
import { again, untilCommitted } from '../requests/until-committed.ts'

/** How often the index is asked for what it did not name before: it lags by moments, and an approval may come in between. */
const mostLooks = 5

export interface EndGrants {
  readonly operatorId: string
  readonly actor: Actor
  readonly reason: string
}

/** A grant that was ended. */
export interface EndedGrant {
  readonly id: string
  readonly tenantId: string
  readonly environmentId: string
  readonly service: string
}

interface EndPorts {
  readonly table: StateTable
  readonly clock: Clock
  readonly random: Random
}

/**
 * Ends every grant that an operator has open, in all tenants, one transaction each: a laptop was stolen. One that cannot be
 * ended now keeps no other from it; then the answer is `Busy`, with what was ended, and the same call ends the rest.
 */
export async function endGrants(input: EndGrants, ports: EndPorts): Promise<Outcome<readonly EndedGrant[]>> {
  const ended: EndedGrant[] = []
  const looked = new Set<string>()
  let failed = 0
  for (let look = 0; look < mostLooks; look++) {
    const found = (await ports.table.grantsOf(input.operatorId)).filter((grant) => !looked.has(requestId(grant)))
    if (found.length === 0) break
    for (const grant of found) {
      looked.add(requestId(grant))
      try {
        const one = await endGrant(grant, input, ports)
        if (one) ended.push(shown(one))
      } catch {
        // Whatever it was: the others are to be ended all the same.
        failed += 1
      }
    }
  }
  if (failed > 0)
    return refused(
      'Busy',
      `${failed} grants are being changed right now and were not ended. Send the same call again.`,
      {
        ended,
      },
    )
  return done(ended)
}

/** Ends one grant; undefined when it is not open (any more), or not this operator's. */
const endGrant = (
  key: RequestKey,
  { operatorId, actor, reason }: EndGrants,
  ports: EndPorts,
): Promise<AccessRequest | undefined> =>
  untilCommitted(async () => {
    const request = await ports.table.shownRequest(key)
    const now = ports.clock.now()
    // A fire drill is the customer's, and opens no door.
    if (!request || request.drill || request.operator.id !== operatorId || !isOpenGrant(request, now)) return undefined
    const moved = transition(request, { do: 'end', by: actor, reason }, now)
    if (!moved.ok) return undefined
    const { before, after, event } = moved.value
    const committed = await ports.table.commit([
      { kind: 'move-request', before, after, now },
      { kind: 'close-door', request: before },
      { kind: 'emit', domain: 'vendor-admin', sealed: seal(event, ports.random.bytes) },
    ])
    return committed.ok ? after : again
  }, 'The grant is being changed right now')

const shown = (request: AccessRequest): EndedGrant => ({
  id: requestId(request),
  tenantId: request.tenantId,
  environmentId: request.environmentId,
  service: request.service,
})
