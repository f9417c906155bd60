import type { InferOutput } from 'valibot'
import type { environmentAnswer as shape } from '../contract/answers.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import type { Environment, EnvironmentMark } from '../domain/settings.ts'
import { everybodyOn } from '../domain/settings-diff.ts'
import { type Instant, isOver } from '../domain/time.ts'
import type { Clock, Random, StateTable } from '../ports.ts'
import { acting, type SignedIn } from './caller.ts'
import { recordWrites } from './settings-writes.ts'

export type EnvironmentAnswer = InferOutput<typeof shape>

/** An environment as its organisation sees it; a brake that is over is none. */
export const environmentAnswerOf = ({ environment, mark, brakeUntil }: Shown, now: Instant): EnvironmentAnswer => ({
  environmentId: environment.environmentId,
  name: environment.name,
  managed: mark?.managed ?? true,
  version: mark?.version ?? 0,
  ...(brakeUntil !== undefined && !isOver(brakeUntil, now) && { emergencyRefusedUntil: brakeUntil }),
})

interface Shown {
  readonly environment: Environment
  readonly mark?: EnvironmentMark
  readonly brakeUntil?: Instant
}

/** The tenant's environments, in the order of their names. One that was moved away is not the tenant's any more. */
export async function listEnvironments(
  caller: SignedIn,
  table: Pick<StateTable, 'settings' | 'environments'>,
  vendorDomains: readonly string[],
  now: Instant,
): Promise<Outcome<{ readonly items: EnvironmentAnswer[] }>> {
  const may = acting(caller, await table.settings(caller.tenantId), vendorDomains)
  if (!may.ok) return may
  const environments = await table.environments(caller.tenantId)
  return done({
    items: environments
      .filter(({ environment }) => environment.movedTo === undefined)
      .map((each) => environmentAnswerOf(each, now))
      .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.environmentId < b.environmentId ? -1 : 1)),
  })
}

/** Takes an environment into the lockbox policy, or out of it. */
export async function setManaged(
  input: {
    readonly caller: SignedIn
    readonly environmentId: string
    readonly managed: boolean
    readonly version: number
    readonly vendorDomains: readonly string[]
  },
  ports: { readonly table: StateTable; readonly clock: Clock; readonly random: Random },
): Promise<Outcome<EnvironmentAnswer>> {
  const { caller, environmentId, managed, version } = input
  const { tenantId } = caller
  for (let attempt = 0; attempt < 3; attempt++) {
    const { settings, environment, ...facts } = await ports.table.environmentFacts(tenantId, environmentId)
    const may = acting(caller, settings, input.vendorDomains)
    if (!may.ok) return may
    if (!environment || environment.movedTo !== undefined)
      return refused('UnknownEnvironment', `Your organisation has no environment "${environmentId}".`)
    const now = ports.clock.now()
    const { mark: _, ...others } = facts
    const current = environmentAnswerOf({ environment, ...facts }, now)
    if (current.version !== version)
      return refused('VersionConflict', 'Somebody changed this in the meantime. Look at it as it is now.', { current })
    if (current.managed === managed) return done(current)

    const next = { managed, version: version + 1 }
    const [before, after] = managed ? ['unmanaged', 'managed'] : ['managed', 'unmanaged']
    const recorded = recordWrites(
      {
        id: ports.random.ulid(now),
        type: managed ? 'lockbox.environment.managed' : 'lockbox.environment.unmanaged',
        tenantId,
        at: now,
        actor: may.value.actor,
        environmentId,
        ...(before && { before }),
        ...(after && { after }),
      },
      everybodyOn(may.value.settings),
      [{ what: 'managed', name: environment.name, before: String(!managed), after: String(managed) }],
      ports.random,
    )
    if (!recorded.ok) return recorded
    const committed = await ports.table.commit([
      { kind: 'set-managed', tenantId, environmentId, mark: next, formerVersion: version },
      { kind: 'pin-settings', tenantId, version: may.value.settings.version },
      { kind: 'pin-environment', tenantId, environmentId },
      ...recorded.value,
    ])
    if (committed.ok) return done(environmentAnswerOf({ environment, ...others, mark: next }, now))
  }
  return refused('Busy', 'This is being changed right now. Nothing was changed; try again.')
}
