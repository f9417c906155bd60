import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { transitionIds } from '../domain/receipts.ts'
import { requestId } from '../domain/request.ts'
import { movesFault } from '../domain/request-moves.ts'
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
    const items = await batchGet(
      client,
      table,
      ids.map((id) => ledgerKey.event(tenantId, id)),
    )
    const markers = items.map((item) => item && appendedOf(item))
    const entries = await batchGet(
      client,
      table,
      markers.flatMap((marker) => (marker ? [ledgerKey.entry(tenantId, marker.seq)] : [])),
    )
    const rest = entries.values()
    const found = markers.map((marker) => {
      if (!marker) return undefined
      const { value: item } = rest.next()
      if (!item) throw new Error(`the ledger has a marker of entry ${marker.seq}, and not the entry`)
      return { marker, entry: entryOf(item) }
    })
    const wrong = movesFault(request, found)
    if (wrong)
      throw new Error(`entry ${wrong.seq} of the ledger does not hold for ${requestId(request)}: ${wrong.fault}`)
    return found.flatMap((move) => (move ? [move.entry] : []))
  },
})
