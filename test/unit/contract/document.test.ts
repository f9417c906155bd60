import { readFileSync } from 'node:fs'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { openApiDocument } from '../../../contract/document.ts'
import { files } from '../../../contract/files.ts'
import { operations } from '../../../functions/contract/operations/all.ts'
import { line, paragraph, period } from '../../../functions/runtime/fields.ts'
import { type Route, routes } from '../../../functions/runtime/routes.ts'

interface Documented {
  readonly operationId: string
  readonly 'x-lockbox-callers': readonly string[]
  readonly security: readonly Record<string, readonly string[]>[]
  readonly responses: Readonly<Record<string, unknown>>
}
const document = openApiDocument() as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Documented>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

test.each(await files())('$name is what `npm run contract` writes', ({ path, content }) => {
  expect(readFileSync(path, 'utf8')).toBe(content)
})

test('the linter of OpenAPI documents finds nothing', async () => {
  const config = await createConfig({ extends: ['recommended'] })
  const found = await lintFromString({ source: JSON.stringify(document), config })
  expect(found.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`)).toEqual(
    [],
  )
})

describe('the operations', () => {
  const isOperation = ({ audience }: Route) => audience !== 'public'

  test.each(routes.filter(isOperation))('$method $path is described, with who may call it', (route: Route) => {
    const documented = document.paths[route.path]?.[route.method.toLowerCase()]
    expect(documented?.['x-lockbox-callers']).toEqual(route.callers)
    const schemes = new Set(documented?.security.flatMap(Object.keys))
    expect([...schemes]).toEqual([route.audience])
    const scopes = documented?.security.flatMap((one) => Object.values(one).flat())
    expect(scopes?.includes('lockbox/requests')).toBe((route.callers as readonly string[]).includes('machine'))
    expect(Object.keys(documented?.responses ?? {})).toEqual(expect.arrayContaining(['401', '403', '500']))
  })

  test('have names of their own', () => {
    const ids = Object.values(operations).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test.each(Object.entries(operations).filter(([, { body }]) => body))('%s: its examples are taken', (_, { body }) => {
    const examples = Object.entries(body?.examples ?? {})
    expect(examples.length).toBeGreaterThan(0)
    for (const [name, example] of examples)
      expect(v.safeParse(body?.schema ?? v.never(), example).issues, name).toBeUndefined()
  })
})

test('every shape is referred to, and every reference leads to one', () => {
  const text = JSON.stringify(document)
  const referred = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name))
  expect([...referred].sort()).toEqual(Object.keys(document.components.schemas).sort())
})

describe('the document refuses nothing that the API takes', () => {
  const patternOf = (schema: { readonly pipe: readonly unknown[] }): RegExp => {
    const found = JSON.stringify(schema.pipe.filter((item) => (item as { type: string }).type === 'metadata'))
    return new RegExp((JSON.parse(found) as [{ metadata: { pattern: string } }])[0].metadata.pattern, 'u')
  }

  test.each([
    ['a line', line(100), fc.string({ unit: 'grapheme', minLength: 1 })],
    [
      'a paragraph',
      paragraph(100),
      fc.string({ unit: fc.constantFrom('a', '\n', '\t', '\r\n', '\u{1F600}', '\u0007') }),
    ],
    ['a period', period(), fc.stringMatching(/^P?\d?[WD]?T?\d?\d?[HMS]?$/)],
  ] as const)('%s', (_, schema, texts) => {
    const pattern = patternOf(schema)
    fc.assert(
      fc.property(texts, (text) => {
        if (v.safeParse(schema, text).success) expect(text.trim()).toMatch(pattern)
      }),
    )
  })
})
