import {
  type CatalogueChange,
  catalogueEvent,
  changeOf,
  judgeCatalogue,
  type ToldCatalogue,
} from '../domain/catalogue.ts'
import { seal } from '../domain/events.ts'
import { isTenantId } from '../domain/ids.ts'
import { key, registryShards } from '../domain/keys.ts'
import type { Service } from '../domain/settings.ts'
import { type Instant, isOver } from '../domain/time.ts'
import type { CatalogueTable, Clock, Random, StateTable } from '../ports.ts'

export interface CataloguePorts {
  readonly catalogue: CatalogueTable
  readonly table: Pick<StateTable, 'commit'>
  readonly clock: Clock
  readonly random: Random
}

export interface Announced {
  /** Of the catalogue that everybody was told of. */
  readonly version: number
  /** Ledgers that this run put the change into. */
  readonly tenants: number
  /** False: time was up, and the next run goes on. */
  readonly complete: boolean
}

/**
 * Tells every tenant whose policy is on that the deployed catalogue differs from the one they know. What is begun is
 * finished, for all of them, before another change begins; a run that died is taken up by the next, because a tenant
 * that has the change is skipped. The first catalogue of a deployment is remembered, and told to nobody.
 */
export async function announceCatalogue(
  deployed: readonly Service[],
  until: Instant,
  ports: CataloguePorts,
): Promise<Announced> {
  const { catalogue } = ports
  const told = await catalogue.told()
  const todo = judgeCatalogue(told, deployed)
  if (!told) {
    await catalogue.store({ version: 1, services: deployed })
    return { version: 1, tenants: 0, complete: true }
  }
  if (todo === 'nothing') return { version: told.version, tenants: 0, complete: true }

  const next = told.next ?? deployed
  const begun: ToldCatalogue = { ...told, next }
  // Another run was faster: what it began may be another change, and the next run sees it.
  if (todo === 'begin' && !(await catalogue.store(begun, told)))
    return { version: told.version, tenants: 0, complete: false }

  const change = changeOf(told, next)
  const { tenants, complete } = await tellAll(change, until, ports)
  if (complete) await catalogue.store({ version: change.version, services: next }, begun)
  return { version: complete ? change.version : told.version, tenants, complete }
}

/**
 * Walks the registry from its beginning, page by page. Pages whose tenants all have the change cost two reads each, so a run
 * that goes on comes by half a million of them before its time is up.
 */
async function tellAll(change: CatalogueChange, until: Instant, ports: CataloguePorts) {
  const { catalogue, clock } = ports
  let tenants = 0
  for (let shard = 0; shard < registryShards; shard++) {
    let after: string | undefined
    do {
      if (isOver(until, clock.now())) return { tenants, complete: false }
      const page = await catalogue.tenantsIn(shard, after)
      const concerned = await catalogue.concerned(page.tenantIds.filter(isTenantId), change.eventId)
      // What the vendor calls itself a tenant and has no settings is none.
      const untold = concerned.filter(({ settings, announced }) => settings?.policy === 'on' && !announced)
      const put = await Promise.all(untold.map(({ tenantId }) => tellOne(change, tenantId, ports)))
      tenants += put.filter(Boolean).length
      after = page.next
    } while (after)
  }
  return { tenants, complete: true }
}

/**
 * The event, with the mark that it is there: the ledger empties the outbox, so the outbox alone would take it twice. Nothing
 * is pinned: a policy that was on a moment ago is reason enough to be told.
 */
async function tellOne(change: CatalogueChange, tenantId: string, { table, clock, random }: CataloguePorts) {
  const now = clock.now()
  const committed = await table.commit([
    { kind: 'mark-told', key: key.announced(tenantId, change.eventId), now },
    { kind: 'emit', domain: 'catalogue', sealed: seal(catalogueEvent(change, tenantId, now), random.bytes) },
  ])
  return committed.ok
}
