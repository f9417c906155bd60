import type { InferOutput } from 'valibot'
import type { tenantRequestDetailAnswer } from '../contract/answers.ts'
import { atMost, mayAct, mayDecide } from '../domain/authority.ts'
import { isEmergency, mayAcknowledge } from '../domain/emergency.ts'
import { askDigest } from '../domain/links.ts'
import { done, type Outcome, type Problem } from '../domain/problems.ts'
import { type RequestKey, requestId } from '../domain/request.ts'
import type { TenantSettings } from '../domain/settings.ts'
import { formatDuration, type Instant } from '../domain/time.ts'
import { isOpenGrant, transition } from '../domain/transitions.ts'
import type { AuditTrail, Clock, Door, LedgerPosition, MailRecord, StateTable } from '../ports.ts'
import { tenantRequestAnswer } from '../requests/answer.ts'
import { openDoors, overlapping } from '../requests/open-doors.ts'
import type { SignedIn } from './caller.ts'
import { actingOn, type Standing } from './standing.ts'
import { resendCount, whyNoMails } from './want-mails.ts'

type Detail = InferOutput<typeof tenantRequestDetailAnswer>

/** Everything about one request that its own organisation may see, as of now. */
export async function detail(
  caller: SignedIn,
  key: RequestKey,
  vendorDomains: readonly string[],
  ports: { readonly table: StateTable; readonly trail: AuditTrail; readonly clock: Clock },
): Promise<Outcome<Detail>> {
  const { table, trail } = ports
  const now = ports.clock.now()
  const standing = await actingOn(caller, key, vendorDomains, table)
  if (!standing.ok) return standing
  const { settings, stored } = standing.value
  const { request } = stored
  const [doors, comments, [sentToday = 0], events, uses] = await Promise.all([
    table.doorsOf(key.tenantId, { environmentId: request.environmentId, operatorId: request.operator.id }),
    table.comments(key),
    table.countsOf([resendCount(key, now)]),
    eventsOf(key, trail),
    request.granted && table.usesOf(key),
  ])
  const open = openDoors(doors, now)
  return done({
    ...tenantRequestAnswer(request, now),
    digest: askDigest(request),
    atMost: shownLimits(atMost(request, settings)),
    refusals: refusalsOf(standing.value, open, sentToday, vendorDomains, now),
    mails: Object.entries(stored.mails).map(([id, mail]) => mailAnswer(id, mail, settings)),
    ...(uses && { uses }),
    comments: [...comments],
    events,
    alsoOpen: open
      .filter((door) => door.request.ulid !== key.ulid)
      .map((door) => ({ id: requestId(door.request), service: door.service, accessUntil: door.accessUntil })),
    overlapping: overlapping(doors, key, now),
  })
}

const shownLimits = ({ accessLevel, accessPeriod }: ReturnType<typeof atMost>): Detail['atMost'] => ({
  accessLevel,
  accessPeriod: formatDuration(accessPeriod),
})

/** What keeps the caller from doing it now, by the rules that the commands go by. */
function refusalsOf(
  { settings, stored: { request }, approverId, approver, actor }: Standing,
  open: readonly Door[],
  sentToday: number,
  vendorDomains: readonly string[],
  now: Instant,
): Detail['refusals'] {
  const limits = { accessLevel: settings.maxAccessLevel, accessPeriod: settings.maxAccessPeriod }
  const decision = (decision: 'approve' | 'deny') =>
    problemOf(
      mayDecide({ request, settings, approverId, via: 'sign-in', decision, vendorDomains }),
      decision === 'approve'
        ? transition(request, { do: 'approve', by: actor, limits }, now)
        : transition(request, { do: 'deny', by: actor }, now),
    )
  const may = mayAct(settings, approverId, vendorDomains)
  const nothingOpen = open.length === 0 && !isOpenGrant(request, now)
  const refusals = {
    approve: decision('approve'),
    deny: decision('deny'),
    revoke: nothingOpen ? problemOf(may, transition(request, { do: 'revoke', by: actor }, now)) : problemOf(may),
    mails: problemOf(may) ?? whyNoMails(request, sentToday, now),
    acknowledge: isEmergency(request) ? problemOf(may, mayAcknowledge(request, approver)) : undefined,
  }
  return Object.fromEntries(
    Object.entries(refusals).flatMap(([what, problem]) =>
      problem ? [[what, { code: problem.code, detail: problem.detail }]] : [],
    ),
  )
}

const problemOf = (...outcomes: readonly Outcome<unknown>[]): Problem | undefined => {
  const refused = outcomes.find((outcome) => !outcome.ok)
  return refused && !refused.ok ? refused.problem : undefined
}

/** A mail to somebody who is on no list any more went to an approver: observers are told of only once. */
function mailAnswer(
  id: string,
  mail: MailRecord,
  { approvers, observers = {} }: TenantSettings,
): Detail['mails'][number] {
  const observer = Object.hasOwn(observers, id) ? observers[id] : undefined
  const name = (observer ?? (Object.hasOwn(approvers, id) ? approvers[id] : undefined))?.name
  return {
    id,
    ...(name && { name }),
    email: mail.email,
    role: observer ? 'observer' : 'approver',
    status: mail.status,
    at: mail.at,
    attempts: mail.attempts,
    ...(mail.error && { error: mail.error }),
    ...(mail.delivery && { delivery: mail.delivery }),
  }
}

/** One read takes this many events; a request with more than five reads of them shows its newest ones. */
const perRead = 200
const mostReads = 5

/** What the ledger has of the request, oldest first. From an index, so the newest may take a moment to appear. */
async function eventsOf({ tenantId, ulid }: RequestKey, trail: AuditTrail): Promise<Detail['events']> {
  const events: Detail['events'] = []
  let after: LedgerPosition | undefined
  for (let read = 0; read < mostReads; read++) {
    const page = await trail.page(tenantId, { ulid }, perRead, after)
    events.push(...page.entries.map(eventAnswer))
    after = page.next
    if (!after) break
  }
  return events.reverse()
}

function eventAnswer({
  seq,
  event,
  personal,
}: Awaited<ReturnType<AuditTrail['page']>>['entries'][number]): Detail['events'][number] {
  const name = personal['actor.name']?.value
  const email = personal['actor.email']?.value
  return {
    seq,
    at: event.time,
    type: event.type,
    by: { kind: event.data.actor.kind, ...(name && { name }), ...(email && { email }) },
    method: event.data.actor.method,
    details: Object.fromEntries(
      Object.entries(event.data.details).filter(
        (entry): entry is [string, string | number | boolean] => entry[1] !== null,
      ),
    ),
  }
}
