import type { Asker } from '../domain/pass.ts'
import type { Actor, Origin } from '../domain/request.ts'
import { type Principal, requestsScope, requireEmail, requireGroup, requireScope } from '../runtime/auth.ts'

/** Whoever may ask at all: an operator in person, or support tooling. Whether the grant is theirs the door says. */
export function askerOf(principal: Principal): Asker {
  if (principal.kind === 'machine') {
    requireScope(principal, requestsScope)
    return { kind: 'machine', client: principal.client }
  }
  // Break-glass: for an access that they let themselves in to.
  requireGroup(principal, 'operator', 'breakglass')
  return { kind: 'person', operatorId: requireEmail(principal) }
}

/** The caller as the record names them; a machine acts for the operator whom the door is open for. */
export const actorOf = (principal: Principal, operatorId: string, origin: Origin): Actor =>
  principal.kind === 'machine'
    ? { kind: 'operator', id: operatorId, client: principal.client, method: 'client-credentials', ...origin }
    : {
        kind: 'operator',
        id: operatorId,
        ...(principal.name && { name: principal.name }),
        ...(principal.email && { email: principal.email }),
        method: 'access-token',
        ...origin,
      }
