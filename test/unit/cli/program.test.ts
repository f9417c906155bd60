import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { program } from '../../../cli/program.ts'
import { command } from '../../support/command.ts'

const never = undefined as never

/** Every command with its path, e.g. `request start`. */
function commandsOf(parent: Command, path: readonly string[] = []): readonly (readonly string[])[] {
  return [path, ...parent.commands.flatMap((one) => commandsOf(one, [...path, one.name()]))]
}
const all = commandsOf(program({ io: never, cloud: never }))

describe('--help', () => {
  test.each(all.map((path) => [path.join(' '), path] as const))('lockbox %s', async (_, path) => {
    const { exit, out, err } = await command([...path, '--help'])
    expect(err).toBe('')
    expect(exit).toBe(0)
    expect(out).toMatchSnapshot()
  })

  test('no line is too wide for a terminal', async () => {
    for (const path of all) {
      const { out } = await command([...path, '--help'])
      expect(out.split('\n').filter((line) => line.length > 100)).toEqual([])
    }
  })

  test('says every exit code', async () => {
    const { exitCodes } = await import('../../../cli/exit.ts')
    const { out } = await command(['--help'])
    for (const code of Object.values(exitCodes)) expect(out).toMatch(new RegExp(`^ {2}${code} {2}\\w`, 'm'))
  })
})

const start = ['request', 'start', '--tenant', 'a', '--environment', 'b', '--service', 'c', '--detail', 'd']

describe('a command line that is not well-formed ends with 2 and calls nobody', () => {
  test.each([
    ['nothing at all', [], /Usage: lockbox/],
    ['a typo', ['reqest'], /Did you mean request\?/],
    ['an unknown option', ['login', '--customr'], /Did you mean --customer\?/],
    ['a missing option', ['request', 'start'], /required option '--tenant <id>'/],
    ['a missing id', ['request', 'show'], /missing required argument 'id'/],
    ['one argument too many', ['request', 'show', 'a', 'b'], /too many arguments/],
    ['a reason that there is not', [...start, '--reason', 'Curiosity'], /Allowed choices are CustomerInitiatedSupport/],
    ['a level that there is not', [...start, '--level', 'admin'], /Allowed choices are read, write/],
    ['a period in words', [...start, '--period', 'long'], /such as 4h, 90m or PT4H/],
    ['an operator without an address', [...start, '--operator', 'Olivia'], /'Olivia Meier <olivia@vendor.example>'/],
    ['a state that there is not', ['request', 'list', '--state', 'open'], /Allowed choices are ActionNeeded/],
    ['a limit that is none', ['request', 'list', '--limit', '0'], /from 1 to 10000/],
    ['a day that is none', ['audit', 'list', '--from', 'yesterday'], /such as 2026-11-23/],
    ['an empty comment', ['request', 'comment', 'x', ' '], /The comment is empty/],
    [
      'a format that there is not',
      ['audit', 'convert', 'audit.ndjson', '--to', 'xml'],
      /Allowed choices are csv, ocsf, microsoft/,
    ],
    ['an address without https', ['--url', 'http://lockbox.example', 'whoami'], /Use https:\/\/lockbox.example/],
    ['no address', ['--url', 'lockbox', 'whoami'], /is no address/],
  ] as const)('%s', async (_, args, words) => {
    const ran = await command(args, { fetch: () => Promise.reject(new Error('it called')) })
    expect(ran).toMatchObject({ exit: 2, out: '' })
    expect(ran.err).toMatch(words)
  })

  test('no deployment', async () => {
    const ran = await command(['whoami'], { env: { LOCKBOX_URL: '' } })
    expect(ran).toMatchObject({ exit: 2 })
    expect(ran.err).toContain('set LOCKBOX_URL')
  })

  test('a machine without its secret', async () => {
    const ran = await command(['request', 'list'], { env: { LOCKBOX_TOKEN: '', LOCKBOX_CLIENT_ID: 'c' } })
    expect(ran).toMatchObject({ exit: 2 })
    expect(ran.err).toContain('LOCKBOX_CLIENT_SECRET is not')
  })
})

test('--json says errors as JSON too, wherever it stands', async () => {
  for (const args of [
    ['--json', 'request', 'show', 'x'],
    ['request', 'show', 'x', '--json'],
  ]) {
    const { exit, err } = await command(args)
    expect(exit).toBe(4)
    expect(JSON.parse(err)).toMatchObject({ error: { exit: 'unreachable' } })
  }
})
