import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { isTenantId } from '../domain/ids.ts'
import { ProblemError } from '../domain/problems.ts'
import type { Actor } from '../domain/request.ts'
import { principalOf, requireGroup } from '../runtime/auth.ts'
import { originOf } from '../runtime/http.ts'

export interface Auditor {
  /** From the token and from nowhere else. */
  readonly tenantId: string
  /** As the record names them. */
  readonly actor: Actor
}

/** The caller of an auditor's route. */
export function auditorOf(event: APIGatewayProxyEventV2, issuer: string): Auditor {
  const principal = principalOf(event, issuer)
  requireGroup(principal, 'auditor')
  const { tenant, email, name, subject } = principal
  if (tenant === undefined || !isTenantId(tenant))
    throw new ProblemError({
      code: 'Forbidden',
      detail: 'Your account belongs to no organisation. Ask your administrator.',
    })
  const actor: Actor = {
    kind: 'auditor',
    id: email ?? subject,
    ...(name && { name }),
    ...(email && { email }),
    method: 'signed-in',
    ...originOf(event),
  }
  return { tenantId: tenant, actor }
}
