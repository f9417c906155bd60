import { reachableApprovers } from '../domain/authority.ts'
import { maxMailAttempts } from '../domain/duties.ts'
import { seal } from '../domain/events.ts'
import { linksKept } from '../domain/links.ts'
import type { AccessRequest, RequestKey } from '../domain/request.ts'
import type { Approver, Observer } from '../domain/settings.ts'
import type {
  Clock,
  CodeMaker,
  Mailer,
  MailRecord,
  MailWanted,
  PreparedMail,
  Random,
  StateTable,
  StoredRequest,
} from '../ports.ts'
import { failureOf, type Mailed, mailEvent } from '../requests/mailing.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { makeLink, obsoleteLinks } from './make-link.ts'
import { contentOf, hasLink, type Occasion, type Purpose, purposeOf } from './occasion.ts'

export interface NotifyPorts {
  readonly table: StateTable
  readonly mailer: Mailer
  readonly codes: CodeMaker
  readonly clock: Clock
  readonly random: Random
  /** Somebody has let themselves in: raises the alarm, before any mail is tried. */
  readonly onEmergency?: () => void
}

/** `pending`: some mail failed and is worth another try; `unreached`: not one approver has a mail. */
export interface Notified {
  readonly sent: number
  readonly pending: number
  readonly unreached: boolean
}

/** Who is mailed: an approver is asked, an observer is told. */
interface Addressed {
  readonly id: string
  readonly role: 'approver' | 'observer'
  readonly person: Approver | Observer
}

/** How often a request that changes meanwhile is looked at again, of whose emergency everybody has to hear. */
const maxLooks = 4

/**
 * Mails every approver who can decide and was not mailed yet, or those of the wish that stands on the request. Link
 * and code are stored before the mail is sent (the code only as a MAC); a repeat makes new ones, and earlier stay valid.
 * Observers are mailed once, without link and code. Of an emergency all of them hear, also when it is over already.
 */
export async function notify(
  key: RequestKey,
  facts: DeploymentFacts,
  publicUrl: string,
  ports: NotifyPorts,
): Promise<Notified> {
  for (let look = 0; look < maxLooks; look++) {
    const { stored, settings } = await ports.table.decisionFacts(key)
    const now = ports.clock.now()
    const purpose = stored && purposeOf(stored, now)
    if (!stored || !settings || !purpose) return nothing
    const notified = await notifyOnce({ purpose, stored, settings, facts, publicUrl, now }, ports)
    if (notified) return notified
    // Decided in between: nobody is asked any more. An emergency that was ended in between was one all the same.
    if (purpose !== 'emergency') return nothing
  }
  throw new Error('the request kept changing while its approvers were mailed')
}

const nothing: Notified = { sent: 0, pending: 0, unreached: false }

/** Undefined when the request was moved in between. */
async function notifyOnce(occasion: Occasion, ports: NotifyPorts): Promise<Notified | undefined> {
  const { purpose, stored, settings, facts } = occasion
  const { request, mailWanted: wish } = stored
  const reachable = reachableApprovers(settings, request.operator, facts.vendor.emailDomains)
  const addressed = [
    ...reachable.map(([id, person]): Addressed => ({ id, role: 'approver', person })),
    ...Object.entries(settings.observers ?? {}).map(([id, person]): Addressed => ({ id, role: 'observer', person })),
  ].filter(wanted(purpose, stored, wish))
  if (purpose === 'emergency' && (addressed.length > 0 || reachable.length === 0)) ports.onEmergency?.()
  const results = addressed.length > 0 ? await mailAll(addressed, occasion, ports) : []
  if (!results) return undefined
  const notified = summary(
    addressed.map(({ role }) => role),
    results,
    reachable.some(([id]) => stored.mails[id]?.status === 'sent'),
  )
  // Due until it is done: the sweep has it done again by whoever comes after a crash.
  if (notified.pending > 0) return notified
  if (wish) await ports.table.finishWish(request, wish)
  return notified
}

/** Stores links, mails, records: in this order. Undefined when the request was decided in between. */
async function mailAll(
  addressed: readonly Addressed[],
  occasion: Occasion,
  ports: NotifyPorts,
): Promise<readonly MailRecord[] | undefined> {
  const { stored, now } = occasion
  const { request, mailWanted: wish } = stored
  const letters = await Promise.all(addressed.map((to) => write(to, occasion, ports)))
  const prepared = letters.map((letter) => letter.prepared)
  const kept = linksKept(Object.keys(occasion.settings.approvers).length)
  const obsolete = addressed.flatMap(({ id }) => obsoleteLinks(stored, id, kept))
  if (!(await ports.table.prepareMails(request, prepared, obsolete, now, wish))) return undefined
  const results = await Promise.all(letters.map((letter) => post(letter, ports)))
  await record(occasion, letters, results, ports)
  return results
}

const wanted =
  (purpose: Purpose, stored: StoredRequest, wish: MailWanted | undefined) =>
  ({ id }: Addressed): boolean => {
    if (wish?.approvers.includes(id)) return true
    // Of an approval everybody hears by its outcome: only who asked gets a fresh link.
    if (purpose === 'stop') return false
    const mail = stored.mails[id]
    return mail?.status !== 'sent' && (mail?.attempts ?? 0) < maxMailAttempts
  }

interface Letter extends Addressed {
  readonly prepared: PreparedMail & { readonly mail: MailRecord }
  readonly message: Parameters<Mailer['send']>[0]
}

/** A mail with its own link and code, for whoever can do something with both. */
async function write(addressed: Addressed, occasion: Occasion, ports: NotifyPorts): Promise<Letter> {
  const { stored, now } = occasion
  const { request } = stored
  const { id, role, person } = addressed
  const former = stored.mails[id]
  // After a mail that was sent the count starts again: this is another mail.
  const attempts = former && former.status !== 'sent' ? former.attempts + 1 : 1
  const mail: MailRecord = { email: person.email, status: 'preparing', at: now, attempts }
  const link =
    role === 'approver' && hasLink(occasion) ? await makeLink(request, id, person.email, now, ports) : undefined
  return {
    ...addressed,
    prepared: { approverId: id, mail, ...(link && { link: link.kept }) },
    message: {
      to: { name: person.name, address: person.email },
      threadId: request.ulid,
      about: { requests: [request], recipient: id },
      ...contentOf(occasion, role, link?.mailed),
    },
  }
}

/** One bad address holds up nobody: its failure is a result, not an exception. */
async function post(letter: Letter, ports: NotifyPorts): Promise<MailRecord> {
  const error = await failureOf(() => ports.mailer.send(letter.message))
  const at = ports.clock.now()
  return { ...letter.prepared.mail, at, ...(error ? { status: 'failed', error } : { status: 'sent' }) }
}

async function record(
  { purpose, stored: { request } }: Occasion,
  letters: readonly Letter[],
  results: readonly MailRecord[],
  ports: NotifyPorts,
): Promise<void> {
  const mails = Object.fromEntries(letters.map(({ id }, i) => [id, results[i] as MailRecord]))
  const committed = await ports.table.commit([
    { kind: 'mail-results', request, mails },
    ...letters.map((letter) => {
      const mail = mails[letter.id] as MailRecord
      return {
        kind: 'emit' as const,
        domain: 'workflow' as const,
        sealed: seal(
          mailEvent(mailedOf(purpose, request, letter, mail), mail.at, ports.random.ulid(mail.at)),
          ports.random.bytes,
        ),
      }
    }),
  ])
  if (!committed.ok) throw new Error('the results of the mails could not be recorded')
}

const mailedOf = (
  purpose: Purpose,
  request: AccessRequest,
  { id, role, person }: Addressed,
  mail: MailRecord,
): Mailed => ({
  by: 'notify',
  tenantId: request.tenantId,
  request,
  recipient: person,
  details:
    role === 'observer'
      ? { observerId: id, attempt: mail.attempts, purpose: 'information' }
      : { approverId: id, attempt: mail.attempts, purpose },
  error: mail.error,
})

/** What was sent and is pending counts everybody; that somebody is reached who can decide counts approvers only. */
function summary(
  roles: readonly Addressed['role'][],
  results: readonly MailRecord[],
  reachedBefore: boolean,
): Notified {
  const reached = results.some((mail, i) => mail.status === 'sent' && roles[i] === 'approver')
  return {
    sent: results.filter((mail) => mail.status === 'sent').length,
    pending: results.filter((mail) => mail.status === 'failed' && mail.attempts < maxMailAttempts).length,
    unreached: !reached && !reachedBefore,
  }
}
