import { drillOperator } from './drill.ts'
import { done, type Outcome, refused } from './problems.ts'
import type { Environment, Service, TenantSettings } from './settings.ts'

/** Why a request is not governed by lockbox: advice to the asker, recorded; the check decides again by itself. */
export type NotRequiredBasis = 'PolicyOff' | 'EnvironmentNotManaged' | 'ServiceNotCovered'

/** What is known of the place that somebody asks for. */
export interface Place {
  readonly settings: TenantSettings
  readonly environment: Environment
  readonly service: Service
}

/**
 * The place that is asked for, with an approval or without. What is unknown is refused, never taken for "not governed":
 * ambiguity fails closed (design §3).
 */
export function knownPlace(
  ask: {
    readonly tenantId: string
    readonly environmentId: string
    readonly service: string
    readonly operator: { readonly id: string }
  },
  { settings, environment }: Partial<Pick<Place, 'settings' | 'environment'>>,
  catalogue: readonly Service[],
): Outcome<Place> {
  const { tenantId, environmentId } = ask
  if (!settings) return refused('UnknownTenant', `There is no tenant "${tenantId}". Check the id.`)
  if (!environment)
    return refused('UnknownEnvironment', `Tenant "${tenantId}" has no environment "${environmentId}". Check the id.`)
  if (environment.movedTo !== undefined)
    return refused(
      'EnvironmentMoved',
      `Environment "${environmentId}" belongs to another tenant now. Ask for it there.`,
    )
  // Lists know a fire drill by its operator's id: nobody else may have it.
  if (ask.operator.id === drillOperator)
    return refused(
      'InvalidRequest',
      `No operator can have the id "${drillOperator}": it marks the customer's fire drills.`,
    )
  const service = catalogue.find(({ id }) => id === ask.service)
  if (!service)
    return refused('UnknownService', `There is no service "${ask.service}" in the catalogue.`, {
      known: catalogue.map(({ id }) => id),
    })
  return done({ settings, environment, service })
}

/** Why lockbox does not govern a place; undefined where it does. */
export function notGoverned({ settings, service }: Place, unmanaged: boolean): NotRequiredBasis | undefined {
  if (!service.covered) return 'ServiceNotCovered'
  if (settings.policy === 'off') return 'PolicyOff'
  return unmanaged ? 'EnvironmentNotManaged' : undefined
}
