import { canonicalJson, sha256Hex } from '../domain/digest.ts'
import { seal } from '../domain/events.ts'
import { isVendorAddress } from '../domain/identity.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import type { Actor } from '../domain/request.ts'
import type { TenantSettings } from '../domain/settings.ts'
import type { Seconds } from '../domain/time.ts'
import type { Clock, Random, StateTable } from '../ports.ts'
import type { TenantBody } from './schema.ts'

/** What the vendor is told of a tenant: what it said itself, nothing of what the customer decided since. */
export interface TenantAnswer {
  readonly created: boolean
  readonly body: { readonly tenantId: string; readonly name: string }
}

/**
 * Creates a tenant with its first approver, once. From then on the settings are the customer's: the same call again
 * is answered, any other is refused (design §1, sentence 3).
 */
export async function createTenant(
  input: {
    readonly tenantId: string
    readonly body: TenantBody
    readonly actor: Actor
    readonly vendorDomains: readonly string[]
    readonly accessPeriod: Seconds
  },
  ports: { readonly table: StateTable; readonly clock: Clock; readonly random: Random },
): Promise<Outcome<TenantAnswer>> {
  const { tenantId, body } = input
  if (isVendorAddress(body.approver.email, input.vendorDomains))
    return refused(
      'VendorAddress',
      "An address in the vendor's own domains cannot approve. Name one of the customer's.",
    )

  const createdFrom = sha256Hex(canonicalJson(body))
  const answer = { tenantId, name: body.name }
  const now = ports.clock.now()
  const approverId = ports.random.ulid(now)
  const settings: TenantSettings = {
    tenantId,
    name: body.name,
    version: 1,
    policy: body.policy,
    approvalMode: 'email',
    approvers: { [approverId]: body.approver },
    maxAccessPeriod: input.accessPeriod,
    maxAccessLevel: 'write',
    timeZone: body.timeZone,
    createdFrom,
  }
  const sealed = seal(
    {
      id: 'settings#1',
      type: 'lockbox.settings.created',
      tenantId,
      at: now,
      actor: input.actor,
      details: { policy: settings.policy, approvalMode: settings.approvalMode, approverId },
      personal: { 'approver.name': body.approver.name, 'approver.email': body.approver.email },
    },
    ports.random.bytes,
  )
  if (await ports.table.createSettings(settings, sealed)) return done({ created: true, body: answer })

  const current = await ports.table.settings(tenantId)
  // A tenant of a release that had no registry comes into it this way.
  if (current) await ports.table.register(tenantId)
  if (current?.createdFrom === createdFrom) return done({ created: false, body: answer })
  return refused(
    'CustomerOwned',
    `Tenant "${tenantId}" exists and its settings are the customer's own. Ask its administrators to change them.`,
  )
}
