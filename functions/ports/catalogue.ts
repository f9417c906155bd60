import type { ToldCatalogue } from '../domain/catalogue.ts'
import type { TenantSettings } from '../domain/settings.ts'

/** A tenant as far as a change of the catalogue concerns it. */
export interface Concerned {
  readonly tenantId: string
  readonly settings?: TenantSettings
  /** Its ledger has the change, or will have it. */
  readonly announced: boolean
}

/** The registry of tenants, and the catalogue that they were told of. Reads are strongly consistent. */
export interface CatalogueTable {
  readonly told: () => Promise<ToldCatalogue | undefined>
  /** False when it is not as it was read any more: another run was faster. */
  readonly store: (after: ToldCatalogue, before?: ToldCatalogue) => Promise<boolean>
  /** A page of the tenants in one shard of the registry, in the order of their ids. */
  readonly tenantsIn: (
    shard: number,
    after?: string,
  ) => Promise<{ readonly tenantIds: readonly string[]; readonly next?: string }>
  /** In the order of the ids, at most a page of them. */
  readonly concerned: (tenantIds: readonly string[], eventId: string) => Promise<readonly Concerned[]>
}
