import { describe, expect, test } from 'vitest'
import { eventDomains } from '../../../functions/domain/events.ts'
import { exportLine } from '../../../functions/domain/export-line.ts'
import { exportPart, partitions } from '../../../functions/domain/exports.ts'
import { pageText } from '../../support/pages.ts'
import { sampleLedger } from '../../support/sample-ledger.ts'

// Nothing here runs Athena: what the table says is compared with what the job writes.

const blocks = [...pageText('docs/exports.md').matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql = '']) => sql)
const [table = '', ...queries] = blocks
const columnsOf = (text: string): readonly string[] => {
  const names: string[] = []
  let depth = 0
  for (const part of text.split(/([<>,()])/)) {
    if (part === '<' || part === '(') depth++
    else if (part === '>' || part === ')') depth--
    else if (part !== ',' && depth === 0) {
      const [, name] = /^\s*(\w+)[\s:]/.exec(part) ?? []
      if (name) names.push(name)
    }
  }
  return names
}
const [, columns = ''] = /CREATE EXTERNAL TABLE lockbox_audit \(\n([\s\S]*?)\n\)\nPARTITIONED/.exec(table) ?? []
/** What stands between the angle brackets behind a name. */
function structOf(text: string, name: string): string {
  const from = text.indexOf(`${name}`) + name.length
  let depth = 0
  for (let i = from; i < text.length; i++) {
    if (text[i] === '<') depth++
    if (text[i] === '>' && --depth === 0) return text.slice(from + 1, i)
  }
  return ''
}

const [entry] = sampleLedger(1, {
  draft: () => ({ version: 1, service: 'crm', supportTicket: 'T-1', before: 'a', after: 'b' }),
})
const line = JSON.parse(exportLine(entry as NonNullable<typeof entry>))
const lower = (of: object) => Object.keys(of).map((name) => name.toLowerCase())

describe('the table for Athena', () => {
  test('has the columns of a line', () => {
    expect(columnsOf(columns).toSorted()).toEqual(lower(line).toSorted())
  })
  test('has the members of an event', () => {
    expect(columnsOf(structOf(columns, 'event struct')).toSorted()).toEqual(lower(line.event).toSorted())
    const data = { ...line.event.data, requestId: '' }
    expect(columnsOf(structOf(columns, 'data: struct')).toSorted()).toEqual(lower(data).toSorted())
    expect(columnsOf(structOf(columns, 'actor: struct'))).toEqual(['kind', 'method', 'client'])
  })
  test('has the partitions of the paths that are written', () => {
    const [, partitioned = ''] = /PARTITIONED BY \(([^)]*)\)/.exec(table) ?? []
    expect(columnsOf(partitioned)).toEqual(partitions)
    const [, template = ''] = /'storage\.location\.template' = 's3:\/\/<ExportBucket>\/([^']*)'/.exec(table) ?? []
    const values = { tenant: 'acme', 'export id': 'ID', year: '2026', month: '01', day: '09' }
    const folder = Object.entries(values).reduce(
      (path, [name, value]) => path.replaceAll(`\${${name}}`, value).replaceAll(`<${name}>`, value),
      template,
    )
    expect(exportPart({ tenantId: 'acme', id: 'ID' }, '2026-01-09T00:00:00.000Z', 1)).toBe(
      `${folder}0000000000000001.ndjson`,
    )
    for (const name of partitions) expect(table).toContain(`'projection.${name}.type'`)
  })
})

test.each(queries)('a query names columns and events that there are: %#', (query) => {
  expect(queries).toHaveLength(3)
  for (const [type] of query.matchAll(/lockbox\.\w+\.\w+/g)) expect(Object.keys(eventDomains)).toContain(type)
  const known = columnsOf(structOf(columns, 'data: struct'))
  for (const [, member = ''] of query.matchAll(/event\.data\.(\w+)/g)) expect(known).toContain(member)
})

// How a use is recorded, as `functions/domain/request-rows.ts` counts them.
const uses = ['lockbox.access.used', 'lockbox.access.tokenIssued', 'lockbox.access.credentialsIssued']

test.each(queries)(
  'a query about requests leaves fire drills out, counts every kind of use, and outlives an erasure: %#',
  (query) => {
    expect(query).toMatch(/element_at\((opened\.)?event\.data\.details, 'drill'\) IS NULL/)
    const named = [...query.matchAll(/lockbox\.access\.\w+/g)].map(([type]) => type)
    expect([[], uses]).toContainEqual(named)
    // A subscript fails where the key is missing.
    expect(query).not.toMatch(/\['/)
  },
)
