import { mayAcknowledge } from '../domain/emergency.ts'
import { seal } from '../domain/events.ts'
import { done, type Outcome } from '../domain/problems.ts'
import type { AccessRequest, RequestKey } from '../domain/request.ts'
import type { Clock, Random, StateTable } from '../ports.ts'
import { again, untilCommitted } from '../requests/until-committed.ts'
import type { SignedIn } from './caller.ts'
import { actingOn } from './standing.ts'

/**
 * An approver takes note of an emergency: on record, and no reminder comes any more. Whoever comes second is told who was
 * first. It approves nothing, and the operator in person cannot do it.
 */
export const acknowledge = (
  caller: SignedIn,
  key: RequestKey,
  vendorDomains: readonly string[],
  ports: { readonly table: StateTable; readonly clock: Clock; readonly random: Random },
): Promise<Outcome<AccessRequest>> =>
  untilCommitted(async () => {
    const standing = await actingOn(caller, key, vendorDomains, ports.table)
    if (!standing.ok) return standing
    const { settings, stored, approver, actor } = standing.value
    const { request } = stored
    const may = mayAcknowledge(request, approver)
    if (!may.ok) return may
    if (request.acknowledged) return done(request)
    const now = ports.clock.now()
    const acknowledged = { by: actor, at: now }
    const after = { ...request, acknowledged }
    const committed = await ports.table.commit([
      { kind: 'acknowledge', request, acknowledged },
      { kind: 'pin-settings', tenantId: settings.tenantId, version: settings.version },
      {
        kind: 'emit',
        domain: 'approver',
        sealed: seal(
          {
            id: ports.random.ulid(now),
            type: 'lockbox.request.acknowledged',
            tenantId: request.tenantId,
            at: now,
            actor,
            request: after,
            details: { incident: request.incident },
          },
          ports.random.bytes,
        ),
      },
    ])
    return committed.ok ? done(after) : again
  }, 'The request is being changed right now. Nothing was acknowledged')
