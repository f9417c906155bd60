import { type LinkId, macMessage, readCode } from '../domain/links.ts'
import type { AccessRequest, Actor, Origin } from '../domain/request.ts'
import { type Ending, endDoor, endGrant } from '../requests/end-door.ts'
import { again, untilCommitted } from '../requests/until-committed.ts'
import type { Decided, DecidePorts } from './decide.ts'
import { type GrantLink, linkNow } from './link-state.ts'
import { noCode, wrongCode } from './wrong-code.ts'

/** What the approver sent with the form. */
export interface FormStop {
  /** As typed. */
  readonly code: string
  readonly reason?: string
}

/**
 * Stops an open access with link and code: each of its doors is closed, whatever its request says, by one transaction,
 * which also keeps emergencies out of the environment for a day. Wrong codes count as those of a decision do.
 */
export const stop = (
  id: LinkId,
  form: FormStop,
  origin: Origin,
  vendorDomains: readonly string[],
  ports: DecidePorts,
): Promise<Decided> =>
  untilCommitted(async () => {
    const state = await linkNow(id, vendorDomains, ports)
    return state.kind === 'grant' ? stopOnce(id, state, form, origin, ports) : { state }
  }, 'The access is being changed right now. Not all of it was stopped')

async function stopOnce(
  id: LinkId,
  state: GrantLink,
  form: FormStop,
  origin: Origin,
  ports: DecidePorts,
): Promise<Decided | typeof again> {
  const { stored, settings, approver, use, link, doors } = state
  const by: Actor = { kind: 'approver', id: use.approverId, ...approver, method: 'link-and-code', ...origin }
  const code = readCode(form.code)
  if (!code) return { state, problem: noCode }
  if (!(await ports.codes.verify(macMessage(id.text, code, approver.email, stored.request), link.mac)))
    return wrongCode(state, by, ports.clock.now(), ports)

  const ending: Ending = { domain: 'link', by, settings, link: use, ...(form.reason && { reason: form.reason }) }
  let revoked: AccessRequest | undefined
  for (const door of doors) {
    const ended = await endDoor(door, revoked ?? stored.request, ending, ports)
    if (ended === again) return again
    revoked = ended.revoked ?? revoked
  }
  if (!revoked) {
    const ended = await endGrant(stored.request, ending, ports)
    if (ended === again) return again
    revoked = ended.revoked
  }
  if (!revoked && doors.length === 0) return again
  return {
    state: { kind: 'over', request: revoked ?? stored.request, settings },
    mine: true,
    ...(!revoked && { closed: true }),
  }
}
