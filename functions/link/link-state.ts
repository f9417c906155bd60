import { acceptsWay, mayAct, mayDecide } from '../domain/authority.ts'
import { type LinkId, maxWrongPerApprover, maxWrongPerLink, type StoredLink, storedLinkName } from '../domain/links.ts'
import type { Outcome, Problem } from '../domain/problems.ts'
import type { AccessRequest } from '../domain/request.ts'
import type { Approver, TenantSettings } from '../domain/settings.ts'
import type { Instant } from '../domain/time.ts'
import { awaitsDecision, isOpenGrant } from '../domain/transitions.ts'
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

/** A link of an access that is open: its code can stop it. */
export interface GrantLink {
  readonly kind: 'grant'
  readonly stored: StoredRequest
  readonly settings: TenantSettings
  readonly approver: Approver
  readonly use: LinkUse
  readonly link: StoredLink
}

/** What a link shows at this moment. `unknown` is one answer, whatever the reason. */
export type LinkState =
  | { readonly kind: 'unknown' }
  | OpenLink
  | GrantLink
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
  const waits = awaitsDecision(request, now)
  const listed = Object.hasOwn(settings.approvers, approverId)
  const stopper = waits ? undefined : mayStop(request, settings, approverId, vendorDomains, now)
  // Whoever is not on the list any more is told so, and no outcome.
  if (!waits && listed && !stopper) return { kind: 'over', request, settings }

  const decision = acceptsWay(settings, 'link', 'approve') ? 'approve' : 'deny'
  const may = stopper ?? mayDecide({ request, settings, approverId, via: 'link', decision, vendorDomains })
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
  const usable = { stored, settings, approver: may.value, use, link }
  return stopper ? { kind: 'grant', ...usable } : { kind: 'open', ...usable, canApprove: decision === 'approve' }
}

/** The approver, where an access is open that they may stop by link and code: wherever they may deny by it. */
function mayStop(
  request: AccessRequest,
  settings: TenantSettings,
  approverId: string,
  vendorDomains: readonly string[],
  now: Instant,
): Outcome<Approver> | undefined {
  if (request.drill || !isOpenGrant(request, now) || !acceptsWay(settings, 'link', 'deny')) return undefined
  const may = mayAct(settings, approverId, vendorDomains)
  return may.ok ? may : undefined
}
