import { describe, expect, it } from 'vitest'
import { csvHead, toCsv } from '../../../verifier/mappings/csv.ts'
import type { AuditExport } from '../../../web/api/answers.ts'
import { exportFile, exportTable } from '../../../web/audit-export.ts'
import { entriesOf } from '../../support/web/data.ts'

const entries = entriesOf('acme-bank', 7)

describe('a table', () => {
  const pages = [entries.slice(0, 3), [], entries.slice(3)]
  const nextPage = async (cursor?: string) => {
    const page = Number(cursor ?? 0)
    return { items: pages[page] ?? [], ...(page < pages.length - 1 && { cursor: String(page + 1) }) }
  }

  it('goes on behind a page that is empty, says how far it is, and has its head once', async () => {
    const progress: number[] = []
    const chunks = await exportTable(nextPage, (records) => progress.push(records))
    expect(chunks.join('')).toBe(csvHead + entries.map(toCsv).join(''))
    expect(progress).toEqual([3, 3, 7])
  })
})

describe('the file of an export', () => {
  const at = { startedAt: '2026-11-23T09:00:00.000Z', expiresAt: '2026-11-30T09:00:00.000Z', bytes: 0 }
  const job = (changes: Partial<AuditExport>): AuditExport => ({
    id: 'X',
    state: 'Running',
    entries: 0,
    ...at,
    ...changes,
  })
  const calls = (...looks: AuditExport[]) => ({
    start: async () => job({}),
    look: async () => looks.shift() ?? job({}),
    pause: async () => undefined,
  })

  it('is waited for, with its progress', async () => {
    const progress: unknown[] = []
    const link = await exportFile(
      calls(job({ entries: 3, total: 7 }), job({ entries: 7, total: 7, state: 'Complete', link: 'https://x.example' })),
      (done, total) => progress.push([done, total]),
    )
    expect(link).toBe('https://x.example')
    expect(progress).toEqual([
      [0, undefined],
      [3, 7],
      [7, 7],
    ])
  })

  it('that failed is said in the API’s words', async () => {
    const failed = calls(job({ state: 'Failed', detail: 'The ledger has a gap.' }))
    await expect(exportFile(failed, () => undefined)).rejects.toThrow('The ledger has a gap.')
  })
})
