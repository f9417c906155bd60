import { spawnSync } from 'node:child_process'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { exitCodes } from '../../../cli/exit.ts'
import { program } from '../../../cli/program.ts'
import { answering, command } from '../../support/command.ts'
import { blocksOf, codeIn, pageText, sectionOf, tableOf } from '../../support/pages.ts'

const page = pageText('docs/cli.md')
const never = undefined as never
const root = program({ io: never, cloud: never })

/** The commands that do something. */
function leavesOf(parent: Command, path: string): readonly (readonly [string, Command])[] {
  return parent.commands.length === 0
    ? [[path, parent]]
    : parent.commands.flatMap((one) => leavesOf(one, `${path} ${one.name()}`))
}
const leaves = leavesOf(root, 'lockbox')

/** The command lines of a page, as a shell would split them. */
const linesOf = (text: string): readonly (readonly string[])[] =>
  blocksOf(text, 'sh')
    .flatMap((block) => block.replace(/\\\n\s*/g, '').split('\n'))
    .filter((line) => line.startsWith('lockbox '))
    .map((line) => [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').slice(1))

describe('the commands in docs/cli.md', () => {
  test('are those that there are', () => {
    const sections = [...page.matchAll(/^### `(lockbox [^`]+)`$/gm)].map(([, name]) => name)
    expect(sections.sort()).toEqual(leaves.map(([name]) => name).sort())
  })

  test.each(leaves)('%s has an example, and names only options that it has', (name, leaf) => {
    const section = sectionOf(page, `### \`${name}\``)
    expect(linesOf(section).filter((args) => `lockbox ${args.join(' ')}`.startsWith(name))).not.toEqual([])
    const known = [...root.options, ...leaf.options].map(({ long }) => long)
    const named = codeIn(section).filter((code) => code.startsWith('--'))
    expect(named.filter((code) => !known.includes(code.split(' ')[0] ?? ''))).toEqual([])
  })

  test.each(linesOf(page).map((args) => [args.join(' '), args] as const))(
    'lockbox %s is well-formed',
    async (_, args) => {
      const problem = { code: 'NotFound', detail: 'nothing is here' }
      const api = answering(() => ({ status: 404, body: problem }))
      // A file is written only where it is told to.
      const own = args.map((arg) => (arg === 'audit.ndjson' ? '/dev/null/audit.ndjson' : arg))
      const { err } = await command(own, { fetch: api.fetch }).catch((error: Error) => ({ err: error.message }))
      expect(err).not.toMatch(/^error:|Usage:/)
    },
  )
})

/** What a command's help says. */
function helpOf(one: Command): string {
  let help = ''
  one.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
  return help
}

test.each([['lockbox', root] as const, ...leaves])(
  'the examples in the help of %s are lines that a shell takes',
  (_, one) => {
    const lines = helpOf(one).split('\nExamples:\n')[1]?.split('\n\n')[0] ?? ''
    const script = lines.replace(/^ {2}\$ /gm, '')
    const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
  },
)

test('the exit codes are those of the code', () => {
  const shown = tableOf(page, 'exit code', 'what it says').map(([code]) => Number(code))
  expect(shown).toEqual(Object.values(exitCodes))
})

test('the variables are those that the help names', () => {
  const shown = tableOf(page, 'variable', 'what it is').map(([name]) => codeIn(name)[0])
  expect([...helpOf(root).matchAll(/^ {2}(LOCKBOX_\w+)/gm)].map(([, name]) => name).sort()).toEqual([...shown].sort())
})
