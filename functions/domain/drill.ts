import { reachableApprovers } from './authority.ts'
import { done, type Outcome, refused } from './problems.ts'
import type { AccessRequest, Actor } from './request.ts'
import type { Environment, Service, TenantSettings } from './settings.ts'
import { type Instant, plusSeconds, type Seconds } from './time.ts'

/** The id of the operator that a fire drill pretends. No operator of the vendor's may have it. */
export const drillOperator = 'fire-drill'

/** How many fire drills a tenant may start a day. */
export const maxDrillsPerDay = 5

/** How long an approved drill would open the door, if it opened one: long enough to try to revoke it. */
const drillPeriod: Seconds = 60

/**
 * The request of a fire drill (design §8): it goes the whole way of a request, from mail to ledger, and opens no
 * door. Whether the policy is on does not matter: a tenant may try the way before it depends on it.
 */
export function openDrill(input: {
  readonly settings: TenantSettings
  readonly environments: readonly Environment[]
  readonly unmanaged: ReadonlySet<string>
  readonly catalogue: readonly Service[]
  readonly vendor: { readonly supportEmail: string; readonly emailDomains: readonly string[] }
  readonly approvalWindow: Seconds
  readonly ulid: string
  readonly by: Actor
  readonly now: Instant
}): Outcome<AccessRequest> {
  const { settings, by, now } = input
  const environment = input.environments.find(
    ({ environmentId, movedTo }) => movedTo === undefined && !input.unmanaged.has(environmentId),
  )
  if (!environment)
    return refused('UnknownEnvironment', 'Your organisation has no managed environment that a drill could be about.')
  const service = input.catalogue.find(({ covered }) => covered)
  if (!service) return refused('UnknownService', 'The catalogue of this deployment has no service that is covered.')
  const operator = { id: drillOperator, name: 'Fire drill', email: input.vendor.supportEmail }
  if (reachableApprovers(settings, operator, input.vendor.emailDomains).length === 0)
    return refused('NoApprover', 'No approver could get the mail of a drill. Confirm an address first.')
  return done({
    tenantId: settings.tenantId,
    ulid: input.ulid,
    version: 1,
    state: 'ActionNeeded',
    environmentId: environment.environmentId,
    environmentName: environment.name,
    service: service.id,
    operator,
    reason: {
      type: 'CustomerInitiatedSupport',
      detail:
        'A fire drill of your own organisation. Decide it like any other request: nobody gets access, whatever you decide.',
    },
    accessLevel: 'read',
    accessPeriod: drillPeriod,
    requestedAt: now,
    expiresAt: plusSeconds(now, input.approvalWindow),
    started: { by, at: now },
    drill: true,
  })
}
