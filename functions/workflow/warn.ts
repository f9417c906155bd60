import { warnBefore } from '../domain/duties.ts'
import { seal } from '../domain/events.ts'
import type { RequestKey } from '../domain/request.ts'
import { isOpenGrant } from '../domain/transitions.ts'
import { requestView } from '../mail/views.ts'
import { warningMail } from '../mail/warning-mail.ts'
import { failureOf, type Mailed, mailEvent } from '../requests/mailing.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import type { NotifyPorts } from './notify.ts'

export type Warned = 'sent' | 'failed' | 'not due'

/**
 * Warns the operator that their access ends soon, once. It is marked with the record of the mail; one that fails stays
 * due, and the sweep comes again.
 */
export async function warn(
  key: RequestKey,
  facts: DeploymentFacts,
  publicUrl: string,
  ports: NotifyPorts,
): Promise<Warned> {
  const { stored, settings } = await ports.table.decisionFacts(key)
  const now = ports.clock.now()
  const granted = stored?.request.granted
  if (!stored || !settings || !granted || stored.warned || !isOpenGrant(stored.request, now)) return 'not due'
  const { request } = stored
  // Asked for by hand, or by a clock that is fast.
  if (granted.accessPeriod <= warnBefore || request.drill) return 'not due'
  const view = requestView(request, settings, facts, publicUrl, now)
  const { name, email } = request.operator
  const content = warningMail(view, granted.accessUntil)
  const error = await failureOf(() =>
    ports.mailer.send({
      to: { name, address: email },
      threadId: request.ulid,
      about: { requests: [request], recipient: 'operator' },
      ...content,
    }),
  )
  const id = ports.random.ulid(now)
  const mailed: Mailed = {
    by: 'notify',
    tenantId: request.tenantId,
    request,
    recipient: request.operator,
    details: { recipient: 'operator', purpose: 'warning' },
    error,
  }
  await ports.table.commit([
    ...(error ? [] : [{ kind: 'note-warned' as const, request, now }]),
    { kind: 'emit', domain: 'workflow', sealed: seal(mailEvent(mailed, now, id), ports.random.bytes) },
  ])
  return error ? 'failed' : 'sent'
}
