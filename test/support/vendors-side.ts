import { announceCatalogue } from '../../functions/events/catalogue.ts'
import { migrateEnvironment } from '../../functions/vendor-admin/migrate-environment.ts'
import { MemoryCatalogue } from './memory-catalogue.ts'
import { catalogue as deployed, operatorActor, settings, type World } from './world.ts'

/** What the vendor's administrators and the catalogue's clock do, with every event that they make. */
export async function vendorsSide(world: World): Promise<void> {
  const { table, clock, random } = world
  // The ledger in memory is that of one tenant: two would take one id.
  table.registry.clear()
  table.registry.add('acme')
  const ports = { catalogue: new MemoryCatalogue(table), table, clock, random }
  for (const services of [deployed.slice(0, 1), deployed])
    await announceCatalogue(services, '2099-01-01T00:00:00.000Z', ports)

  for (const tenantId of ['north', 'south']) table.settingsOf.set(tenantId, settings({ tenantId, policy: 'off' }))
  const environment = { tenantId: 'north', environmentId: 'moving', name: 'Moving', version: 1 }
  await table.commit([{ kind: 'put-environment', environment }])
  await migrateEnvironment(
    { environmentId: 'moving', from: 'north', to: 'south' },
    { ...operatorActor, kind: 'vendor-admin' },
    world,
  )
}
