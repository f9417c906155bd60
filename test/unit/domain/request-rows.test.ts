import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { requestId } from '../../../functions/domain/request.ts'
import { isTransition } from '../../../functions/domain/request-events.ts'
import { rowOf, rowsBuilder } from '../../../functions/domain/request-rows.ts'
import { history } from '../../support/histories.ts'

describe('one row a request', () => {
  test('says what was asked, decided, given, used and ended, of every legal history', () => {
    fc.assert(
      fc.property(history, ({ request, entries }) => {
        const row = rowOf(entries)
        const count = (type: string) => entries.filter(({ event }) => event.type === type).length
        const emergency = request.incident !== undefined
        expect(row).toMatchObject({
          requestId: requestId(request),
          environmentId: request.environmentId,
          service: request.service,
          operator: { id: request.operator.id },
          asked: { at: request.requestedAt, seq: 1, by: { id: request.started.by.id } },
          seqs: entries.filter(({ event }) => isTransition(event.type)).map(({ seq }) => seq),
        })
        expect(row?.supportTicket).toBe(request.supportTicket)
        expect([row?.emergency, row?.drill]).toEqual([emergency || undefined, request.drill])
        expect(row?.decided?.by.id).toBe(request.decided?.by.id)
        expect(row?.granted?.accessUntil).toBe(request.drill ? undefined : request.granted?.accessUntil)
        expect(row?.ended?.by.id).toBe(request.closed?.by.id)
        const uses = [count('lockbox.access.used'), count('lockbox.access.tokenIssued')]
        expect([row?.used?.accesses ?? 0, row?.used?.tokens ?? 0]).toEqual(uses)
        if (row?.used) expect(row.used.firstAt <= row.used.lastAt).toBe(true)
      }),
    )
  })

  test('a builder fed a whole ledger gives what each request gives alone', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(history, { maxLength: 5, selector: ({ request }) => requestId(request) }),
        (histories) => {
          const builder = rowsBuilder()
          // One entry of each in turn, as a ledger has them.
          const longest = Math.max(0, ...histories.map(({ entries }) => entries.length))
          for (let i = 0; i < longest; i++)
            for (const { entries } of histories) {
              const entry = entries[i]
              if (entry) builder.add(entry)
            }
          const alone = histories.map(({ entries }) => rowOf(entries))
          const order = (rows: readonly ({ readonly requestId: string } | undefined)[]) =>
            [...rows].sort((a, b) => ((a?.requestId ?? '') < (b?.requestId ?? '') ? -1 : 1))
          expect(order(builder.rows())).toEqual(order(alone))
        },
      ),
    )
  })

  test('what needed no approval, and what began before, is no row', () => {
    fc.assert(
      fc.property(history, ({ entries: [first, ...rest] }) => {
        expect(rowOf(rest)).toBeUndefined()
        if (!first) return
        const { requestId: _, ...data } = first.event.data
        const noted = { ...first, event: { ...first.event, type: 'lockbox.request.notRequired' as const, data } }
        expect(rowOf([noted])).toBeUndefined()
      }),
    )
  })
})
