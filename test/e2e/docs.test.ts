import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ticketIn } from '../../infra/local/link.ts'
import { announce } from '../../infra/local/run-file.ts'
import { pageText } from '../support/pages.ts'
import { Shell } from '../support/shell.ts'
import { Story, until } from '../support/story.ts'

/** A block of commands that call the API, and what the page says that they print. */
interface Example {
  readonly name: string
  readonly commands: string
  readonly answer?: { readonly language: string; readonly text: string }
}

/** The examples of a page, in order. Blocks that call no API (`npm start`, `cdk deploy`) are none. */
function examplesOf(page: string): readonly Example[] {
  const text = pageText(page)
  const blocks = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```\n/gm)].map((match) => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
    from: match.index,
    to: match.index + match[0].length,
  }))
  return blocks.flatMap((block, i) => {
    if (block.language !== 'sh' || !/\b(API|LINK)\b/.test(block.text)) return []
    const [heading = ''] =
      text
        .slice(0, block.from)
        .match(/^#+ .*$/gm)
        ?.slice(-1) ?? []
    const next = blocks[i + 1]
    // What it prints follows at once, without a word in between.
    const answer = next && next.language !== 'sh' && text.slice(block.to, next.from).trim() === '' ? next : undefined
    return { name: `${page}: ${heading.replace(/^#+ /, '')}`, commands: block.text, ...(answer && { answer }) }
  })
}

const target = inject('target')
const story = new Story(target)
let shell: Shell

/** The commands with what a reader would take from `npm start` and from the mail. */
async function filledIn(commands: string): Promise<string> {
  const api = commands.replace(/^API=.*$/m, `API=${target.apiUrl}`)
  if (!/^LINK=/m.test(api)) return api
  const id = await shell.run('printf %s "$ID"')
  const address = target.people.approver.email
  const mail = await story.mails.waitFor(address, (m) => m.text.includes(id) && m.text.includes('/decide/'))
  const { url, code } = ticketIn(mail)
  return api.replace(/^LINK=.*$/m, `LINK=${url}`).replace(/^CODE=.*$/m, `CODE=${code}`)
}

/** Stands in an example for members that are left out. */
const more = '…'
/** Members that differ from run to run beyond times, ids and hashes. */
const anyText = new Set(['client', 'salt', 'cursor', 'token', 'kid', 'x', 'y', 'link'])
const anyNumber = new Set(['seq', 'entries', 'total', 'lastSeq', 'bytes'])

const settled = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, '<ulid>')
    .replace(/\b[0-9a-f]{64}\b/g, '<hash>')

/** Where an answer is not as the page shows it. */
function differences(shown: unknown, got: unknown, path = ''): readonly string[] {
  if (Array.isArray(shown) && Array.isArray(got))
    return got.length === shown.length
      ? shown.flatMap((one, i) => differences(one, got[i], `${path}/${i}`))
      : [`${path} has ${got.length} elements`]
  if (isObject(shown) && isObject(got)) {
    const missing = Object.keys(shown).filter((name) => name !== more && !(name in got))
    const added = Object.keys(got).filter((name) => !(more in shown) && !(name in shown))
    return [
      ...missing.map((name) => `${path}/${name} is missing`),
      ...added.map((name) => `${path}/${name} is not shown`),
      ...Object.keys(shown)
        .filter((name) => name in got)
        .flatMap((name) => differences(shown[name], got[name], `${path}/${name}`)),
    ]
  }
  const name = path.split('/').at(-1) ?? ''
  if (typeof shown === typeof got && (anyText.has(name) || anyNumber.has(name))) return []
  return settled(String(shown)) === settled(String(got)) ? [] : [`${path} is ${JSON.stringify(got)}`]
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function differencesOf({ answer }: Example, printed: string): readonly string[] {
  if (!answer) return /"(code|message)":/.test(printed) ? [`it printed ${printed}`] : []
  if (answer.language === 'json') return differences(JSON.parse(answer.text), JSON.parse(printed))
  return printed.trim() === answer.text.trim() ? [] : [`it printed ${printed}`]
}

// The examples use what `npm start` seeds, and its tokens.
describe.runIf(target.endpoint)('the commands in the documentation', () => {
  beforeAll(() => {
    announce(target)
    shell = new Shell()
  })
  afterAll(() => shell.stop())

  it.each(['README.md', 'docs/api.md'].flatMap(examplesOf))('$name', async (example) => {
    const commands = await filledIn(example.commands)
    let found = differencesOf(example, await shell.run(commands))
    // The ledger follows a moment later, and what it has recorded; asking again changes nothing.
    if (/\/(audit|access\/check|access-token)/.test(commands) && found.length > 0)
      await until(async () => {
        found = differencesOf(example, await shell.run(commands))
        return found.length === 0
      }, `${example.name} answers as shown`).catch(() => undefined)
    expect(found).toEqual([])
  })
})
