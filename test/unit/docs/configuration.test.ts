import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { formatDuration } from '../../../functions/domain/time.ts'
import { checkConfiguration } from '../../../infra/configuration.ts'
import { configuration } from '../../../infra/deployments/sandbox.ts'
import { codeIn, pageText, root, tableOf } from '../../support/pages.ts'

interface Field {
  readonly path: string
  /** It and everything that it is part of has to be given. */
  readonly required: boolean
  /** What its comment says after `@default`. */
  readonly fallback?: string
}

const sources = ['infra/configuration.ts', 'functions/domain/settings.ts'].map((name) =>
  readFileSync(join(root, name), 'utf8'),
)

const onLines = (_: string, inside: string) => `{\n${inside.replaceAll('; ', '\n')}\n}`

/** The fields of an interface, and of what it is made of, as the source declares them. */
function fieldsOf(name: string, path = '', required = true): readonly Field[] {
  const [, parent, declarations = ''] = sources.flatMap(
    (source) => new RegExp(`^export interface ${name}(?: extends (\\w+))? {\n([\\s\\S]*?)^}`, 'm').exec(source) ?? [],
  )
  const fields: Field[] = parent ? [...fieldsOf(parent, path, required)] : []
  const parts = [{ path, required }]
  let fallback: string | undefined
  // One declaration a line, also where a short object is written on one line.
  for (const line of declarations.replace(/\{ (readonly .*?) \}/g, onLines).split('\n')) {
    fallback = /@default (.*?)(?: \*\/)?$/.exec(line)?.[1] ?? fallback
    const [, field = '', optional, type = ''] = /^\s*readonly (\w+)(\?)?: (.*)$/.exec(line) ?? []
    const part = parts.at(-1) ?? { path, required }
    if (field) {
      const inner = { path: `${part.path}${field}`, required: part.required && !optional }
      const declared = /^(?:readonly )?([A-Z]\w+)(?:\[\])?;?$/.exec(type)?.[1]
      if (type.endsWith('{')) parts.push({ ...inner, path: `${inner.path}.` })
      else if (declared) fields.push(...fieldsOf(declared, `${inner.path}.`, inner.required))
      else fields.push({ ...inner, ...(fallback && { fallback }) })
      fallback = undefined
    } else if (/^\s*\}/.test(line)) parts.pop()
  }
  return fields
}

describe('the configuration in docs/deploying.md', () => {
  const rows = tableOf(pageText('docs/deploying.md'), 'field', 'default', 'meaning')
  const shown = new Map(rows.map(([field, fallback = '']) => [codeIn(field)[0], fallback]))
  const fields = fieldsOf('DeploymentConfiguration')

  test('names every field, in the order of the source', () => {
    expect([...shown.keys()]).toEqual(fields.map(({ path }) => path))
  })

  test('says which have to be given', () => {
    const required = fields.filter((field) => field.required && !field.path.startsWith('catalogue.reason'))
    expect([...shown].filter(([, fallback]) => fallback === 'required').map(([path]) => path)).toEqual(
      required.map(({ path }) => path),
    )
  })

  test('gives the defaults that the source names, and those are the real ones', () => {
    for (const { path, fallback = '- ' } of fields)
      if (!fallback.startsWith('- '))
        expect(shown.get(path)?.replaceAll('`', ''), path).toBe(fallback.replaceAll("'", ''))
    const { stackName, approvalWindow, accessPeriod } = checkConfiguration(configuration)
    expect(
      [stackName, formatDuration(approvalWindow), formatDuration(accessPeriod)].map((text) => `\`${text}\``),
    ).toEqual([shown.get('stackName'), shown.get('approvalWindow'), shown.get('accessPeriod')])
  })
})
