import { reachableApprovers } from '../domain/authority.ts'
import { seal } from '../domain/events.ts'
import { key as keys } from '../domain/keys.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import type { AccessRequest, Actor, RequestKey } from '../domain/request.ts'
import { dueAfter } from '../domain/time.ts'
import { noSuchRequest, whyNotWaiting } from '../domain/transitions.ts'
import type { Clock, Random, StateTable } from '../ports.ts'
import { again, untilCommitted } from '../requests/until-committed.ts'

export interface NudgePorts {
  readonly table: Pick<StateTable, 'decisionFacts' | 'countsOf' | 'commit'>
  readonly clock: Clock
  readonly random: Random
}

/**
 * The operator's side reminds the approvers of a request that waits, once an hour: a wish for mails with fresh links and codes
 * to all who can decide, in one transaction with its count. Notify sends them. The answer is the request.
 */
export const nudge = (
  input: {
    readonly key: RequestKey
    readonly maySee: (request: AccessRequest) => boolean
    readonly actor: (request: AccessRequest) => Actor
    readonly vendorDomains: readonly string[]
  },
  ports: NudgePorts,
): Promise<Outcome<AccessRequest>> =>
  untilCommitted(async () => {
    const { stored, settings } = await ports.table.decisionFacts(input.key)
    if (!stored || !settings || !input.maySee(stored.request)) return noSuchRequest
    const { request, mailWanted: former } = stored
    const now = ports.clock.now()
    const problem = whyNotWaiting(request, now)
    if (problem) return { ok: false, problem }
    const countKey = keys.count('operator', request.tenantId, 'remind', request.ulid, now)
    const [nudged = 0] = await ports.table.countsOf([countKey])
    if (nudged > 0)
      return refused(
        'TooManyRequests',
        'The approvers of a request are reminded at most once an hour. Wait for the next hour, or call them.',
      )
    const reachable = reachableApprovers(settings, request.operator, input.vendorDomains).map(([id]) => id)
    if (reachable.length === 0) return refused('NoApprover', 'No approver could be mailed about this request.')

    const wishId = ports.random.ulid(now)
    const committed = await ports.table.commit([
      {
        kind: 'want-mails',
        request,
        wanted: { id: wishId, approvers: [...new Set([...(former?.approvers ?? []), ...reachable])] },
        ...(former && { former }),
        dueAt: dueAfter(now),
      },
      { kind: 'count', key: countKey, below: 1, now },
      {
        kind: 'emit',
        domain: 'operator',
        sealed: seal(
          {
            id: wishId,
            type: 'lockbox.mail.requested',
            tenantId: request.tenantId,
            at: now,
            actor: input.actor(request),
            request,
            details: { purpose: 'nudge', approvers: reachable.length },
          },
          ports.random.bytes,
        ),
      },
    ])
    return committed.ok ? done(request) : again
  }, 'The request is being changed right now. Nobody was reminded')
