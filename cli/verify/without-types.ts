import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

const imported = /\bfrom '(\.{1,2}\/[^']+\.ts)'/g

/** A module and all of ours that it imports, by their addresses, as JavaScript. */
export function withoutTypes(entry: string): Readonly<Record<string, string>> {
  const sources: Record<string, string> = {}
  const add = (url: string): void => {
    if (url in sources) return
    const source = quietly(() => stripTypeScriptTypes(readFileSync(new URL(url), 'utf8')))
    sources[url] = source
    for (const [, path = ''] of source.matchAll(imported)) add(new URL(path, url).href)
  }
  add(entry)
  return sources
}

/** Node calls it experimental to ask for what it does with each file of this command anyway. */
function quietly<T>(act: () => T): T {
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return act()
  } finally {
    process.emitWarning = emitWarning
  }
}
