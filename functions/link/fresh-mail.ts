import { seal } from '../domain/events.ts'
import type { LinkId } from '../domain/links.ts'
import type { Origin } from '../domain/request.ts'
import { dueAfter } from '../domain/time.ts'
import type { Clock, Random, StateTable } from '../ports.ts'
import { type LinkState, linkNow } from './link-state.ts'

/**
 * Asks for a fresh mail in place of a locked link, once per link. The mail goes to the approver's own address and to
 * nowhere else; the request only carries the wish, notify makes link and code.
 */
export async function freshMail(
  id: LinkId,
  origin: Origin,
  vendorDomains: readonly string[],
  ports: { readonly table: StateTable; readonly clock: Clock; readonly random: Random },
): Promise<LinkState> {
  const now = ports.clock.now()
  const state = await linkNow(id, vendorDomains, ports)
  if (state.kind !== 'locked' || state.freshMail !== 'offered') return state
  const { request, use, standing } = state
  const wishId = ports.random.ulid(now)
  const committed = await ports.table.commit([
    {
      kind: 'want-mail',
      request,
      link: use,
      wanted: { id: wishId, approvers: [...(standing?.approvers ?? []), use.approverId] },
      ...(standing && { former: standing }),
      dueAt: dueAfter(now),
    },
    {
      kind: 'emit',
      domain: 'link',
      sealed: seal(
        {
          id: wishId,
          type: 'lockbox.mail.requested',
          tenantId: request.tenantId,
          at: now,
          actor: { kind: 'system', id: use.approverId, method: 'system', ...origin },
          request,
          details: { approverId: use.approverId, purpose: 'locked-link' },
        },
        ports.random.bytes,
      ),
    },
  ])
  // Lost against a decision or another wish: the link shows what is true now.
  if (!committed.ok) return linkNow(id, vendorDomains, ports)
  return { ...state, freshMail: 'on-its-way' }
}
