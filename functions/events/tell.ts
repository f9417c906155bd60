import { parseRequestId } from '../domain/ids.ts'
import type { Announcement } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import type { TellPorts } from './mail-once.ts'
import { tellComment } from './tell-comment.ts'
import { tellOutcome } from './tell-outcome.ts'

/** Mails whoever an event on the bus is mailed to, once each; how many mails that were. What it is about is read again. */
export async function tell(
  recorded: Announcement,
  facts: DeploymentFacts,
  publicUrl: string,
  ports: TellPorts,
): Promise<number> {
  const { event, tenantId } = recorded
  const request = parseRequestId(event.data.requestId ?? '')
  if (request?.tenantId !== tenantId) return 0
  const found = await ports.table.decisionFacts(request)
  return event.type === 'lockbox.request.commented'
    ? tellComment(recorded, found, facts, publicUrl, ports)
    : tellOutcome(recorded, found, facts, publicUrl, ports)
}
