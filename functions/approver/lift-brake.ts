import { done, type Outcome, refused } from '../domain/problems.ts'
import { everybodyOn } from '../domain/settings-diff.ts'
import { isOver } from '../domain/time.ts'
import type { Clock, Random, StateTable } from '../ports.ts'
import { again, untilCommitted } from '../requests/until-committed.ts'
import { acting, type SignedIn } from './caller.ts'
import { type EnvironmentAnswer, environmentAnswerOf } from './environments.ts'
import { recordWrites } from './settings-writes.ts'

/** Allows emergency access to an environment again, before the day after a denial or a revocation is over. */
export const liftBrake = (
  caller: SignedIn,
  environmentId: string,
  vendorDomains: readonly string[],
  ports: { readonly table: StateTable; readonly clock: Clock; readonly random: Random },
): Promise<Outcome<EnvironmentAnswer>> =>
  untilCommitted(async () => {
    const { tenantId } = caller
    const { settings, environment, mark, brakeUntil } = await ports.table.environmentFacts(tenantId, environmentId)
    const may = acting(caller, settings, vendorDomains)
    if (!may.ok) return may
    if (!environment || environment.movedTo !== undefined)
      return refused('UnknownEnvironment', `Your organisation has no environment "${environmentId}".`)
    const now = ports.clock.now()
    const answer = environmentAnswerOf({ environment, ...(mark && { mark }) }, now)
    if (brakeUntil === undefined || isOver(brakeUntil, now)) return done(answer)
    const recorded = recordWrites(
      {
        id: ports.random.ulid(now),
        type: 'lockbox.brake.lifted',
        tenantId,
        at: now,
        actor: may.value.actor,
        environmentId,
        details: { until: brakeUntil },
      },
      everybodyOn(may.value.settings),
      [{ what: 'emergency', name: environment.name, before: 'refused', after: 'possible' }],
      ports.random,
    )
    if (!recorded.ok) return recorded
    const committed = await ports.table.commit([
      { kind: 'lift-brake', tenantId, environmentId, until: brakeUntil },
      { kind: 'pin-settings', tenantId, version: may.value.settings.version },
      ...recorded.value,
    ])
    return committed.ok ? done(answer) : again
  }, 'This is being changed right now. Nothing was changed')
