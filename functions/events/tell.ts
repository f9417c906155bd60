import type { EventType } from '../domain/events.ts'
import { parseRequestId } from '../domain/ids.ts'
import type { Announcement } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import type { TellPorts } from './mail-once.ts'
import { tellCatalogue } from './tell-catalogue.ts'
import { tellChange } from './tell-change.ts'
import { tellComment } from './tell-comment.ts'
import { tellOutcome } from './tell-outcome.ts'
import { tellWelcome } from './tell-welcome.ts'

/** The events that are about no request, and are mailed to whom their notice names. */
const changes: ReadonlySet<EventType> = new Set<EventType>([
  'lockbox.settings.changed',
  'lockbox.environment.managed',
  'lockbox.environment.unmanaged',
  'lockbox.approver.proposed',
  'lockbox.approver.proposalStopped',
  'lockbox.brake.lifted',
])

/** Mails whoever an event on the bus is mailed to, once each; how many mails that were. What it is about is read again. */
export async function tell(
  recorded: Announcement,
  facts: DeploymentFacts,
  publicUrl: string,
  ports: TellPorts,
): Promise<number> {
  const { event, tenantId } = recorded
  if (event.type === 'lockbox.settings.created') return tellWelcome(recorded, facts, publicUrl, ports)
  if (changes.has(event.type)) return tellChange(recorded, facts, publicUrl, ports)
  if (event.type === 'lockbox.catalogue.changed') return tellCatalogue(recorded, facts, publicUrl, ports)
  const request = parseRequestId(event.data.requestId ?? '')
  if (request?.tenantId !== tenantId) return 0
  const found = await ports.table.decisionFacts(request)
  return event.type === 'lockbox.request.commented'
    ? tellComment(recorded, found, facts, publicUrl, ports)
    : tellOutcome(recorded, found, facts, publicUrl, ports)
}
