import type { AuditEvent, EventData } from '../domain/events.ts'
import { type AccessRequest, requestStates } from '../domain/request.ts'
import type { TenantSettings } from '../domain/settings.ts'
import { type OutcomeRecipient, outcomeMail } from '../mail/outcome-mail.ts'
import { outcomeView } from '../mail/views.ts'
import type { Announcement, DecisionFacts, OutcomeInput } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { mailOnce, type TellPorts } from './mail-once.ts'
import { isKnown, unknownEmergency } from './unknown-emergency.ts'

/**
 * Mails the outcome of a request to its operator, to all confirmed approvers and to the observers, with the ledger's
 * seq and hash: the mailbox is a witness, so every outcome has its mail. When the request, read again, has moved on
 * since, the mail says so.
 */
export async function tellOutcome(
  recorded: Announcement,
  { stored, settings }: DecisionFacts,
  facts: DeploymentFacts,
  publicUrl: string,
  ports: TellPorts,
): Promise<number> {
  const known = stored && asOf(stored.request, recorded.event)
  const outcome = known ?? unknownEmergency(recorded)
  if (!outcome || !settings) return 0
  const movedOn = known && stored.request.version > outcome.version ? stored.request.state : undefined
  const over = !outcome.drill && (outcome.state === 'Ended' || outcome.state === 'Revoked')
  const view = {
    ...outcomeView(outcome, settings, facts, publicUrl, recorded, movedOn),
    ...(over && { uses: await ports.table.usesOf(outcome) }),
  }
  return mailOnce(
    {
      recorded,
      request: outcome,
      threadId: outcome.ulid,
      recipients: recipients(outcome, settings),
      details: { purpose: 'outcome', outcome: outcome.state },
      mailTo: (recipient) => outcomeMail(view, recipient),
      elsewhere: async ({ id, role }) =>
        role === 'approver' && stoppable(outcome, settings, movedOn)
          ? ports.byNotify(outcomeInput(outcome, recorded, id))
          : { sent: false },
    },
    ports,
  )
}

/** Whether the mail carries "Stop this access": of an approval that still counts, where the tenant acts by mail. */
const stoppable = (outcome: AccessRequest, settings: TenantSettings, movedOn: unknown): boolean =>
  outcome.state === 'Approved' && !outcome.drill && movedOn === undefined && settings.approvalMode !== 'sign-in'

const outcomeInput = (
  { tenantId, ulid, version }: AccessRequest,
  { seq, hash, event }: Announcement,
  approverId: string,
): OutcomeInput => ({
  v: 1,
  tenantId,
  ulid,
  outcome: { approverId, version, seq, hash, type: event.type, recordedAt: event.data.recordedAt },
})

/**
 * The request as this event left it; undefined for an event that the request does not know (yet), and for an emergency
 * of which it says something else than was recorded.
 */
function asOf(request: AccessRequest, { type, data }: Pick<AuditEvent, 'type' | 'data'>): AccessRequest | undefined {
  if (type === 'lockbox.request.emergency' && !saysAsRecorded(request, data)) return undefined
  const { version, after } = data
  const state = requestStates.find((known) => known === after)
  if (version === undefined || version > request.version || !state) return undefined
  // What the ledger recorded is what is told: an item that says something else under the same version was written over.
  if (version === request.version && request.state === state) return request
  const { closed: _, ...former } = request
  return { ...former, version, state }
}

/** Request and event are of the same function, which could tell people of a lesser emergency than it opened. */
const saysAsRecorded = (
  { environmentId, service, incident, granted }: AccessRequest,
  { details, ...data }: EventData,
): boolean =>
  environmentId === data.environmentId &&
  service === data.service &&
  incident === details.incident &&
  granted?.accessLevel === details.accessLevel &&
  granted?.accessUntil === details.accessUntil

const recipients = (request: AccessRequest, settings: TenantSettings): readonly OutcomeRecipient[] => [
  ...(isKnown(request)
    ? [{ id: 'operator', role: 'operator' as const, name: request.operator.name, email: request.operator.email }]
    : []),
  ...confirmed(settings).map(([id, { name, email }]) => ({ id, role: 'approver' as const, name, email })),
  ...Object.entries(settings.observers ?? {}).map(([id, { name, email }]) => ({
    id,
    role: 'observer' as const,
    name,
    email,
  })),
]

/** Nobody knows yet whether an address that is not confirmed is that of the approver. */
export const confirmed = ({ approvers }: TenantSettings) =>
  Object.entries(approvers).filter(([, { unconfirmed }]) => !unconfirmed)
