import { seal } from '../domain/events.ts'
import { type LinkId, macMessage, readCode } from '../domain/links.ts'
import type { Actor, Origin } from '../domain/request.ts'
import type { Instant } from '../domain/time.ts'
import { transition } from '../domain/transitions.ts'
import { brakeWrites } from '../requests/decision.ts'
import { again, untilCommitted } from '../requests/until-committed.ts'
import type { Decided, DecidePorts } from './decide.ts'
import { type GrantLink, linkState } from './link-state.ts'
import { noCode, wrongCode } from './wrong-code.ts'

/** What the approver sent with the form. */
export interface FormStop {
  /** As typed. */
  readonly code: string
  readonly reason?: string
}

/**
 * Stops an open access with link and code: it is revoked by one transaction, which also keeps emergencies out of the
 * environment for a day. Wrong codes count as those of a decision do.
 */
export const stop = (
  id: LinkId,
  form: FormStop,
  origin: Origin,
  vendorDomains: readonly string[],
  ports: DecidePorts,
): Promise<Decided> =>
  untilCommitted(async () => {
    const now = ports.clock.now()
    const state = linkState(id, await ports.table.decisionFacts(id.request), vendorDomains, now)
    return state.kind === 'grant' ? stopOnce(id, state, form, origin, now, ports) : { state }
  }, 'The access is being changed right now. Nothing was stopped')

async function stopOnce(
  id: LinkId,
  state: GrantLink,
  form: FormStop,
  origin: Origin,
  now: Instant,
  ports: DecidePorts,
): Promise<Decided | typeof again> {
  const { stored, settings, approver, use, link } = state
  const { request } = stored
  const by: Actor = { kind: 'approver', id: use.approverId, ...approver, method: 'link-and-code', ...origin }
  const code = readCode(form.code)
  if (!code) return { state, problem: noCode }
  if (!(await ports.codes.verify(macMessage(id.text, code, approver.email, request), link.mac)))
    return wrongCode(state, by, now, ports)

  const moved = transition(request, { do: 'revoke', by, ...(form.reason && { reason: form.reason }) }, now)
  if (!moved.ok) return { state, problem: moved.problem }
  const committed = await ports.table.commit([
    { kind: 'move-request', ...moved.value, now, link: use },
    { kind: 'pin-settings', tenantId: settings.tenantId, version: settings.version },
    { kind: 'close-door', request },
    ...brakeWrites(moved.value),
    { kind: 'emit', domain: 'link', sealed: seal(moved.value.event, ports.random.bytes) },
  ])
  if (!committed.ok) return again
  return { state: { kind: 'over', request: moved.value.after, settings }, mine: true }
}
