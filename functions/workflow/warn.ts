import { warnBefore } from '../domain/duties.ts'
import { type EventDraft, seal } from '../domain/events.ts'
import type { AccessRequest, RequestKey } from '../domain/request.ts'
import type { Instant } from '../domain/time.ts'
import { isOpenGrant } from '../domain/transitions.ts'
import { requestView } from '../mail/views.ts'
import { warningMail } from '../mail/warning-mail.ts'
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
  const error = await post(request, warningMail(view, granted.accessUntil), ports)
  const id = ports.random.ulid(now)
  await ports.table.commit([
    ...(error ? [] : [{ kind: 'note-warned' as const, request, now }]),
    { kind: 'emit', domain: 'workflow', sealed: seal(mailEvent(request, now, id, error), ports.random.bytes) },
  ])
  return error ? 'failed' : 'sent'
}

async function post(
  request: AccessRequest,
  content: ReturnType<typeof warningMail>,
  { mailer }: NotifyPorts,
): Promise<string | undefined> {
  const { name, email } = request.operator
  try {
    await mailer.send({
      to: { name, address: email },
      threadId: request.ulid,
      about: { requests: [request], recipient: 'operator' },
      ...content,
    })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.name : 'Error'
  }
}

const mailEvent = (request: AccessRequest, at: Instant, id: string, error: string | undefined): EventDraft => ({
  id,
  type: error ? 'lockbox.mail.failed' : 'lockbox.mail.sent',
  tenantId: request.tenantId,
  at,
  actor: { kind: 'system', id: 'notify', method: 'system' },
  request,
  details: { recipient: 'operator', purpose: 'warning', error },
  personal: { 'recipient.name': request.operator.name, 'recipient.email': request.operator.email },
})
