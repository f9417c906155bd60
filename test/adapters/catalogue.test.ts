import { randomBytes } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, inject, it } from 'vitest'
import { catalogueTable } from '../../functions/adapters/catalogue-table.ts'
import { documentClient } from '../../functions/adapters/dynamodb.ts'
import { stateTable } from '../../functions/adapters/state/table.ts'
import { seal } from '../../functions/domain/events.ts'
import { key, registryShards } from '../../functions/domain/keys.ts'
import type { CatalogueTable, StateTable } from '../../functions/ports.ts'
import { clientConfig } from '../../infra/local/aws.ts'
import { MemoryCatalogue } from '../support/memory-catalogue.ts'
import { MemoryTable } from '../support/memory-table.ts'
import { ownTable } from '../support/own-table.ts'
import { approverIds, operatorActor, settings } from '../support/world.ts'

const target = inject('target')

/** Every condition, where it holds and where it does not. */
async function play(catalogue: CatalogueTable, table: StateTable) {
  const crm = { id: 'crm', name: 'CRM', covered: true }
  const first = { version: 1, services: [crm] }
  const begun = { ...first, next: [{ ...crm, covered: false, reason: 'R' }] }
  const second = { version: 2, services: begun.next }
  const said: unknown[] = [await catalogue.told()]
  for (const [after, before] of [
    [first, undefined],
    [first, undefined],
    [begun, { ...first, version: 9 }],
    [begun, first],
    [begun, first],
    [second, first],
    [second, { ...begun, version: 9 }],
    [second, begun],
    [second, begun],
  ] as const)
    said.push(await catalogue.store(after, before), await catalogue.told())

  const now = '2026-11-23T09:00:00.000Z'
  const ids = Array.from({ length: 7 }, (_, i) => `tenant-${i}`)
  for (const tenantId of ids) {
    const draft = {
      id: 'settings#1',
      type: 'lockbox.settings.created',
      tenantId,
      at: now,
      actor: operatorActor,
      details: { policy: 'on', approvalMode: 'email', approverId: approverIds.ada },
      personal: { 'approver.name': 'Ada', 'approver.email': 'ada@acme.example' },
    } as const
    await table.createSettings(settings({ tenantId }), seal(draft, randomBytes))
    await table.register(tenantId)
  }
  const found: string[] = []
  for (let shard = 0; shard < registryShards; shard++) {
    let after: string | undefined
    do {
      const page = await catalogue.tenantsIn(shard, after)
      found.push(...page.tenantIds)
      after = page.next
    } while (after)
  }
  said.push(found)
  await table.commit([{ kind: 'mark-told', key: key.announced('tenant-1', 'catalogue#2-x'), now }])
  const concerned = await catalogue.concerned(['tenant-0', 'nobody', 'tenant-1'], 'catalogue#2-x')
  said.push(concerned.map(({ tenantId, settings: own, announced }) => [tenantId, own?.policy, announced]))
  said.push(await catalogue.concerned([], 'catalogue#2-x'))
  return said
}

it('the registry and the told catalogue keep every condition, on DynamoDB as in memory', async () => {
  const client = new DynamoDBClient(clientConfig(target))
  const own = await ownTable(client, target.outputs.StateTable)
  const documents = documentClient(client)
  const real = await play(catalogueTable(documents, own.name), stateTable(documents, own.name)).finally(own.remove)
  const memory = new MemoryTable()
  expect(real).toEqual(await play(new MemoryCatalogue(memory), memory))
  expect(real.filter((said) => said === true)).toHaveLength(3)
  expect([...(real.at(-3) as string[])].sort()).toEqual(Array.from({ length: 7 }, (_, i) => `tenant-${i}`))
})
