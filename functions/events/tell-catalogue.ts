import { changesIn } from '../domain/catalogue.ts'
import { everybodyOn } from '../domain/settings-diff.ts'
import { catalogueMail } from '../mail/catalogue-mail.ts'
import type { Announcement } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { mailOnce, type TellPorts } from './mail-once.ts'

/**
 * Mails a change of the catalogue to everybody on the tenant's lists. It comes from the vendor's side, which must not choose
 * who is told of it: the customer's lists do, and what changed is what the ledger recorded.
 */
export async function tellCatalogue(
  recorded: Announcement,
  facts: DeploymentFacts,
  publicUrl: string,
  ports: TellPorts,
): Promise<number> {
  const { event, tenantId } = recorded
  const changes = changesIn(event.data.details)
  const { settings } = await ports.table.noticeFacts(tenantId, event.id)
  if (!settings || changes.length === 0) return 0
  const content = catalogueMail(changes, settings, facts, publicUrl, recorded)
  return mailOnce(
    {
      recorded,
      recipients: everybodyOn(settings),
      threadId: `settings.${tenantId}`,
      details: { purpose: 'catalogue', about: event.id },
      mailTo: () => content,
    },
    ports,
  )
}
