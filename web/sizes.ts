import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWeb } from './build.ts'

/** What the first visit to a page loads, in bytes as they travel (brotli). */
export interface FirstLoad {
  readonly page: string
  readonly scripts: number
  readonly styles: number
  readonly total: number
}

/** Most bytes that a first visit may load: a few seconds on a slow phone. */
export const budget = 500_000

const imported = /(?:from|import)"\.\/([\w.-]+\.js)"/g

/** The first load of every page of a build: what the shell links, what that imports, and the page's own. */
export function firstLoads(folder: string): readonly FirstLoad[] {
  const assets = join(folder, 'assets')
  const shell = readFileSync(join(folder, 'shell.html'), 'utf8')
  const linked = [...shell.matchAll(/\/assets\/([\w.-]+)"/g)].map(([, name = '']) => name)
  const size = (name: string) => statSync(join(assets, `${name}.br`)).size
  const withImports = (names: readonly string[], known = new Set<string>()): Set<string> => {
    for (const name of names) {
      if (known.has(name)) continue
      known.add(name)
      if (!name.endsWith('.js')) continue
      const text = readFileSync(join(assets, name), 'utf8')
      withImports(
        [...text.matchAll(imported)].map(([, file = '']) => file),
        known,
      )
    }
    return known
  }
  const pages = readdirSync(assets).filter((name) => /^(?!app|chunk|mode|all\.)[\w-]+-[A-Z0-9]{8}\.js$/.test(name))
  return pages
    .map((page) => {
      const files = [...withImports([...linked, page])]
      const sum = (ending: string) =>
        files.filter((name) => name.endsWith(ending)).reduce((bytes, name) => bytes + size(name), 0)
      return { page, scripts: sum('.js'), styles: sum('.css'), total: sum('.js') + sum('.css') }
    })
    .sort((a, b) => b.total - a.total)
}

// `node web/sizes.ts` prints them.
if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), 'lockbox-sizes-'))
  buildWeb(folder)
  console.table(firstLoads(folder))
  rmSync(folder, { recursive: true })
}
