import { mayDecide, reasonMissing } from '../domain/authority.ts'
import { seal } from '../domain/events.ts'
import { type LinkId, macMessage, readCode } from '../domain/links.ts'
import type { Problem } from '../domain/problems.ts'
import type { Actor, Origin } from '../domain/request.ts'
import { dueAfter, type Instant } from '../domain/time.ts'
import { transition } from '../domain/transitions.ts'
import type { Clock, CodeChecker, Random, StateTable } from '../ports.ts'
import { brakeWrites, commandOf, type Decision, doorWrites, environmentMoved } from '../requests/decision.ts'
import { again, untilCommitted } from '../requests/until-committed.ts'
import { type LinkState, linkNow, type OpenLink } from './link-state.ts'
import { noCode, wrongCode } from './wrong-code.ts'

export interface DecidePorts {
  readonly table: StateTable
  readonly codes: CodeChecker
  readonly clock: Clock
  readonly random: Random
}

/** What the approver sent with the form. */
export interface FormDecision extends Decision {
  /** As typed. */
  readonly code: string
}

/** The link's state afterwards; a problem says why nothing was decided. */
export interface Decided {
  readonly state: LinkState
  readonly problem?: Problem
  /** This very form decided. */
  readonly mine?: boolean
  /** It closed a door whose request said something else, and says it still. */
  readonly closed?: boolean
}

/**
 * Decides with link and code: a read, the check of the code, one transaction. The transaction pins the settings that
 * the approver's authority was judged by; when they changed in between, everything is judged again.
 */
export const decide = (
  id: LinkId,
  decision: FormDecision,
  origin: Origin,
  vendorDomains: readonly string[],
  ports: DecidePorts,
): Promise<Decided> =>
  untilCommitted(async () => {
    const now = ports.clock.now()
    const state = await linkNow(id, vendorDomains, ports)
    return state.kind === 'open' ? decideOnce(id, state, decision, origin, vendorDomains, now, ports) : { state }
  }, 'The request is being changed right now. Nothing was decided')

async function decideOnce(
  id: LinkId,
  state: OpenLink,
  decision: FormDecision,
  origin: Origin,
  vendorDomains: readonly string[],
  now: Instant,
  ports: DecidePorts,
): Promise<Decided | typeof again> {
  const { stored, settings, approver, use, link } = state
  const { request } = stored
  const may = mayDecide({
    request,
    settings,
    approverId: use.approverId,
    via: 'link',
    decision: decision.decision,
    vendorDomains,
  })
  if (!may.ok) return { state, problem: may.problem }

  const code = readCode(decision.code)
  const by: Actor = { kind: 'approver', id: use.approverId, ...approver, method: 'link-and-code', ...origin }
  const moved = transition(request, commandOf(decision, by, settings), now)
  if (!moved.ok) return { state, problem: moved.problem }
  const missing = reasonMissing(settings, decision)
  if (missing) return { state, problem: missing }
  if (!code) return { state, problem: noCode }
  if (!(await ports.codes.verify(macMessage(id.text, code, approver.email, request), link.mac)))
    return wrongCode(state, by, now, ports)

  const committed = await ports.table.commit([
    { kind: 'move-request', ...moved.value, now, dueAt: dueAfter(now), link: use },
    { kind: 'pin-settings', tenantId: settings.tenantId, version: settings.version },
    ...doorWrites(moved.value, now),
    ...brakeWrites(moved.value),
    { kind: 'emit', domain: 'link', sealed: seal(moved.value.event, ports.random.bytes) },
  ])
  if (!committed.ok) {
    if (committed.failed.includes('pin-environment')) return { state, problem: environmentMoved }
    return again
  }
  return { state: { kind: 'over', request: moved.value.after, settings }, mine: true }
}
