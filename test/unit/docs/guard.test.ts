import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AccessRefused, type RefusalCode } from '../../../guard/refusal.ts'
import { bucketPolicy, rolePolicy, trustPolicy } from '../../../infra/local/files-role.ts'
import { blocksOf, codeIn, pageText, root, tableOf } from '../../support/pages.ts'

const page = pageText('docs/guard.md')
const source = (file: string) => readFileSync(join(root, file), 'utf8')

/** The fields of an interface, and whether each has to be given. */
function fieldsOf(name: string): readonly (readonly [string, boolean])[] {
  const [, inside = ''] =
    new RegExp(`^export interface ${name} {\n([\\s\\S]*?)^}`, 'm').exec(source('guard/options.ts')) ?? []
  return [...inside.matchAll(/^ {2}readonly (\w+)(\?)?:/gm)].map(([, field = '', optional]) => [field, !optional])
}

test('the options in docs/guard.md are those of the code', () => {
  const shown = tableOf(page, 'option', 'default', 'what it is').flatMap(([names, fallback = '']) =>
    codeIn(names).map((name) => [name, /^required/.test(fallback)]),
  )
  const expected = fieldsOf('GuardOptions').flatMap(([field, required]) =>
    field === 'check'
      ? [[field, required], ...fieldsOf('CheckOptions').map(([name, needed]) => [`check.${name}`, needed])]
      : [[field, required]],
  )
  expect(shown.sort()).toEqual(expected.sort())
})

test('every refusal is explained, with its status', () => {
  const [, union = ''] = /export type RefusalCode =\n([\s\S]*?)\n\n/.exec(source('guard/refusal.ts')) ?? []
  const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code as RefusalCode)
  const shown = tableOf(page, 'code', 'status', 'when').map(([code, status]) => [codeIn(code)[0], Number(status)])
  expect(shown).toEqual(codes.map((code) => [code, new AccessRefused(code, '').status]))
})

test('the example is the sample', () => {
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim()
  const [, , example = ''] = ['', ...blocksOf(page, 'ts')]
  expect(plain(source('sample/handler.ts'))).toContain(plain(example))
})

describe('the policies in docs/guard.md', () => {
  const [trust, permissions, resource] = blocksOf(page, 'json').map((block) => JSON.parse(block) as unknown)
  const arn = (name: string) => `arn:aws:iam::111122223333:role/${name}`

  test('are those that the local AWS is tried with', () => {
    expect(trust).toEqual(trustPolicy(arn('<PassRoleArn>')))
    expect(permissions).toEqual(rolePolicy)
    expect(resource).toEqual(bucketPolicy([arn('vendor-files-service'), arn('vendor-files-admin')]))
  })
})
