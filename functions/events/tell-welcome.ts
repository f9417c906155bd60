import { welcomeMail } from '../mail/welcome-mail.ts'
import type { Announcement } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { mailOnce, type TellPorts } from './mail-once.ts'

/** Mails the first approver of a new organisation that its ledger has begun, and the key that vouches for it. */
export async function tellWelcome(
  recorded: Announcement,
  facts: DeploymentFacts,
  publicUrl: string,
  ports: TellPorts,
): Promise<number> {
  const { event, tenantId } = recorded
  const { settings } = await ports.table.noticeFacts(tenantId, event.id)
  const approverId = event.data.details.approverId
  const approver = typeof approverId === 'string' ? settings?.approvers[approverId] : undefined
  // Taken off the list meanwhile: the one who did that knows of the lockbox.
  if (!settings || !approver) return 0
  const content = welcomeMail(settings, facts, publicUrl, recorded)
  return mailOnce(
    {
      recorded,
      recipients: [{ id: String(approverId), name: approver.name, email: approver.email }],
      threadId: `settings.${tenantId}`,
      details: { purpose: 'welcome', about: event.id },
      mailTo: () => content,
    },
    ports,
  )
}
