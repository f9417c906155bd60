import { ProblemError } from '../domain/problems.ts'
import type { AccessRequest, Actor, Operator, Origin } from '../domain/request.ts'
import { type Principal, requestsScope, requireEmail, requireGroup, requireScope } from '../runtime/auth.ts'
import type { StartBody } from './schema.ts'

const forbidden = (detail: string): never => {
  throw new ProblemError({ code: 'Forbidden', detail })
}

/** Whoever may call the operators' routes at all. */
export function requireOperator(principal: Principal): void {
  if (principal.kind === 'machine') {
    requireScope(principal, requestsScope)
    return
  }
  // Whoever let themselves in by break-glass follows and ends that access, without being able to ask for others.
  requireGroup(principal, 'operator', 'breakglass', 'vendor-admin')
  requireEmail(principal)
}

/** The operator that a request is started for: the caller in person, or the one that the machine names. */
export function operatorOf(principal: Principal, named: StartBody['operator']): Operator {
  if (principal.kind === 'machine') {
    if (!named)
      throw new ProblemError({
        code: 'InvalidRequest',
        detail: 'A machine names the operator it acts for: send "operator".',
      })
    return { ...named, client: principal.client }
  }
  if (named)
    throw new ProblemError({ code: 'InvalidRequest', detail: 'Only machines name an operator: leave "operator" out.' })
  if (!principal.groups.includes('operator')) forbidden('This call needs the group "operator". Ask your administrator.')
  const email = principal.email ?? forbidden('Your account has no verified e-mail address.')
  return { id: email, name: principal.name ?? email, email }
}

/** Own requests: a person's own, or those that the machine started; all for vendor administrators (design §6). */
export const maySee = (principal: Principal, request: AccessRequest): boolean =>
  principal.kind === 'machine'
    ? request.operator.client === principal.client
    : request.operator.id === principal.email || principal.groups.includes('vendor-admin')

/** The caller as the record names them. */
export function actorOf(principal: Principal, operator: Operator, origin: Origin): Actor {
  if (principal.kind === 'machine')
    return {
      kind: 'operator',
      id: operator.id,
      name: operator.name,
      email: operator.email,
      client: principal.client,
      method: 'client-credentials',
      ...origin,
    }
  const id = principal.email ?? principal.subject
  return {
    kind: id === operator.id ? 'operator' : 'vendor-admin',
    id,
    ...(principal.name && { name: principal.name }),
    ...(principal.email && { email: principal.email }),
    method: 'access-token',
    ...origin,
  }
}

/** The same before anybody knows whose request it is: a machine says for whom it acts only where it starts one. */
export function vendorSide(principal: Principal, origin: Origin): Actor {
  const { kind, client, email, subject, name, groups } = principal
  if (kind === 'machine') return { kind: 'operator', id: client, client, method: 'client-credentials', ...origin }
  return {
    kind: groups.includes('operator') || groups.includes('breakglass') ? 'operator' : 'vendor-admin',
    id: email ?? subject,
    ...(name && { name }),
    ...(email && { email }),
    method: 'access-token',
    ...origin,
  }
}
