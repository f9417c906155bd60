import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { transitionIds } from '../domain/receipts.ts'
import type { RequestLedger } from '../ports.ts'
import { batchGet } from './batch-get.ts'
import { appendedOf, entryOf, ledgerKey } from './ledger-items.ts'

/**
 * The entries that moved a request, by key: an event's marker says which number it has, and a transition's id is known
 * beforehand. So nothing is left out because an index lags behind.
 */
export const requestLedger = (client: DynamoDBDocumentClient, table: string): RequestLedger => ({
  moves: async (request) => {
    const { tenantId } = request
    const ids = transitionIds(request)
    const markers = await batchGet(
      client,
      table,
      ids.map((id) => ledgerKey.event(tenantId, id)),
    )
    const seqs = markers.flatMap((marker) => (marker ? [appendedOf(marker).seq] : [])).sort((a, b) => a - b)
    const items = await batchGet(
      client,
      table,
      seqs.map((seq) => ledgerKey.entry(tenantId, seq)),
    )
    return items.map((item, i) => {
      if (!item) throw new Error(`the ledger has a marker of entry ${seqs[i]}, and not the entry`)
      return entryOf(item)
    })
  },
})
