import type { EventDraft } from './events.ts'
import { done, type Outcome, refused } from './problems.ts'
import type { AccessRequest, Actor } from './request.ts'
import type { Environment, TenantSettings } from './settings.ts'
import type { Instant } from './time.ts'
import { awaitsDecision, isOpenGrant } from './transitions.ts'

/** An environment is to belong to another organisation. */
export interface Migration {
  readonly environmentId: string
  /** Tenant ids. */
  readonly from: string
  readonly to: string
}

interface Side {
  readonly settings?: TenantSettings
  readonly environment?: Environment
}

/** What a migration puts: the tombstone, and the environment in its new place. */
export interface Moved {
  readonly tombstone: Environment
  readonly moved: Environment
  /** Versions that it was judged by. */
  readonly settings: readonly [from: TenantSettings, to: TenantSettings]
}

/**
 * Whether an environment may be moved (design §6): only while neither organisation's policy is on, so that both of them
 * had a say. `done` when it was moved there before.
 */
export function judgeMigration(
  { environmentId, from, to }: Migration,
  facts: { readonly from: Side; readonly to: Side },
): Outcome<Moved | 'done'> {
  const [own, other] = [facts.from.settings, facts.to.settings]
  if (!own || !other) return refused('UnknownTenant', `There is no tenant "${own ? to : from}". Check the id.`)
  const environment = facts.from.environment
  if (!environment)
    return refused('UnknownEnvironment', `Tenant "${from}" has no environment "${environmentId}". Check the id.`)
  if (environment.movedTo === to) return done('done')
  if (environment.movedTo !== undefined)
    return refused('EnvironmentMoved', `Environment "${environmentId}" was moved to another tenant before.`)
  const enabled = [own, other].filter(({ policy }) => policy === 'on').map(({ tenantId }) => tenantId)
  if (enabled.length > 0)
    return refused(
      'LockboxEnabled',
      `The lockbox policy is on: ${enabled.join(', ')}. An approver of each has to switch it off first, and on again afterwards.`,
      { tenantIds: enabled },
    )
  if (facts.to.environment)
    return refused(
      'EnvironmentInUse',
      `Tenant "${to}" has, or had, an environment "${environmentId}" of its own. An id is never used again.`,
    )
  return done({
    tombstone: { ...environment, version: environment.version + 1, movedTo: to },
    moved: { tenantId: to, environmentId, name: environment.name, version: 1 },
    settings: [own, other],
  })
}

/** Why an environment cannot go where it is. */
export const movesNowhere = ({ from, to }: Migration): Outcome<never> | undefined =>
  from === to
    ? refused('InvalidRequest', `The environment is that tenant's already. Name another "tenantId".`)
    : undefined

/** Whether a request keeps its environment where it is: it waits for a decision, or its grant is open. A drill opens nothing. */
export const isInUse = (request: AccessRequest, now: Instant): boolean =>
  !request.drill && (awaitsDecision(request, now) || isOpenGrant(request, now))

/** What each of the two ledgers records. History stays where it happened. */
export const migratedEvents = (
  { from, to, environmentId }: Migration,
  { tombstone, moved }: Moved,
  actor: Actor,
  at: Instant,
): readonly [out: EventDraft, into: EventDraft] => {
  const event = (direction: 'out' | 'in', { tenantId, version, name }: Environment): EventDraft => ({
    id: `environment.${environmentId}#${version}`,
    type: 'lockbox.environment.migrated',
    tenantId,
    at,
    actor,
    environmentId,
    ...(direction === 'out' ? { before: name } : { after: name }),
    details: { direction, from, to },
  })
  return [event('out', tombstone), event('in', moved)]
}
