import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { verifyChain } from '../../support/verify-chain.ts'
import { edited, readVariants, vectorsFolder } from '../../vectors/cases.ts'
import { vectors } from '../../vectors/generate.ts'
import { ledgerOf } from '../../vectors/story.ts'

describe('docs/vectors', () => {
  test('has what is generated, and nothing else but its README (`npm run vectors`)', async () => {
    const made = await vectors()
    const there = readdirSync(vectorsFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(vectorsFolder.length + 1))
    expect(there.toSorted()).toEqual(['README.md', ...Object.keys(made)].toSorted())
    for (const [name, text] of Object.entries(made))
      expect(readFileSync(join(vectorsFolder, name), 'utf8') === text, name).toBe(true)
  })

  test('is a ledger that our own chain accepts', () => {
    expect(verifyChain('acme', ledgerOf()).faults).toEqual([])
  })

  test('names each variant once, and changes with every edit', () => {
    const { variants } = readVariants()
    const names = variants.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(variants.filter(({ expected }) => expected).length).toBeGreaterThan(25)
  })
})

describe('an edit of a variant', () => {
  const text = 'a\nb\nc\n'
  const file = 'x'
  test.each([
    [{ file, replace: 'b', by: '' }, 'a\n\nc\n'],
    [{ file, replace: 'c', by: 'd', line: 3 }, 'a\nb\nd\n'],
    [{ file, drop: 1 }, 'b\nc\n'],
    [{ file, swap: [1, 3] as const }, 'c\nb\na\n'],
    [{ file, repeat: 2 }, 'a\nb\nb\nc\n'],
    [{ file, keep: 2 }, 'a\nb\n'],
    [{ file, insert: 'd', before: 2 }, 'a\nd\nb\nc\n'],
    [{ file, insert: 'd', before: 4 }, 'a\nb\nc\nd\n'],
  ])('%j', (edit, expected) => {
    expect(edited(text, edit)).toBe(expected)
  })
  test('of what is not there is a mistake', () => {
    expect(() => edited(text, { file, replace: 'd', by: '' })).toThrow('there is no d')
    expect(() => edited(text, { file, replace: 'a', by: '', line: 2 })).toThrow('there is no a')
  })
})
