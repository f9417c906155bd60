import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { type BuildOptions, buildSync, type Metafile, type OutputFile } from 'esbuild'
import type { WebManifest } from '../functions/web/manifest.ts'

interface Built {
  /** By the path below the function's folder. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

const root = join(import.meta.dirname, '..')

/** Media types of what a build can give; anything else is a mistake. */
const mediaTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}
/** These are compressed by their own format. */
const compressed = new Set(['.png', '.woff', '.woff2'])

/** The app, and the script of a few lines that runs before it. */
const entryPoints = { app: 'web/main.tsx', mode: 'web/mode.ts' } as const

const options = {
  absWorkingDir: root,
  outdir: 'assets',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  // Of fonts and images in style sheets; chunks import each other by relative paths.
  publicPath: '/assets/',
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  mainFields: ['browser', 'module', 'main'],
  conditions: ['production'],
  define: { 'process.env.NODE_ENV': '"production"' },
  jsx: 'automatic',
  loader: { '.woff': 'file', '.woff2': 'file', '.png': 'file', '.svg': 'file' },
  minify: true,
  legalComments: 'none',
  write: false,
  logLevel: 'warning',
} as const satisfies BuildOptions

/**
 * All styles in one file, in their order, loaded with the page: esbuild gives each page that is loaded later a style
 * sheet of its own, which nothing would load. So they come from a second bundle that is not split.
 */
function styleSheet(): OutputFile {
  const { outputFiles } = buildSync({ ...options, entryPoints: { app: entryPoints.app } })
  const found = outputFiles.find(({ path }) => extname(path) === '.css')
  if (!found) throw new Error('the web app has no styles')
  return found
}

let built: Built | undefined

/**
 * Builds the web app into the folder of the function that serves it: `assets/` with hashed names, each compressed once
 * and for good, `shell.html`, and `manifest.json`, which tells the function what there is. Built once a process: two
 * synths in a row take the same.
 */
export function buildWeb(folder: string): void {
  built ??= build()
  mkdirSync(join(folder, 'assets'), { recursive: true })
  for (const [path, content] of built.files) writeFileSync(join(folder, path), content)
}

function build(): Built {
  const { outputFiles, metafile } = buildSync({ ...options, entryPoints, splitting: true, metafile: true })
  const scripts = outputFiles.filter(({ path }) => extname(path) !== '.css')
  const files = new Map<string, Uint8Array>()
  const assets: Record<string, WebManifest['assets'][string]> = {}
  for (const { path, contents } of [...scripts, styleSheet()]) {
    const name = basename(path)
    const kind = extname(name)
    const type = mediaTypes[kind]
    if (!type) throw new Error(`the web app has a file of an unknown type: ${name}`)
    files.set(`assets/${name}`, contents)
    const encodings = compressed.has(kind) ? [] : (['br', 'gzip'] as const)
    for (const encoding of encodings) files.set(`assets/${name}.${encoding}`, compress[encoding](contents))
    assets[name] = { type, encodings }
  }
  const shell = shellOf(metafile, Object.keys(assets))
  const manifest: WebManifest = {
    assets,
    shellTag: createHash('sha256').update(shell).digest('base64url').slice(0, 22),
  }
  files.set('shell.html', Buffer.from(shell))
  files.set('manifest.json', Buffer.from(JSON.stringify(manifest)))
  return { files }
}

const compress = {
  br: (content: Uint8Array) =>
    brotliCompressSync(content, {
      params: {
        // The highest, 11, takes fifteen times as long for seven percent: every synth waits for it.
        [constants.BROTLI_PARAM_QUALITY]: 9,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
  gzip: (content: Uint8Array) => gzipSync(content, { level: 9 }),
} as const

/**
 * The one page: the template with the style sheet, the entry's script and what that begins by importing, and the script
 * that chooses between light and dark before anything is painted.
 */
function shellOf({ outputs }: Metafile, names: readonly string[]): string {
  const outputOf = (source: string) => {
    const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === source)
    if (!found) throw new Error(`the web app has no ${source}`)
    return found
  }
  const [entry, described] = outputOf(entryPoints.app)
  const [mode] = outputOf(entryPoints.mode)
  const href = (path: string) => `/assets/${basename(path)}`
  const first = described.imports.filter(({ kind }) => kind === 'import-statement')
  const tags = [
    ...names.filter((name) => extname(name) === '.css').map((name) => `<link rel="stylesheet" href="${href(name)}">`),
    ...first.map(({ path }) => `<link rel="modulepreload" href="${href(path)}">`),
    `<script type="module" src="${href(entry)}"></script>`,
  ]
  const template = readFileSync(join(root, 'web', 'index.html'), 'utf8')
  const places = { '<!--assets-->': tags.join('\n    '), '<!--mode-->': `<script src="${href(mode)}"></script>` }
  return Object.entries(places).reduce((page, [place, put]) => {
    if (!page.includes(place)) throw new Error(`web/index.html has no ${place}`)
    return page.replace(place, put)
  }, template)
}
