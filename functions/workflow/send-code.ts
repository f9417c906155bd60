import { type Confirmation, confirmationMessage } from '../domain/confirmation.ts'
import { seal } from '../domain/events.ts'
import { isSameAddress } from '../domain/identity.ts'
import { codeFrom, showCode } from '../domain/links.ts'
import type { Approver, TenantSettings } from '../domain/settings.ts'
import { own } from '../domain/settings-change.ts'
import type { Instant } from '../domain/time.ts'
import { confirmMail } from '../mail/confirm-mail.ts'
import { failureOf, mailEvent } from '../requests/mailing.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import type { NotifyPorts } from './notify.ts'

/** How often one code's mail is tried; each try is a new code. */
const maxAttempts = 8

/** `pending`: it failed and is worth another try. */
export type CodeSent = 'sent' | 'pending' | 'given-up' | 'nothing to send'

/**
 * Mails an approver the code that confirms their address: the code's MAC is stored first, then the mail is sent. A
 * repeat after a crash makes a new code, and the one of the former mail is worth nothing then; the mail says so.
 */
export async function sendCode(
  key: { readonly tenantId: string; readonly approverId: string },
  facts: DeploymentFacts,
  publicUrl: string,
  ports: NotifyPorts,
): Promise<CodeSent> {
  const { settings, confirmation } = await ports.table.confirmationFacts(key.tenantId, key.approverId)
  if (!settings || !confirmation?.dueAt) return 'nothing to send'
  const approver = own(settings.approvers, key.approverId)
  const stillWanted = approver?.unconfirmed === true && isSameAddress(approver.email, confirmation.email)
  if (!approver || !stillWanted || confirmation.attempts >= maxAttempts) {
    await ports.table.finishConfirmation(confirmation)
    return stillWanted ? 'given-up' : 'nothing to send'
  }

  const now = ports.clock.now()
  const code = codeFrom(ports.random.bytes(5))
  const mac = await ports.codes.mac(confirmationMessage(confirmation, code))
  if (!(await ports.table.prepareConfirmation(confirmation, mac, now))) return 'nothing to send'
  const error = await mail(confirmation, approver, code, settings, facts, publicUrl, now, ports)
  const id = ports.random.ulid(now)
  await ports.table.commit([
    {
      kind: 'emit',
      domain: 'workflow',
      sealed: seal(
        mailEvent(
          {
            by: 'notify',
            tenantId: confirmation.tenantId,
            recipient: { name: approver.name, email: confirmation.email },
            details: { recipient: confirmation.approverId, purpose: 'confirm' },
            error,
          },
          ports.clock.now(),
          id,
        ),
        ports.random.bytes,
      ),
    },
  ])
  if (error) return 'pending'
  await ports.table.finishConfirmation(confirmation)
  return 'sent'
}

/** The name of the error, when the mail could not be sent. */
async function mail(
  confirmation: Confirmation,
  approver: Approver,
  code: string,
  settings: TenantSettings,
  facts: DeploymentFacts,
  publicUrl: string,
  now: Instant,
  ports: NotifyPorts,
): Promise<string | undefined> {
  return failureOf(() =>
    ports.mailer.send({
      to: { name: approver.name, address: confirmation.email },
      threadId: confirmation.wanted,
      ...confirmMail({ settings, facts, publicUrl, approver, by: confirmation.by, code: showCode(code), now }),
    }),
  )
}
