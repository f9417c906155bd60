import { acceptsWay, mayDecide } from '../domain/authority.ts'
import { type LinkId, maxWrongPerApprover, maxWrongPerLink, type StoredLink, storedLinkName } from '../domain/links.ts'
import type { Problem } from '../domain/problems.ts'
import type { AccessRequest } from '../domain/request.ts'
import type { Approver, TenantSettings } from '../domain/settings.ts'
import type { Instant } from '../domain/time.ts'
import { awaitsDecision } from '../domain/transitions.ts'
import type { DecisionFacts, LinkUse, MailWanted, StoredRequest } from '../ports.ts'

/** A link that can still decide, with everything the decision is judged by. */
export interface OpenLink {
  readonly kind: 'open'
  readonly stored: StoredRequest
  readonly settings: TenantSettings
  readonly approver: Approver
  readonly use: LinkUse
  readonly link: StoredLink
  /** Whether this tenant takes approvals from a mail, or only denials. */
  readonly canApprove: boolean
}

/** What a link shows at this moment. `unknown` is one answer, whatever the reason. */
export type LinkState =
  | { readonly kind: 'unknown' }
  | OpenLink
  | { readonly kind: 'over'; readonly request: AccessRequest; readonly settings: TenantSettings }
  | {
      readonly kind: 'locked'
      readonly request: AccessRequest
      readonly settings: TenantSettings
      readonly use: LinkUse
      readonly freshMail: 'offered' | 'on-its-way' | 'refused'
      /** Other approvers' wish for mails, which a further one joins. */
      readonly standing?: MailWanted
    }
  | { readonly kind: 'refused'; readonly problem: Problem }

/** Pure: the state of a link by the facts of one read. */
export function linkState(id: LinkId, facts: DecisionFacts, vendorDomains: readonly string[], now: Instant): LinkState {
  const { stored, settings } = facts
  const name = storedLinkName(id)
  const link = stored && Object.hasOwn(stored.links, name) ? stored.links[name] : undefined
  if (!stored || !settings || !link) return { kind: 'unknown' }
  const { request } = stored
  const { approverId } = id
  // Whoever is not on the list any more is told so, and no outcome.
  if (!awaitsDecision(request, now) && Object.hasOwn(settings.approvers, approverId))
    return { kind: 'over', request, settings }

  const decision = acceptsWay(settings, 'link', 'approve') ? 'approve' : 'deny'
  const may = mayDecide({ request, settings, approverId, via: 'link', decision, vendorDomains })
  if (!may.ok) return { kind: 'refused', problem: may.problem }

  const use = { name, approverId, wrongSoFar: link.wrong, approverWrongSoFar: stored.wrongCodes[approverId] ?? 0 }
  const approverLocked = use.approverWrongSoFar >= maxWrongPerApprover
  if (approverLocked || link.wrong >= maxWrongPerLink) {
    const onItsWay = link.replaced || stored.mailWanted?.approvers.includes(approverId)
    return {
      kind: 'locked',
      request,
      settings,
      use,
      freshMail: approverLocked ? 'refused' : onItsWay ? 'on-its-way' : 'offered',
      ...(stored.mailWanted && { standing: stored.mailWanted }),
    }
  }
  return { kind: 'open', stored, settings, approver: may.value, use, link, canApprove: decision === 'approve' }
}
