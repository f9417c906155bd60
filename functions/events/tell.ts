import type { EventData, EventType } from '../domain/events.ts'
import { parseRequestId } from '../domain/ids.ts'
import { type AccessRequest, requestStates } from '../domain/request.ts'
import type { TenantSettings } from '../domain/settings.ts'
import { type OutcomeRecipient, outcomeMail } from '../mail/outcome-mail.ts'
import { outcomeView } from '../mail/views.ts'
import type { Announcement } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { mailOnce, type TellPorts } from './mail-once.ts'
import { tellChange } from './tell-change.ts'

/** The events that are about no request, and are mailed to whom their notice names. */
const changes: ReadonlySet<EventType> = new Set<EventType>([
  'lockbox.settings.changed',
  'lockbox.environment.managed',
  'lockbox.environment.unmanaged',
  'lockbox.approver.proposed',
  'lockbox.approver.proposalStopped',
])

/** Mails what an event says to everybody whom it concerns, once each; gives how many mails that were. */
export const tell = (
  recorded: Announcement,
  facts: DeploymentFacts,
  publicUrl: string,
  ports: TellPorts,
): Promise<number> =>
  changes.has(recorded.event.type)
    ? tellChange(recorded, facts, publicUrl, ports)
    : tellOutcome(recorded, facts, publicUrl, ports)

/**
 * Mails the outcome of a request to its operator and to all approvers, with the ledger's seq and hash: the mailbox is
 * a witness, so every outcome has its mail. The request is read again; when it has moved on since, the mail says so.
 */
async function tellOutcome(
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

  const movedOn = stored.request.version > outcome.version ? stored.request.state : undefined
  const view = outcomeView(outcome, settings, facts, publicUrl, recorded, movedOn)
  return mailOnce(
    recipients(outcome, settings),
    recorded,
    outcome.ulid,
    (recipient) => outcomeMail(view, recipient),
    { request: outcome, details: { purpose: 'outcome', outcome: outcome.state } },
    ports,
  )
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
