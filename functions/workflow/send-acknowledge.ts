import { reachableApprovers } from '../domain/authority.ts'
import { isEmergency } from '../domain/emergency.ts'
import { seal } from '../domain/events.ts'
import type { RequestKey } from '../domain/request.ts'
import { acknowledgeMail } from '../mail/emergency-mail.ts'
import { endingView } from '../mail/views.ts'
import { failureOf, mailEvent } from '../requests/mailing.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import type { NotifyPorts } from './notify.ts'

/** How many approvers were reminded, and how many mails failed: those are not tried again, the next reminder is. */
export interface Reminded {
  readonly sent: number
  readonly failed: number
}

/** Reminds the approvers that nobody of them has taken note of an emergency yet; the operator in person does not count. */
export async function sendAcknowledge(
  key: RequestKey,
  facts: DeploymentFacts,
  publicUrl: string,
  ports: NotifyPorts,
): Promise<Reminded> {
  const { stored, settings } = await ports.table.decisionFacts(key)
  const nothing = { sent: 0, failed: 0 }
  if (!stored || !settings || !isEmergency(stored.request) || stored.request.acknowledged) return nothing
  const { request } = stored
  const view = endingView(request, settings, facts, publicUrl, ports.clock.now())
  if (!view) return nothing
  const content = acknowledgeMail(view)
  const approvers = reachableApprovers(settings, request.operator, facts.vendor.emailDomains)
  const results = await Promise.all(
    approvers.map(async ([approverId, { name, email }]) => {
      const error = await failureOf(() =>
        ports.mailer.send({
          to: { name, address: email },
          threadId: request.ulid,
          about: { requests: [request], recipient: approverId },
          ...content,
        }),
      )
      return { approverId, name, email, error }
    }),
  )
  const now = ports.clock.now()
  if (results.length > 0)
    await ports.table.commit(
      results.map(({ approverId, name, email, error }) => ({
        kind: 'emit' as const,
        domain: 'workflow' as const,
        sealed: seal(
          mailEvent(
            {
              by: 'notify',
              tenantId: request.tenantId,
              request,
              recipient: { name, email },
              details: { approverId, purpose: 'acknowledge' },
              error,
            },
            now,
            ports.random.ulid(now),
          ),
          ports.random.bytes,
        ),
      })),
    )
  const failed = results.filter(({ error }) => error !== undefined).length
  return { sent: results.length - failed, failed }
}
