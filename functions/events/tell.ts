import { type EventData, type EventDraft, seal } from '../domain/events.ts'
import { parseRequestId } from '../domain/ids.ts'
import { key } from '../domain/keys.ts'
import { type AccessRequest, requestStates } from '../domain/request.ts'
import type { TenantSettings } from '../domain/settings.ts'
import type { Instant } from '../domain/time.ts'
import { type OutcomeRecipient, outcomeMail } from '../mail/outcome-mail.ts'
import { outcomeView } from '../mail/views.ts'
import type { Announcement, Clock, Mailer, Random, StateTable } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'

export interface TellPorts {
  readonly table: StateTable
  readonly mailer: Mailer
  readonly clock: Clock
  readonly random: Random
}

/** Somebody's mail failed: thrown after all others were tried, so that the queue tries again for those only. */
class NotAllTold extends Error {
  override readonly name = 'NotAllTold'
}

/**
 * Mails the outcome of a request to its operator and to all approvers, with the ledger's seq and hash: the mailbox is
 * a witness, so every outcome has its mail. The request is read again; when it has moved on since, the mail says so.
 */
export async function tell(
  recorded: Announcement,
  facts: DeploymentFacts,
  publicUrl: string,
  ports: TellPorts,
): Promise<number> {
  const { event, tenantId } = recorded
  const requestKey = parseRequestId(event.data.requestId ?? '')
  if (!requestKey || requestKey.tenantId !== tenantId) return 0
  const { stored, settings } = await ports.table.decisionFacts(requestKey)
  if (!stored || !settings) return 0
  const outcome = asOf(stored.request, event.data)
  if (!outcome) return 0

  const people = recipients(outcome, settings)
  const told = await ports.table.told(people.map(({ id }) => key.told(tenantId, event.id, id)))
  const untold = people.filter(({ id }) => !told.has(key.told(tenantId, event.id, id).sk))
  const movedOn = stored.request.version > outcome.version ? stored.request.state : undefined
  const view = outcomeView(outcome, settings, facts, publicUrl, recorded, movedOn)
  const failures = await Promise.all(untold.map((recipient) => mailOne(recipient, outcome, recorded, view, ports)))
  const failed = failures.filter(Boolean).length
  if (failed > 0) throw new NotAllTold(`${failed} of ${people.length} mails could not be sent`)
  return untold.length
}

/** The request as this event left it; undefined for an event that the request does not know (yet). */
function asOf(request: AccessRequest, { version, after }: EventData): AccessRequest | undefined {
  const state = requestStates.find((known) => known === after)
  if (version === undefined || version > request.version || !state) return undefined
  if (version === request.version) return request
  const { closed: _, ...former } = request
  return { ...former, version, state }
}

const recipients = (request: AccessRequest, settings: TenantSettings): readonly OutcomeRecipient[] => [
  { id: 'operator', role: 'operator', name: request.operator.name, email: request.operator.email },
  ...Object.entries(settings.approvers).map(([id, { name, email }]) => ({
    id,
    role: 'approver' as const,
    name,
    email,
  })),
]

/** Sends, then marks as told together with the record of it; true when the mail failed. */
async function mailOne(
  recipient: OutcomeRecipient,
  request: AccessRequest,
  recorded: Announcement,
  view: ReturnType<typeof outcomeView>,
  ports: TellPorts,
): Promise<boolean> {
  const { event, tenantId } = recorded
  let error: string | undefined
  try {
    await ports.mailer.send({
      to: { name: recipient.name, address: recipient.email },
      threadId: request.ulid,
      ...outcomeMail(view, recipient),
    })
  } catch (failure) {
    error = failure instanceof Error ? failure.name : 'Error'
  }
  const now = ports.clock.now()
  const marker = error ? `failed.${recipient.id}` : recipient.id
  // A failure is recorded once, however often it is tried; put-if-absent of the marker settles a repeat.
  await ports.table.commit([
    { kind: 'mark-told', key: key.told(tenantId, event.id, marker), now },
    {
      kind: 'emit',
      domain: 'tell',
      sealed: seal(mailEvent(recipient, request, now, ports.random.ulid(now), error), ports.random.bytes),
    },
  ])
  return error !== undefined
}

const mailEvent = (
  recipient: OutcomeRecipient,
  request: AccessRequest,
  at: Instant,
  id: string,
  error: string | undefined,
): EventDraft => ({
  id,
  type: error ? 'lockbox.mail.failed' : 'lockbox.mail.sent',
  tenantId: request.tenantId,
  at,
  actor: { kind: 'system', id: 'tell', method: 'system' },
  request,
  details: { recipient: recipient.id, purpose: 'outcome', outcome: request.state, error },
  personal: { 'recipient.name': recipient.name, 'recipient.email': recipient.email },
})
