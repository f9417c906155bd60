import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Appended } from '../ports.ts'
import { batchGet } from './batch-get.ts'
import { appendedOf, ledgerKey } from './ledger-items.ts'

/** Where events are in their tenant's ledger, by their ids: of those that are in it. */
export async function appendedEvents(
  client: DynamoDBDocumentClient,
  table: string,
  tenantId: string,
  eventIds: readonly string[],
): Promise<ReadonlyMap<string, Appended>> {
  const items = await batchGet(
    client,
    table,
    eventIds.map((id) => ledgerKey.event(tenantId, id)),
  )
  return new Map(
    eventIds.flatMap((id, i) => {
      const item = items[i]
      return item ? [[id, appendedOf(item)] as const] : []
    }),
  )
}
