import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkpointSchema } from '../../../functions/domain/proofs/checkpoint.ts'
import { keyChangeSchema } from '../../../functions/domain/proofs/key-change.ts'
import { ledgerKeySchema } from '../../../functions/domain/proofs/published-keys.ts'
import { receiptSchema } from '../../../functions/domain/proofs/receipt.ts'
import { statementSchema } from '../../../functions/domain/proofs/statement.ts'
import { proofTypes } from '../../../functions/domain/proofs/types.ts'
import { codeWords } from '../../../web/verify/words.ts'

const page = readFileSync(new URL('../../../docs/ledger.md', import.meta.url), 'utf8')

interface Schema {
  readonly type: string
  readonly wrapped?: Schema
  readonly item?: Schema
  readonly entries?: Readonly<Record<string, Schema>>
}

/** All members of a schema by their paths, and whether each may be absent. */
function members(schema: Schema, at = ''): readonly (readonly [path: string, absent: boolean])[] {
  if (schema.wrapped) return members(schema.wrapped, at)
  if (schema.item) return members(schema.item, `${at}[]`)
  return Object.entries(schema.entries ?? {}).flatMap(([name, inner]) => {
    const path = at ? `${at}.${name}` : name
    return [[path, inner.type === 'exact_optional'] as const, ...members(inner, path)]
  })
}

/** The rows of the first table below a heading: the names in their first cells, and what they say. */
function rowsBelow(heading: string): readonly (readonly [path: string, absent: boolean])[] {
  const section = page.split(`\n${heading}\n`)[1]?.split(/\n#+ /)[0] ?? ''
  return [...section.matchAll(/^\| (`[^|]+) \| ([^|]*) ?\|$/gm)].flatMap(([, names = '', says = '']) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => [name, says.includes('or absent')] as const),
  )
}

describe('docs/ledger.md has a row of each claim, and says which may be absent', () => {
  test.each([
    ['### Claims of a checkpoint', checkpointSchema],
    ['### Claims of a receipt', receiptSchema],
    ['### Claims of a statement', statementSchema],
    ['### Claims of an endorsement', keyChangeSchema],
    ['## Keys', ledgerKeySchema],
  ])('%s', (heading, schema) => {
    expect(rowsBelow(heading).toSorted()).toEqual(members(schema as unknown as Schema).toSorted())
  })

  test('explains every code of a finding, and no other', () => {
    const section = page.split('\n## To verify\n')[1]?.split(/\n## /)[0] ?? ''
    const explained = [...section.matchAll(/^\| `([A-Z]\w+)` \|/gm)].map(([, code = '']) => code)
    expect([...new Set(explained)].toSorted()).toEqual(Object.keys(codeWords).toSorted())
  })

  test('names the type of each kind of proof', () => {
    for (const typ of Object.values(proofTypes)) expect(page).toContain(`\`${typ}\``)
  })
})
