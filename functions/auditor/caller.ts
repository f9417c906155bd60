import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Actor } from '../domain/request.ts'
import { personOf, principalOf, requireGroup, requireTenant } from '../runtime/auth.ts'
import { originOf } from '../runtime/http.ts'

export interface Auditor {
  readonly tenantId: string
  /** As the record names them. */
  readonly actor: Actor
}

/** The caller of an auditor's route. */
export function auditorOf(event: APIGatewayProxyEventV2, issuer: string): Auditor {
  const principal = principalOf(event, issuer)
  requireGroup(principal, 'auditor')
  const actor = personOf(principal, { kind: 'auditor', method: 'signed-in' }, originOf(event))
  return { tenantId: requireTenant(principal), actor }
}
