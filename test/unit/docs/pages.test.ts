import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { display } from '../../../functions/domain/request.ts'
import { steps } from '../../../functions/domain/request-events.ts'
import { workflowDefinition } from '../../../infra/workflow-definition.ts'
import {
  anchorsOf,
  arrowsOf,
  blocksOf,
  codeIn,
  pageNames,
  pageText,
  proseOf,
  root,
  tableOf,
} from '../../support/pages.ts'

describe.each(pageNames)('%s', (name) => {
  const text = pageText(name)

  test('links to what exists', () => {
    const links = [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
    const broken = links.filter((link) => {
      if (/^https:\/\//.test(link)) return false
      const [path, anchor] = link.split('#')
      const file = path ? join(dirname(name), path) : name
      if (!existsSync(join(root, file))) return true
      return anchor !== undefined && !anchorsOf(pageText(file)).includes(anchor)
    })
    expect(broken).toEqual([])
  })

  test('names files and folders that exist', () => {
    const named = codeIn(proseOf(text)).filter((code) => /^(functions|infra|test|docs|\.ci)\/[\w./-]*$/.test(code))
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    const named = [...text.matchAll(/npm (?:run (?:-s )?([\w:-]+)|(start|test)\b)/g)].map(
      ([, run, short]) => run ?? short,
    )
    expect(named.filter((script) => script === undefined || !(script in scripts))).toEqual([])
  })

  test('knows no machine but yours', () => {
    expect(text).not.toContain(root)
    expect(text.match(/(?<![\w.~-])\/(work|home|root|Users|tmp)\/\S*/g)).toBeNull()
  })

  test('shows pictures that load quickly and are described', () => {
    for (const [, words, path = ''] of text.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)) {
      expect(words).not.toBe('')
      expect(statSync(join(root, dirname(name), path)).size).toBeLessThan(60_000)
    }
  })
})

test('docs/README.md leads to every page beside it', () => {
  const pages = pageNames.filter((name) => /^docs\/[^/]+\.md$/.test(name) && name !== 'docs/README.md')
  const index = pageText('docs/README.md')
  expect(pages.filter((name) => !index.includes(`](${name.slice('docs/'.length)})`))).toEqual([])
})

describe('the tables of what there is', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const foldersIn = (folder: string) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
      .map(({ name }) => `${folder && `${folder}/`}${name}/`)
  /** Made by tests and builds, not kept in git. */
  const made = ['cdk.out/', 'dist/', 'test-results/', 'coverage/']

  test('README.md has every folder of the code', () => {
    const named = tableOf(pageText('README.md'), 'folder', 'what is in it').flatMap(([names]) => codeIn(names))
    const folders = ['', 'functions', 'test', 'infra'].flatMap(foldersIn).filter((folder) => !made.includes(folder))
    expect(folders.filter((folder) => folder !== 'test/' && !named.includes(folder))).toEqual([])
    expect(named.filter((name) => !existsSync(join(root, name)))).toEqual([])
  })

  test('CONTRIBUTING.md has every npm script', () => {
    const named = tableOf(pageText('CONTRIBUTING.md'), 'command', 'what it does').flatMap(([names]) =>
      codeIn(names).map((code) => code.replace(/^npm (run )?/, '')),
    )
    expect(Object.keys(scripts).toSorted()).toEqual(named.toSorted())
  })
})

describe('the life of a request in README.md', () => {
  const arrows = arrowsOf(blocksOf(pageText('README.md'), 'mermaid')[0] ?? '')

  test('begins and moves as the code does', () => {
    const moves = [...steps.values()].flatMap(({ from, to }) =>
      from.length > 0 ? from.map((state) => [state, to]) : [['[*]', to]],
    )
    expect(arrows.filter(([, to]) => to !== '[*]').sort()).toEqual(moves.sort())
  })

  test('has every state, and ends where nothing moves on', () => {
    const left = new Set(arrows.filter(([, to]) => to !== '[*]').map(([from]) => from))
    const ends = Object.keys(display).filter((state) => !left.has(state))
    expect(arrows.filter(([, to]) => to === '[*]').map(([from]) => from)).toEqual(expect.arrayContaining(ends))
    expect(arrows.filter(([, to]) => to === '[*]')).toHaveLength(ends.length)
  })
})

test('the timer in docs/architecture.md is the state machine', () => {
  const diagram = blocksOf(pageText('docs/architecture.md'), 'mermaid').find((block) =>
    block.startsWith('stateDiagram'),
  )
  const { StartAt, States } = workflowDefinition({
    partition: 'aws',
    stateTable: 't',
    notifyFunction: 'n',
    settleFunction: 's',
    endFunction: 'e',
    approvalWindow: 1,
  })
  const expected = new Set([`[*] → ${StartAt}`])
  for (const [name, state] of Object.entries(States) as [string, State][]) {
    const next = [state, ...(state.Catch ?? []), ...(state.Choices ?? [])].flatMap(({ Next }) => Next ?? [])
    for (const to of [...next, ...(state.Default ? [state.Default] : [])]) expected.add(`${name} → ${to}`)
    if (state.End || state.Type === 'Succeed' || state.Type === 'Fail') expected.add(`${name} → [*]`)
  }
  const shown = arrowsOf(diagram ?? '').map(([from, to]) => `${from} → ${to}`)
  expect(shown.sort()).toEqual([...expected].sort())
})

interface State {
  readonly Type: string
  readonly Next?: string
  readonly Default?: string
  readonly End?: boolean
  readonly Catch?: readonly { readonly Next: string }[]
  readonly Choices?: readonly { readonly Next: string }[]
}

describe('the costs in docs/deploying.md', () => {
  const page = pageText('docs/deploying.md')
  const ofRequests = tableOf(page, 'what', 'how many', 'USD per million', 'USD per 1000 requests')
  const ofAMonth = tableOf(page, 'what', 'how many', 'USD each', 'USD per month')
  const sumOf = (rows: readonly (readonly string[])[]) =>
    rows.slice(0, -1).reduce((sum, row) => sum + Number(row[3]), 0)

  test.each([
    ['requests', ofRequests, 1000, 3],
    ['a month', ofAMonth, 1, 2],
  ] as const)('of %s add up', (_, rows, per, digits) => {
    for (const [what, many, price, cost] of rows.slice(0, -1))
      expect(((Number(many) * Number(price)) / per).toFixed(digits), what).toBe(cost)
    expect(rows.at(-1)?.[3]).toBe(`**${sumOf(rows).toFixed(digits)}**`)
  })

  test('are what README.md says', () => {
    expect(pageText('README.md')).toContain(
      `about ${Math.round(sumOf(ofRequests))} USD per 1000 requests and ${Math.round(sumOf(ofAMonth))} USD a month`,
    )
  })
})
