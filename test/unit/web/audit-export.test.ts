import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csv, csvCell, csvHead, exportAll, ndjson } from '../../../web/audit-export.ts'
import { entriesOf } from '../../support/web/data.ts'

const entries = entriesOf('acme-bank', 7)

describe('a cell of the table', () => {
  it('never begins as a formula does', () => {
    void fc.assert(
      fc.property(fc.constantFrom('=', '+', '-', '@', '\t', '\r'), fc.string(), (first, rest) => {
        expect(csvCell(first + rest).replace(/^"/, '')).toMatch(/^'/)
      }),
    )
  })

  it('keeps what it holds: a reader of RFC 4180 gets the same text back', () => {
    void fc.assert(
      fc.property(fc.string(), (text) => {
        const cell = csvCell(text)
        const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
        expect(/^[=+\-@\t\r]/.test(text) ? read.slice(1) : read).toBe(text)
        expect(cell.startsWith('"') || !/[",\r\n]/.test(cell)).toBe(true)
      }),
    )
  })

  it.each([undefined, null])('is empty for %s', (nothing) => {
    expect(csvCell(nothing)).toBe('')
  })
})

describe('an export', () => {
  const pages = [entries.slice(0, 3), [], entries.slice(3)]
  const nextPage = async (cursor?: string) => {
    const page = Number(cursor ?? 0)
    return { items: pages[page] ?? [], ...(page < pages.length - 1 && { cursor: String(page + 1) }) }
  }

  it('goes on behind a page that is empty, and says how far it is', async () => {
    const progress: number[] = []
    const chunks = await exportAll('ndjson', nextPage, (records) => progress.push(records))
    expect(chunks.join('')).toBe(ndjson(entries))
    expect(progress).toEqual([3, 3, 7])
  })

  it('as a table has its head once', async () => {
    expect((await exportAll('csv', nextPage, () => undefined)).join('')).toBe(csvHead + csv(entries))
  })

  it('as lines is what the API answered, a record each', () => {
    expect(
      ndjson(entries)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(entries)
  })
})
