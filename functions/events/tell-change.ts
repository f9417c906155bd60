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
  const { notice, settings } = await ports.table.noticeFacts(tenantId, event.id)
  if (!notice || !settings) return 0
  const content = changeMail(notice, settings, facts, publicUrl, recorded)
  const about = { details: { purpose: 'change', about: event.id } }
  return mailOnce(notice.recipients, recorded, `settings.${tenantId}`, () => content, about, ports)
}
