import { mayDecide, reasonMissing } from '../domain/authority.ts'
import { seal } from '../domain/events.ts'
import { askDigest } from '../domain/links.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import type { AccessRequest, RequestKey } from '../domain/request.ts'
import { dueAfter } from '../domain/time.ts'
import { transition } from '../domain/transitions.ts'
import type { Clock, Random, StateTable } from '../ports.ts'
import { brakeWrites, commandOf, type Decision, doorWrites, environmentMoved } from '../requests/decision.ts'
import { again, untilCommitted } from '../requests/until-committed.ts'
import type { SignedIn } from './caller.ts'
import { standingOf } from './standing.ts'

/** What an approver sends: with the digest of what was shown to them. */
export interface ShownDecision extends Decision {
  readonly digest: string
}

/**
 * Decides signed in. The transaction is the one of the link page, without the link: the request as it was judged, the
 * settings that the approver's authority was judged by, the door, the event. Whoever comes second is told who won.
 */
export const decide = (
  caller: SignedIn,
  key: RequestKey,
  decision: ShownDecision,
  vendorDomains: readonly string[],
  ports: { readonly table: StateTable; readonly clock: Clock; readonly random: Random },
): Promise<Outcome<AccessRequest>> =>
  untilCommitted(async () => {
    const standing = standingOf(caller, await ports.table.decisionFacts(key))
    if (!standing.ok) return standing
    const { settings, stored, approverId, actor } = standing.value
    const { request } = stored
    const may = mayDecide({ request, settings, approverId, via: 'sign-in', decision: decision.decision, vendorDomains })
    if (!may.ok) return may
    const now = ports.clock.now()
    const moved = transition(request, commandOf(decision, actor, settings), now)
    if (!moved.ok) return moved
    if (decision.digest !== askDigest(request))
      return refused(
        'AskChanged',
        'What is asked is not what was shown to you. Look at the request again, then decide.',
      )
    const missing = reasonMissing(settings, decision)
    if (missing) return { ok: false, problem: missing }

    const committed = await ports.table.commit([
      { kind: 'move-request', ...moved.value, now, dueAt: dueAfter(now) },
      { kind: 'pin-settings', tenantId: settings.tenantId, version: settings.version },
      ...doorWrites(moved.value, now),
      ...brakeWrites(moved.value),
      { kind: 'emit', domain: 'approver', sealed: seal(moved.value.event, ports.random.bytes) },
    ])
    if (committed.ok) return done(moved.value.after)
    return committed.failed.includes('pin-environment') ? { ok: false, problem: environmentMoved } : again
  }, 'The request is being changed right now. Nothing was decided')
