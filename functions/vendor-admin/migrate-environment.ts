import { seal } from '../domain/events.ts'
import { isInUse, judgeMigration, type Migration, migratedEvents, movesNowhere } from '../domain/migration.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import { type Actor, requestId } from '../domain/request.ts'
import type { Instant } from '../domain/time.ts'
import type { Clock, Random, StateTable } from '../ports.ts'
import { openDoors } from '../requests/open-doors.ts'
import { again, untilCommitted } from '../requests/until-committed.ts'

/**
 * Gives an environment to another organisation: tombstone, new environment and an event in each ledger in one
 * transaction, which fails when either organisation changed its settings since they were read. The same call again
 * is answered the same.
 */
export const migrateEnvironment = (
  migration: Migration,
  actor: Actor,
  ports: { readonly table: StateTable; readonly clock: Clock; readonly random: Random },
): Promise<Outcome<Migration>> =>
  untilCommitted(async () => {
    const { from, to } = migration
    // Before anything is read: a batch takes no item twice.
    const nowhere = movesNowhere(migration)
    if (nowhere) return nowhere
    const judged = judgeMigration(migration, await ports.table.migrationFacts(migration))
    if (!judged.ok) return judged
    if (judged.value === 'done') return done(migration)
    const now = ports.clock.now()
    const requestIds = await openIds(migration, ports.table, now)
    if (requestIds.length > 0)
      return refused(
        'EnvironmentInUse',
        'Requests or grants are open on this environment. Cancel or end them, or wait until they are over.',
        { requestIds },
      )
    const { tombstone, moved, settings } = judged.value
    const committed = await ports.table.commit([
      { kind: 'pin-settings', tenantId: from, version: settings[0].version },
      { kind: 'pin-settings', tenantId: to, version: settings[1].version },
      { kind: 'put-environment', environment: tombstone, formerVersion: tombstone.version - 1 },
      { kind: 'put-environment', environment: moved },
      ...migratedEvents(migration, judged.value, actor, now).map(
        (draft) => ({ kind: 'emit', domain: 'vendor-admin', sealed: seal(draft, ports.random.bytes) }) as const,
      ),
    ])
    return committed.ok ? done(migration) : again
  }, 'One of the two organisations is being changed right now. Nothing was moved')

/**
 * What is open on the environment. The index names requests, which are read again; the doors are read consistently, and
 * last: what a request opened meanwhile is seen. A request that the index does not have yet fails when it is approved,
 * because an approval pins that the environment is the tenant's.
 */
async function openIds(
  { from, environmentId }: Migration,
  table: StateTable,
  now: Instant,
): Promise<readonly string[]> {
  const named = await table.openOn(from, environmentId)
  const requests = await Promise.all(named.map((key) => table.shownRequest(key)))
  const doors = await table.doorsOf(from, { environmentId })
  return [
    ...new Set([
      ...requests.flatMap((request) => (request && isInUse(request, now) ? [requestId(request)] : [])),
      ...openDoors(doors, now).map(({ request }) => requestId(request)),
    ]),
  ].sort()
}
