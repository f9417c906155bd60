import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codingFor } from './encoding.ts'
import type { WebManifest } from './manifest.ts'

/** A file as it is sent. */
export interface Served {
  readonly type: string
  readonly encoding?: string
  readonly content: Uint8Array
}

/** The files that the build left in a folder, each read once. Only names of the manifest are ever read. */
export function webFiles(folder: string) {
  const read = new Map<string, Uint8Array>()
  const content = (path: string): Uint8Array => {
    const known = read.get(path) ?? readFileSync(join(folder, path))
    read.set(path, known)
    return known
  }
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as WebManifest
  return {
    shell: readFileSync(join(folder, 'shell.html'), 'utf8'),
    shellTag: manifest.shellTag,
    asset: (name: string, acceptEncoding: string | undefined): Served | undefined => {
      const asset = Object.hasOwn(manifest.assets, name) ? manifest.assets[name] : undefined
      if (!asset) return undefined
      const encoding = codingFor(acceptEncoding, asset.encodings)
      return {
        type: asset.type,
        ...(encoding && { encoding }),
        content: content(`assets/${name}${encoding ? `.${encoding}` : ''}`),
      }
    },
  }
}
