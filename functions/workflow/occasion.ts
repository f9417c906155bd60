import { isEmergency } from '../domain/emergency.ts'
import type { TenantSettings } from '../domain/settings.ts'
import type { Instant } from '../domain/time.ts'
import { awaitsDecision, isOpenGrant } from '../domain/transitions.ts'
import { emergencyMail, emergencyNotice, stopMail } from '../mail/emergency-mail.ts'
import type { MailContent } from '../mail/parts.ts'
import { noticeMail, requestMail } from '../mail/request-mail.ts'
import { endingView, requestView } from '../mail/views.ts'
import type { StoredRequest } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import type { MadeLink } from './make-link.ts'

/**
 * Why there are mails about a request: it waits for a decision; it began as an emergency, of which everybody hears
 * whatever has become of it since; or an approver wants a fresh link to stop an access that is open.
 */
export type Purpose = 'decision' | 'emergency' | 'stop'

/** Undefined: nobody is mailed about this request (any more). */
export function purposeOf({ request, mailWanted }: StoredRequest, now: Instant): Purpose | undefined {
  if (awaitsDecision(request, now)) return 'decision'
  if (isEmergency(request)) return 'emergency'
  return mailWanted && isOpenGrant(request, now) && !request.drill ? 'stop' : undefined
}

/** What the mails are about, and when. */
export interface Occasion {
  readonly purpose: Purpose
  readonly stored: StoredRequest
  readonly settings: TenantSettings
  readonly facts: DeploymentFacts
  readonly publicUrl: string
  readonly now: Instant
}

/** Whether mails to approvers have link and code: not where nothing is left to do with them, nor where the tenant decides signed in only. */
export const hasLink = ({ purpose, stored, settings, now }: Occasion): boolean =>
  settings.approvalMode !== 'sign-in' && (purpose === 'decision' || isOpenGrant(stored.request, now))

/** The words of one mail. */
export function contentOf(
  { purpose, stored, settings, facts, publicUrl, now }: Occasion,
  role: 'approver' | 'observer',
  link?: MadeLink['mailed'],
): MailContent {
  const about = [stored.request, settings, facts, publicUrl, now] as const
  const ending = endingView(...about)
  if (purpose === 'decision' || !ending) {
    const view = requestView(...about)
    return role === 'observer' ? noticeMail(view) : requestMail({ ...view, ...(link && { link }) })
  }
  const view = { ...ending, ...(link && { link }) }
  if (role === 'observer') return emergencyNotice(view)
  return purpose === 'stop' ? stopMail(view) : emergencyMail(view)
}
