import { reachableApprovers } from '../domain/authority.ts'
import { seal } from '../domain/events.ts'
import { linksKept } from '../domain/links.ts'
import { mostRequestsPerMail } from '../domain/mail-tags.ts'
import type { TenantSettings } from '../domain/settings.ts'
import { type Instant, plusSeconds } from '../domain/time.ts'
import { awaitsDecision } from '../domain/transitions.ts'
import { reminderMail } from '../mail/reminder-mail.ts'
import { type RequestMailView, requestView } from '../mail/views.ts'
import type { MailRecord, PreparedMail, StoredRequest } from '../ports.ts'
import { failureOf, mailEvent } from '../requests/mailing.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { makeLink, obsoleteLinks } from './make-link.ts'
import type { NotifyPorts } from './notify.ts'

/** How many of a tenant's requests are looked through: more than that wait in nobody's mail, but in the admin centre. */
const lookedThrough = 50
/** Whoever was mailed about a request within this time need not be reminded of it, because another one is due. */
const lately = 3600

export interface Reminded {
  readonly requests: number
  readonly sent: number
  readonly failed: number
}

/** A request with the mails that are about to remind of it, and each approver's view of it. */
interface Waiting {
  readonly stored: StoredRequest
  readonly prepared: readonly (PreparedMail & { readonly mail: MailRecord })[]
  readonly views: ReadonlyMap<string, RequestMailView>
}

/**
 * Reminds the approvers of what waits: one mail to each, with a fresh link and code for every request that they can
 * decide. Links are stored before the mail is sent. A mail that fails, or a crash, leaves requests whose mails are not
 * sent: those go out one by one, as after a start.
 */
export async function remind(
  { tenantId, ulids }: { readonly tenantId: string; readonly ulids: readonly string[] },
  facts: DeploymentFacts,
  publicUrl: string,
  ports: NotifyPorts,
): Promise<Reminded> {
  const settings = await ports.table.settings(tenantId)
  if (!settings) return { requests: 0, sent: 0, failed: 0 }
  const now = ports.clock.now()
  const found = await waitingOf(tenantId, ulids, now, ports)
  const prepare = (stored: StoredRequest) => prepareOne(stored, settings, facts, publicUrl, now, ports)
  const prepared = await Promise.all(found.slice(0, mostRequestsPerMail).map(prepare))
  const waiting = prepared.filter((each) => each !== undefined)
  const more = Math.max(found.length - mostRequestsPerMail, 0)
  const approvers = new Set(waiting.flatMap(({ views }) => [...views.keys()]))
  const errors = new Map<string, string | undefined>(
    await Promise.all([...approvers].map(async (id) => [id, await post(id, waiting, more, settings, ports)] as const)),
  )
  for (const each of waiting) await record(each, errors, settings, ports)
  const failed = [...errors.values()].filter(Boolean).length
  return { requests: waiting.length, sent: errors.size - failed, failed }
}

/** Those that are due, and what else waits and was not mailed lately; the one whose time is over first comes first. */
async function waitingOf(
  tenantId: string,
  due: readonly string[],
  now: Instant,
  { table }: NotifyPorts,
): Promise<readonly StoredRequest[]> {
  const { requests } = await table.tenantRequests(tenantId, { state: 'ActionNeeded' }, lookedThrough)
  const ulids = [...new Set([...due, ...requests.map(({ ulid }) => ulid)])]
  // An index only lists: each is read again.
  const read = await Promise.all(ulids.map(async (ulid) => (await table.decisionFacts({ tenantId, ulid })).stored))
  const recently = plusSeconds(now, -lately)
  const isWanted = ({ request, reminded }: StoredRequest) =>
    awaitsDecision(request, now) && (due.includes(request.ulid) || (reminded ?? request.requestedAt) <= recently)
  return read
    .flatMap((stored) => (stored && isWanted(stored) ? [stored] : []))
    .sort((a, b) => (a.request.expiresAt < b.request.expiresAt ? -1 : 1))
}

/** Stores the links of one request; undefined when it was decided, or reminded of by somebody else, in between. */
async function prepareOne(
  stored: StoredRequest,
  settings: TenantSettings,
  facts: DeploymentFacts,
  publicUrl: string,
  now: Instant,
  ports: NotifyPorts,
): Promise<Waiting | undefined> {
  const { request, reminded } = stored
  const view = requestView(request, settings, facts, publicUrl, now)
  const reachable = reachableApprovers(settings, request.operator, facts.vendor.emailDomains)
  if (reachable.length === 0) return undefined
  const letters = await Promise.all(
    reachable.map(async ([approverId, { email }]) => {
      const mail: MailRecord = { email, status: 'preparing', at: now, attempts: 1 }
      if (settings.approvalMode === 'sign-in') return { prepared: { approverId, mail }, view }
      const { mailed, kept } = await makeLink(request, approverId, email, now, ports)
      return { prepared: { approverId, mail, link: kept }, view: { ...view, link: mailed } }
    }),
  )
  const kept = linksKept(Object.keys(settings.approvers).length)
  const obsolete = reachable.flatMap(([id]) => obsoleteLinks(stored, id, kept))
  const prepared = letters.map((letter) => letter.prepared)
  const reminder = reminded ? { former: reminded } : {}
  if (!(await ports.table.prepareMails(request, prepared, obsolete, now, undefined, reminder))) return undefined
  return { stored, prepared, views: new Map(letters.map((letter) => [letter.prepared.approverId, letter.view])) }
}

/** One approver's reminder of everything that is theirs to decide; the name of the error when it could not be sent. */
async function post(
  approverId: string,
  waiting: readonly Waiting[],
  more: number,
  settings: TenantSettings,
  ports: NotifyPorts,
): Promise<string | undefined> {
  const approver = settings.approvers[approverId]
  const theirs = waiting.flatMap(({ stored, views }) => {
    const view = views.get(approverId)
    return view ? [{ request: stored.request, view }] : []
  })
  const [first, ...others] = theirs
  if (!approver || !first) return 'NotAnApprover'
  return failureOf(() =>
    ports.mailer.send({
      to: { name: approver.name, address: approver.email },
      threadId: first.request.ulid,
      about: { requests: theirs.map((each) => each.request), recipient: approverId },
      ...reminderMail([first.view, ...others.map(({ view }) => view)], more),
    }),
  )
}

async function record(
  { stored: { request }, prepared }: Waiting,
  errors: ReadonlyMap<string, string | undefined>,
  settings: TenantSettings,
  ports: NotifyPorts,
): Promise<void> {
  const at = ports.clock.now()
  const results = prepared.map(({ approverId, mail }): [string, MailRecord] => {
    const error = errors.get(approverId)
    return [approverId, { ...mail, at, status: error ? 'failed' : 'sent', ...(error && { error }) }]
  })
  const committed = await ports.table.commit([
    { kind: 'mail-results', request, mails: Object.fromEntries(results) },
    ...results.map(([id, mail]) => ({
      kind: 'emit' as const,
      domain: 'workflow' as const,
      sealed: seal(
        mailEvent(
          {
            by: 'notify',
            tenantId: request.tenantId,
            request,
            recipient: { name: settings.approvers[id]?.name, email: mail.email },
            details: { approverId: id, attempt: mail.attempts, purpose: 'reminder' },
            error: mail.error,
          },
          mail.at,
          ports.random.ulid(at),
        ),
        ports.random.bytes,
      ),
    })),
  ])
  if (!committed.ok) throw new Error('the results of the reminders could not be recorded')
}
