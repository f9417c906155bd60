import { reachableApprovers } from '../domain/authority.ts'
import { seal } from '../domain/events.ts'
import { key as keys } from '../domain/keys.ts'
import { done, type Outcome, type Problem, refused } from '../domain/problems.ts'
import type { AccessRequest, RequestKey } from '../domain/request.ts'
import { dueAfter, type Instant } from '../domain/time.ts'
import { whyNotWaiting } from '../domain/transitions.ts'
import type { Clock, Random, StateTable } from '../ports.ts'
import { again, untilCommitted } from '../requests/until-committed.ts'
import type { SignedIn } from './caller.ts'
import { actingOn } from './standing.ts'

/** How often a day the mails of one request may be sent again. */
const maxResendsPerDay = 3

/** Counts them. */
export const resendCount = ({ tenantId, ulid }: RequestKey, now: Instant) =>
  keys.countByDay('approver', tenantId, 'mails', ulid, now)

/** Why the mails of this request cannot be sent again now; the detail page shows it, the command goes by it. */
export const whyNoMails = (request: AccessRequest, sentToday: number, now: Instant): Problem | undefined =>
  whyNotWaiting(request, now) ??
  (sentToday < maxResendsPerDay
    ? undefined
    : {
        code: 'TooManyRequests',
        detail: `The mails of a request are sent again at most ${maxResendsPerDay} times a day. Decide here, or try again tomorrow.`,
      })

/** Asks for mails with fresh links and codes, to all approvers who can decide or to some of them. Notify sends them. */
export const wantMails = (
  caller: SignedIn,
  key: RequestKey,
  approverIds: readonly string[] | undefined,
  vendorDomains: readonly string[],
  ports: { readonly table: StateTable; readonly clock: Clock; readonly random: Random },
): Promise<Outcome<readonly string[]>> =>
  untilCommitted(async () => {
    const standing = await actingOn(caller, key, vendorDomains, ports.table)
    if (!standing.ok) return standing
    const { settings, stored, actor } = standing.value
    const { request, mailWanted: former } = stored
    const now = ports.clock.now()
    const countKey = resendCount(key, now)
    const [sentToday = 0] = await ports.table.countsOf([countKey])
    const problem = whyNoMails(request, sentToday, now)
    if (problem) return { ok: false, problem }

    const reachable = reachableApprovers(settings, request.operator, vendorDomains).map(([id]) => id)
    const wanted = approverIds ?? reachable
    if (!wanted.every((id) => reachable.includes(id)))
      return refused('InvalidRequest', 'Name approvers who are on the list, confirmed, and may decide this request.')
    if (wanted.length === 0) return refused('NoApprover', 'No approver could be mailed about this request.')

    const wishId = ports.random.ulid(now)
    const committed = await ports.table.commit([
      {
        kind: 'want-mails',
        request,
        wanted: { id: wishId, approvers: [...new Set([...(former?.approvers ?? []), ...wanted])] },
        ...(former && { former }),
        dueAt: dueAfter(now),
      },
      { kind: 'pin-settings', tenantId: settings.tenantId, version: settings.version },
      { kind: 'count', key: countKey, below: maxResendsPerDay, now },
      {
        kind: 'emit',
        domain: 'approver',
        sealed: seal(
          {
            id: wishId,
            type: 'lockbox.mail.requested',
            tenantId: request.tenantId,
            at: now,
            actor,
            request,
            details: { purpose: 'resend', approvers: wanted.length },
          },
          ports.random.bytes,
        ),
      },
    ])
    return committed.ok ? done(wanted) : again
  }, 'The request is being changed right now. No mail was asked for')
