import { mayAct } from '../domain/authority.ts'
import { samePerson } from '../domain/identity.ts'
import { linksKept } from '../domain/links.ts'
import type { Approver } from '../domain/settings.ts'
import type { Instant } from '../domain/time.ts'
import { isOpenGrant } from '../domain/transitions.ts'
import { outcomeMail } from '../mail/outcome-mail.ts'
import { outcomeView } from '../mail/views.ts'
import type { DecisionFacts, OutcomeInput, OutcomeSent } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { makeLink, obsoleteLinks } from './make-link.ts'
import type { NotifyPorts } from './notify.ts'

/**
 * Mails an approval to one approver with "Stop this access", link and code; tell asks for it and records how it went,
 * notify makes the link. Not sent where there is nothing to stop any more, or not by link: then tell mails by itself.
 */
export async function sendOutcome(
  { outcome, ...key }: OutcomeInput,
  facts: DeploymentFacts,
  publicUrl: string,
  ports: NotifyPorts,
): Promise<OutcomeSent> {
  const { approverId, version, seq, hash, type, recordedAt } = outcome
  for (let attempt = 0; attempt < 3; attempt++) {
    const found = await ports.table.decisionFacts(key)
    const { stored, settings } = found
    const now = ports.clock.now()
    const approver = whoMayStop(found, outcome, facts.vendor.emailDomains, now)
    if (!approver || !stored || !settings || stored.request.version !== version) return { sent: false }
    const { request } = stored
    const link = await makeLink(request, approverId, approver.email, now, ports)
    const obsolete = obsoleteLinks(stored, approverId, linksKept(Object.keys(settings.approvers).length))
    if (!(await ports.table.prepareMails(request, [{ approverId, link: link.kept }], obsolete, now))) continue
    const { name, email } = approver
    const recorded = { seq, hash, event: { type, data: { recordedAt } } }
    const view = outcomeView(request, settings, facts, publicUrl, recorded)
    const content = outcomeMail(view, { id: approverId, role: 'approver', name, email }, link.mailed)
    try {
      await ports.mailer.send({
        to: { name, address: email },
        threadId: request.ulid,
        about: { requests: [request], recipient: outcome.approverId },
        ...content,
      })
      return { sent: true }
    } catch (error) {
      return { sent: false, error: error instanceof Error ? error.name : 'Error' }
    }
  }
  return { sent: false }
}

/** The approver, where an approved access is open that they may stop by link and code. */
function whoMayStop(
  { stored, settings }: DecisionFacts,
  { approverId }: OutcomeInput['outcome'],
  vendorDomains: readonly string[],
  now: Instant,
): Approver | undefined {
  if (!stored || !settings || settings.approvalMode === 'sign-in') return undefined
  const { request } = stored
  if (request.state !== 'Approved' || request.drill || !isOpenGrant(request, now)) return undefined
  const may = mayAct(settings, approverId, vendorDomains)
  if (!may.ok || samePerson(request.operator, { id: may.value.email, email: may.value.email })) return undefined
  return may.value
}
