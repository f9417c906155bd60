import { isTenantId } from '../domain/ids.ts'
import { registryShards } from '../domain/keys.ts'
import { type Instant, isOver } from '../domain/time.ts'
import type { CatalogueTable, Clock, SealQueue } from '../ports.ts'

export interface FanOutPorts {
  readonly registry: Pick<CatalogueTable, 'tenantsIn'>
  readonly queue: SealQueue
  readonly clock: Clock
}

/** A run that died may have come to one shard only, so each hour begins with another one. */
const firstShard = (now: Instant): number => Math.floor(Date.parse(now) / 3_600_000) % registryShards

/** Hands every tenant of the registry to the queue, shard by shard, until the time is up. */
export async function fanOut(until: Instant, { registry, queue, clock }: FanOutPorts) {
  const first = firstShard(clock.now())
  let tenants = 0
  for (let i = 0; i < registryShards; i++) {
    const shard = (first + i) % registryShards
    let after: string | undefined
    do {
      if (isOver(until, clock.now())) return { tenants, complete: false }
      const page = await registry.tenantsIn(shard, after)
      // What the vendor calls itself a tenant and no tenant's id is one of is none.
      const tenantIds = page.tenantIds.filter(isTenantId)
      await queue.add(tenantIds)
      tenants += tenantIds.length
      after = page.next
    } while (after)
  }
  return { tenants, complete: true }
}
