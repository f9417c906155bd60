import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { mayAct } from '../domain/authority.ts'
import { parseRequestId } from '../domain/ids.ts'
import { done, type Outcome, unwrap } from '../domain/problems.ts'
import type { RequestKey } from '../domain/request.ts'
import type { TenantSettings } from '../domain/settings.ts'
import { noSuchRequest } from '../domain/transitions.ts'
import type { DecisionFacts, StateTable, StoredRequest } from '../ports.ts'
import { type Listed, listed, type SignedIn } from './caller.ts'

/** The key of the request in the path; one of another tenant is as unknown as none. */
export function keyOf(event: APIGatewayProxyEventV2, { tenantId }: SignedIn): RequestKey {
  const key = parseRequestId(event.pathParameters?.id ?? '')
  return key?.tenantId === tenantId ? key : unwrap(noSuchRequest)
}

/** A listed approver in front of a request of their tenant, by one read. */
export interface Standing extends Listed {
  readonly settings: TenantSettings
  readonly stored: StoredRequest
}

/** Where the caller stands, by facts that were read; whoever is not listed is told so before anything else. */
export function standingOf(caller: SignedIn, { stored, settings }: DecisionFacts): Outcome<Standing> {
  const who = listed(caller, settings)
  if (!who.ok) return who
  if (!stored || !settings) return noSuchRequest
  return done({ ...who.value, settings, stored })
}

/** The same for whoever is about to do something: listed, confirmed, and no address of the vendor's. */
export async function actingOn(
  caller: SignedIn,
  key: RequestKey,
  vendorDomains: readonly string[],
  table: StateTable,
): Promise<Outcome<Standing>> {
  const standing = standingOf(caller, await table.decisionFacts(key))
  if (!standing.ok) return standing
  const may = mayAct(standing.value.settings, standing.value.approverId, vendorDomains)
  return may.ok ? standing : may
}
