import type { ToldCatalogue } from '../../functions/domain/catalogue.ts'
import { key, registryPartition } from '../../functions/domain/keys.ts'
import type { CatalogueTable } from '../../functions/ports.ts'
import type { MemoryTable } from './memory-table.ts'

/** The registry and the told catalogue in memory, over the same table; pages are small, so that a few tenants fill several. */
export class MemoryCatalogue implements CatalogueTable {
  stored: ToldCatalogue | undefined
  readonly #table: MemoryTable
  readonly #pageSize: number

  constructor(table: MemoryTable, pageSize = 2) {
    this.#table = table
    this.#pageSize = pageSize
  }

  told: CatalogueTable['told'] = async () => this.stored

  store: CatalogueTable['store'] = async (after, before) => {
    const now = this.stored
    if (now?.version !== before?.version || (now?.next === undefined) !== (before?.next === undefined)) return false
    this.stored = after
    return true
  }

  tenantsIn: CatalogueTable['tenantsIn'] = async (shard, after = '') => {
    const all = [...this.#table.registry]
      .filter((tenantId) => key.registry(tenantId).pk === registryPartition(shard) && tenantId > after)
      .sort()
    const tenantIds = all.slice(0, this.#pageSize)
    const last = tenantIds.at(-1)
    return { tenantIds, ...(last && all.length > this.#pageSize && { next: last }) }
  }

  concerned: CatalogueTable['concerned'] = async (tenantIds, eventId) =>
    tenantIds.map((tenantId) => {
      const settings = this.#table.settingsOf.get(tenantId)
      const { pk, sk } = key.announced(tenantId, eventId)
      return { tenantId, ...(settings && { settings }), announced: this.#table.marks.has(`${pk} ${sk}`) }
    })
}
