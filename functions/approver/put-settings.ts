import type { SettingsBody } from '../contract/bodies.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import { changeSettings } from '../domain/settings-change.ts'
import { diffSettings } from '../domain/settings-diff.ts'
import type { Clock, Random, StateTable } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { acting, type SignedIn } from './caller.ts'
import { type SettingsAnswer, settingsAnswer } from './settings-answer.ts'
import { settingsWrites } from './settings-writes.ts'

/** Puts the whole settings in the place of the former ones, which have to be those that the caller saw. */
export async function putSettings(
  caller: SignedIn,
  body: SettingsBody,
  facts: DeploymentFacts,
  ports: { readonly table: StateTable; readonly clock: Clock; readonly random: Random },
): Promise<Outcome<SettingsAnswer>> {
  const vendorDomains = facts.vendor.emailDomains
  const { version, ...wanted } = body
  for (let attempt = 0; attempt < 2; attempt++) {
    const may = acting(caller, await ports.table.settings(caller.tenantId), vendorDomains)
    if (!may.ok) return may
    const { settings, approverId, actor } = may.value
    if (settings.version !== version)
      return refused(
        'VersionConflict',
        'Somebody changed the settings in the meantime. Look at them as they are now, then change them again.',
        { current: settingsAnswer(settings, approverId, facts) },
      )
    const now = ports.clock.now()
    const newId = () => ports.random.ulid(now)
    const changed = changeSettings({ before: settings, wanted, vendorDomains, newId })
    if (!changed.ok) return changed
    if (diffSettings(settings, changed.value.after).changes.length === 0)
      return done(settingsAnswer(settings, approverId, facts))
    const writes = settingsWrites(changed.value, actor, now, ports.random)
    if (!writes.ok) return writes
    const committed = await ports.table.commit(writes.value)
    if (committed.ok) return done(settingsAnswer(changed.value.after, approverId, facts))
    // Somebody was faster: the next round tells the caller what they made of it.
  }
  return refused('Busy', 'The settings are being changed right now. Nothing was changed; try again.')
}
