import type { Notice } from '../domain/notice.ts'
import { type Proposal, provenValues } from '../domain/proposal.ts'
import type { TenantSettings } from '../domain/settings.ts'
import { everybodyOn } from '../domain/settings-diff.ts'
import { changeMail } from '../mail/change-mail.ts'
import type { Announcement } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { mailOnce, type TellPorts } from './mail-once.ts'

/**
 * Mails a change of what the customer decided to everybody whom its notice names. An event without a notice was made by
 * hand, with an administrator's rights, and names nobody.
 */
export async function tellChange(
  recorded: Announcement,
  facts: DeploymentFacts,
  publicUrl: string,
  ports: TellPorts,
): Promise<number> {
  const { event, tenantId } = recorded
  const { notice, settings } = await factsOf(recorded, ports)
  if (!notice || !settings) return 0
  const content = changeMail(notice, settings, facts, publicUrl, recorded)
  const details = { purpose: 'change', about: event.id }
  const { recipients } = notice
  return mailOnce({ recorded, recipients, threadId: `settings.${tenantId}`, details, mailTo: () => content }, ports)
}

/** A proposal comes from the vendor's side, which must not choose who is told of it: the customer's list does. */
async function factsOf({ event, tenantId }: Announcement, { table }: TellPorts) {
  if (event.type !== 'lockbox.approver.proposed') return table.noticeFacts(tenantId, event.id)
  const { settings, proposal } = await table.proposalFacts(tenantId)
  return { settings, notice: settings && proposalNotice(event, settings, proposal) }
}

function proposalNotice(
  event: Announcement['event'],
  settings: TenantSettings,
  proposal: Proposal | undefined,
): Notice {
  const proven = proposal ? provenValues(proposal, event) : {}
  const name = proven['proposed.name']
  const email = proven['proposed.email']
  const { kind, method } = event.data.actor
  const { effectiveAt } = event.data.details
  return {
    tenantId: settings.tenantId,
    eventId: event.id,
    at: event.time,
    by: {
      kind,
      method,
      id: proven['actor.id'] ?? 'unknown',
      ...(proven['actor.name'] && { name: proven['actor.name'] }),
      ...(proven['actor.email'] && { email: proven['actor.email'] }),
    },
    recipients: [...everybodyOn(settings), ...(name && email ? [{ id: event.id, name, email }] : [])],
    changes: [
      { what: 'proposal', after: name && email ? `${name}, ${email}` : 'Somebody whose name is not on record' },
    ],
    ...(proven.reason && { reason: proven.reason }),
    ...(typeof effectiveAt === 'string' && { effectiveAt }),
  }
}
