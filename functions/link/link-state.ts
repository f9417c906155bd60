import { acceptsWay, mayAct, mayDecide } from '../domain/authority.ts'
import { type LinkId, maxWrongPerApprover, maxWrongPerLink, type StoredLink, storedLinkName } from '../domain/links.ts'
import type { Outcome, Problem } from '../domain/problems.ts'
import type { AccessRequest } from '../domain/request.ts'
import type { Approver, TenantSettings } from '../domain/settings.ts'
import type { Instant } from '../domain/time.ts'
import { awaitsDecision } from '../domain/transitions.ts'
import type { Clock, DecisionFacts, Door, LinkUse, MailWanted, StateTable, StoredRequest } from '../ports.ts'
import { openDoors, saysOpen } from '../requests/open-doors.ts'

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
  /** What is open of it, whatever the request says. */
  readonly doors: readonly Door[]
}

/** What a link shows at this moment. `unknown` is one answer, whatever the reason. */
export type LinkState =
  | { readonly kind: 'unknown' }
  | OpenLink
  | GrantLink
  | {
      readonly kind: 'over'
      readonly request: AccessRequest
      readonly settings: TenantSettings
      /** Open, and not for this approver to stop by link. */
      readonly doors?: readonly Door[]
    }
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

/** What a link's state is judged by: one read; and the open doors of its request, where that waits for nobody. */
type LinkFacts = DecisionFacts & { readonly doors?: readonly Door[] }

/**
 * The state of a link now. An access is open as long as one of its doors is, whatever the request says: that item the
 * vendor's functions may put again. While a request waits it has no door, and none is looked for.
 */
export async function linkNow(
  id: LinkId,
  vendorDomains: readonly string[],
  ports: { readonly table: Pick<StateTable, 'decisionFacts' | 'doorsOf'>; readonly clock: Clock },
): Promise<LinkState> {
  const facts = await ports.table.decisionFacts(id.request)
  const { stored } = facts
  const waits = !stored || !linkOf(id, stored) || awaitsDecision(stored.request, ports.clock.now())
  const doors = waits ? [] : await ports.table.doorsOf(id.request.tenantId)
  const own = doors.filter(({ request }) => request.ulid === id.request.ulid)
  return linkState(id, { ...facts, doors: own }, vendorDomains, ports.clock.now())
}

const linkOf = (id: LinkId, { links }: StoredRequest): StoredLink | undefined =>
  Object.hasOwn(links, storedLinkName(id)) ? links[storedLinkName(id)] : undefined

/** Pure: the state of a link by what was read. */
function linkState(id: LinkId, facts: LinkFacts, vendorDomains: readonly string[], now: Instant): LinkState {
  const { stored, settings } = facts
  const name = storedLinkName(id)
  const link = stored && linkOf(id, stored)
  if (!stored || !settings || !link) return { kind: 'unknown' }
  const { request } = stored
  const { approverId } = id
  const waits = awaitsDecision(request, now)
  const listed = Object.hasOwn(settings.approvers, approverId)
  const doors = waits ? [] : openDoors(facts.doors ?? [], now)
  // Ending a grant without a door is for the record alone.
  const granted = saysOpen(request, now) && !request.drill
  const stopper = granted || doors.length > 0 ? mayStop(settings, approverId, vendorDomains) : undefined
  // Whoever is not on the list any more is told so, and no outcome.
  if (!waits && listed && !stopper) return { kind: 'over', request, settings, doors }

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
      // Notify mails nobody about what its request says is over.
      freshMail: approverLocked || !(waits || granted) ? 'refused' : onItsWay ? 'on-its-way' : 'offered',
      ...(stored.mailWanted && { standing: stored.mailWanted }),
    }
  }
  const usable = { stored, settings, approver: may.value, use, link }
  return stopper ? { kind: 'grant', ...usable, doors } : { kind: 'open', ...usable, canApprove: decision === 'approve' }
}

/** The approver, where they may stop an access by link and code: wherever they may deny by it. */
function mayStop(
  settings: TenantSettings,
  approverId: string,
  vendorDomains: readonly string[],
): Outcome<Approver> | undefined {
  if (!acceptsWay(settings, 'link', 'deny')) return undefined
  const may = mayAct(settings, approverId, vendorDomains)
  return may.ok ? may : undefined
}
