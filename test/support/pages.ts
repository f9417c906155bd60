import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Root of the checkout. */
export const root = join(import.meta.dirname, '..', '..')

/** Paths of every page of the documentation, from the root. */
export const pageNames: readonly string[] = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]

/** The text of a page. */
export const pageText = (name: string): string => readFileSync(join(root, name), 'utf8')

/** The page without its code blocks. */
export const proseOf = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, '')

/** What stands in its code blocks of a language, in order. */
export const blocksOf = (text: string, language: string): readonly string[] =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, lang, code = '']) => (lang === language ? code : []))

/** The rows of the table with this head, cell by cell. */
export function tableOf(text: string, ...head: readonly string[]): readonly (readonly string[])[] {
  const lines = text.split('\n')
  const from = lines.indexOf(`| ${head.join(' | ')} |`)
  if (from < 0) throw new Error(`no table has the head ${head.join(' | ')}`)
  const after = lines.slice(from + 2)
  const length = after.findIndex((line) => !line.startsWith('|'))
  return after.slice(0, length < 0 ? undefined : length).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}

/** What is set as code in a text. */
export const codeIn = (text = ''): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)

/** The part of a page below the heading, up to the next heading of its level or a higher one. */
export function sectionOf(text: string, heading: string): string {
  const lines = text.split('\n')
  const from = lines.indexOf(heading)
  if (from < 0) throw new Error(`no heading ${heading}`)
  const level = heading.indexOf(' ')
  const to = lines.findIndex((line, i) => i > from && /^#+ /.test(line) && line.indexOf(' ') <= level)
  return lines.slice(from + 1, to < 0 ? undefined : to).join('\n')
}

/** The anchors that GitHub makes of a page's headings. */
export const anchorsOf = (text: string): readonly string[] =>
  [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )

/** The arrows of a Mermaid diagram, from and to by the names that are shown. */
export function arrowsOf(diagram: string): readonly (readonly [from: string, to: string])[] {
  const shown = new Map([...diagram.matchAll(/^\s*state "([^"]+)" as (\w+)$/gm)].map(([, name, id]) => [id, name]))
  const nameOf = (id = ''): string => shown.get(id) ?? id
  return [...diagram.matchAll(/^\s*(\[\*\]|\w+) --> (\[\*\]|\w+)/gm)].map(([, from, to]) => [nameOf(from), nameOf(to)])
}
