import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it, test } from 'vitest'
import { codingFor } from '../../../functions/web/encoding.ts'
import { webFiles } from '../../../functions/web/files.ts'
import type { WebManifest } from '../../../functions/web/manifest.ts'
import { buildWeb } from '../../../web/build.ts'

const folder = mkdtempSync(join(tmpdir(), 'lockbox-web-'))
buildWeb(folder)
afterAll(() => rmSync(folder, { recursive: true }))
const files = webFiles(folder)
const { assets } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as WebManifest
const names = Object.keys(assets)

describe('the built web app', () => {
  it('has no script and no style in its shell, only files of its own with hashed names', () => {
    expect(files.shell).not.toMatch(/<script(?![^>]* src="\/assets\/)|<style|\son\w+=|\sstyle=/)
    const named = [...files.shell.matchAll(/(?:src|href)="\/assets\/([^"]+)"/g)].map(([, name = '']) => name)
    expect(named.length).toBeGreaterThan(0)
    for (const name of named) {
      expect(name).toMatch(/-[0-9A-Z]{8}\.\w+$/)
      expect(names).toContain(name)
    }
  })

  it('is React as it is in production', () => {
    for (const name of names.filter((each) => each.endsWith('.js')))
      expect(Buffer.from(files.asset(name, '')?.content ?? []).toString()).not.toContain('process.env')
  })

  it('is the same file in every coding', () => {
    for (const [name, { encodings }] of Object.entries(assets)) {
      const plain = Buffer.from(files.asset(name, undefined)?.content ?? [])
      for (const encoding of encodings) {
        const served = files.asset(name, encoding)
        expect(served?.encoding).toBe(encoding)
        const unpacked = { br: brotliDecompressSync, gzip: gunzipSync }[encoding](served?.content ?? new Uint8Array())
        expect(unpacked.equals(plain), `${name} ${encoding}`).toBe(true)
      }
    }
  })

  test.each(['manifest.json', '../manifest.json', '../index.mjs', 'nothing.js', '', '__proto__', 'constructor'])(
    'does not give %j',
    (name) => {
      expect(files.asset(name, 'br')).toBeUndefined()
    },
  )
})

describe('which coding a file is sent in', () => {
  test.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['GZIP', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br; q=0.1, gzip; q=1', 'br'],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['br;q=0, *', 'gzip'],
    ['identity', undefined],
    ['', undefined],
    [undefined, undefined],
    ['br;q=x', undefined],
  ])('%j: %s', (accepted, coding) => {
    expect(codingFor(accepted, ['br', 'gzip'])).toBe(coding)
  })
  test('never one that it is not kept in', () => {
    expect(codingFor('br, gzip', [])).toBeUndefined()
  })
})
