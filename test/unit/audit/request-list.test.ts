import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { requestsSchema } from '../../../functions/audit/query.ts'
import { listRequests } from '../../../functions/audit/request-list.ts'
import { type LedgerEntry, recorded } from '../../../functions/domain/ledger.ts'
import { type RequestRow, rowOf } from '../../../functions/domain/request-rows.ts'
import { checked } from '../../../functions/runtime/body.ts'
import { type History, history } from '../../support/histories.ts'
import { trailOf } from '../../support/readers.ts'

const query = (parameters: Record<string, string>) => checked(parameters, requestsSchema, 'query')

/** Histories of one tenant, one behind the other in one ledger. */
function ledgerOf(histories: readonly History[]): readonly LedgerEntry[] {
  let seq = 0
  return histories.flatMap(({ entries, request }) =>
    entries.map((entry) => {
      seq += 1
      const recordedAt = `2026-11-01T00:00:00.${String(seq).padStart(3, '0')}Z`
      const { domain } = entry.event.data
      const data = { ...entry.event.data, tenantId: 'acme', requestId: `acme.${request.ulid}` }
      const event = recorded({ ...entry.event, data }, { domain, seq, recordedAt })
      return { ...entry, seq, recordedAt, event }
    }),
  )
}

const ledger = fc
  .uniqueArray(history, { maxLength: 8, selector: ({ request }) => request.ulid })
  .map((histories) => ledgerOf(histories))

async function all(
  entries: readonly LedgerEntry[],
  parameters: Record<string, string>,
): Promise<readonly RequestRow[]> {
  const rows: RequestRow[] = []
  const trail = trailOf(entries)
  let cursor: string | undefined
  do {
    const page = await listRequests('acme', query({ ...parameters, ...(cursor && { cursor }) }), trail)
    rows.push(...page.items)
    cursor = page.cursor
  } while (cursor)
  return rows
}

describe('the rows of requests', () => {
  test('are every request once, newest first, whatever the size of a page', async () => {
    await fc.assert(
      fc.asyncProperty(ledger, fc.integer({ min: 1, max: 5 }), async (entries, limit) => {
        const ids = [...new Set(entries.map(({ event }) => event.data.requestId))].reverse()
        const expected = ids.map((id) => rowOf(entries.filter(({ event }) => event.data.requestId === id)))
        expect(await all(entries, { limit: String(limit) })).toEqual(expected)
      }),
    )
  })

  test('are found by when the asking was recorded, and by ticket', async () => {
    await fc.assert(
      fc.asyncProperty(ledger, fc.nat({ max: 30 }), fc.nat({ max: 30 }), async (entries, from, length) => {
        const [begin, end] = [from, from + length + 1].map(
          (ms) => `2026-11-01T00:00:00.${String(ms).padStart(3, '0')}Z`,
        )
        const rows = await all(entries, { from: begin ?? '', to: end ?? '' })
        const asked = entries.filter(
          ({ event, recordedAt }) =>
            event.data.version === 1 && recordedAt >= (begin ?? '') && recordedAt < (end ?? ''),
        )
        expect(rows.map(({ asked: { seq } }) => seq)).toEqual(asked.map(({ seq }) => seq).reverse())
        for (const { event } of asked) {
          const { supportTicket } = event.data
          if (!supportTicket) continue
          const found = await all(entries, { supportTicket })
          expect(found.every((row) => row.supportTicket === supportTicket)).toBe(true)
          expect(found.map(({ requestId }) => requestId)).toContain(event.data.requestId)
        }
      }),
    )
  })

  test('of a request that fills pages say that they are partial, and are read within bounds', async () => {
    const [{ entries } = { entries: [] }] = fc.sample(history, { numRuns: 1, seed: 1 })
    const [first] = entries
    if (!first) throw new Error('a history without a beginning')
    const { data } = first.event
    const event = { ...first.event, data: { ...data, tenantId: 'acme', requestId: 'acme.01J00000000000000000000000' } }
    const uses = Array.from({ length: 1200 }, (_, i) => ({
      ...first,
      seq: i + 2,
      event: { ...event, type: 'lockbox.access.used' as const },
    }))
    const trail = trailOf([{ ...first, seq: 1, event }, ...uses])
    const { items } = await listRequests('acme', query({}), trail)
    expect(items).toMatchObject([{ partial: true, asked: { seq: 1 }, used: { accesses: 1000, lastSeq: 1201 } }])
    expect(trail.reads()).toBe(5)
  })
})
