import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRequestId } from '../../../functions/domain/ids.ts'
import { appendTo, type LedgerEntry } from '../../../functions/domain/ledger.ts'
import { isTransition } from '../../../functions/domain/request-events.ts'
import { movesFault } from '../../../functions/domain/request-moves.ts'
import { history } from '../../support/histories.ts'

const found = (entry: LedgerEntry) => ({ marker: { seq: entry.seq, hash: entry.hash }, entry })
const movesIn = (entries: readonly LedgerEntry[]) => entries.filter(({ event }) => isTransition(event.type)).map(found)

test('every legal history holds, also one whose values were erased', () => {
  fc.assert(
    fc.property(history, fc.boolean(), ({ request, entries }, erased) => {
      const moves = movesIn(erased ? entries.map((entry) => ({ ...entry, personal: {} })) : entries)
      expect(movesFault(request, moves)).toBeUndefined()
      expect(movesFault(request, [...moves, undefined])).toBeUndefined()
    }),
  )
})

test('no version of another request does, nor one in another place, however right its hash is', () => {
  fc.assert(
    fc.property(history, history, ({ request, entries }, other) => {
      const moves = movesIn(entries)
      const last = moves.at(-1)!
      const { event, personal, recordedAt } = movesIn(other.entries)[0]!.entry
      // As near to one of this tenant as the ledger would ever have it.
      const ulid = parseRequestId(event.data.requestId ?? '')?.ulid
      const requestId = `${request.tenantId}.${ulid}`
      const data = { ...event.data, tenantId: request.tenantId, requestId }
      const own = { ...event, source: `urn:lockbox:${request.tenantId}`, subject: requestId, data }
      const foreign = appendTo(last.entry, event.data.domain, { event: own, personal }, recordedAt)
      expect(movesFault(request, [...moves, found(foreign)])).toEqual({ fault: 'Step', seq: foreign.seq })
      expect(movesFault(request, [undefined, ...moves])).toEqual({ fault: 'Step', seq: moves[0]!.marker.seq })
      if (moves.length > 1) expect(movesFault(request, [...moves].reverse())).toMatchObject({ fault: 'Step' })
    }),
  )
})
