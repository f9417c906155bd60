import { buildSync } from 'esbuild'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as node from '../../../functions/domain/digest.ts'
import * as browser from '../../../web/digest.ts'

const bytes = fc.uint8Array({ maxLength: 300 })
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
const long = fc.tuple(fc.integer({ min: 20_000, max: 30_000 }), bytes).map(([n, b]) => ['ä€'.repeat(n), b] as const)

describe('bytes and hashes in a browser are those of Node', () => {
  test('they have the same functions', () => {
    expect(Object.keys(browser).sort()).toEqual(Object.keys(node).sort())
  })

  test('SHA-256, of any parts', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(bytes, text), { maxLength: 5 }), (parts) => {
        expect(browser.sha256Hex(...parts)).toBe(node.sha256Hex(...parts))
      }),
    )
    fc.assert(
      fc.property(long, (parts) => {
        expect(browser.sha256Hex(...parts)).toBe(node.sha256Hex(...parts))
      }),
      { numRuns: 5 },
    )
  })

  test('SHA-256 of encoded bytes and text', () => {
    fc.assert(
      fc.property(bytes, text, (some, then) => {
        const expected = node.sha256Hex(some, then)
        for (const { sha256HexAfter } of [node, browser]) {
          expect(sha256HexAfter(Buffer.from(some).toString('hex'), 'hex', then)).toBe(expected)
          expect(sha256HexAfter(Buffer.from(some).toString('base64url'), 'base64url', then)).toBe(expected)
        }
      }),
    )
    const [long, hex] = ['ä€'.repeat(40_000), 'ab'.repeat(32)]
    expect(browser.sha256HexAfter(hex, 'hex', long)).toBe(node.sha256HexAfter(hex, 'hex', long))
  })

  test('ASCII as text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (some) => {
        const encoded = new TextEncoder().encode(some)
        expect([node.byteText(encoded), browser.byteText(encoded)]).toEqual([some, some])
      }),
    )
  })

  test('SHA-256 as text, a character for each byte', () => {
    fc.assert(
      fc.property(bytes, (some) => {
        const expected = Buffer.from(node.sha256Hex(some), 'hex').toString('latin1')
        expect([node.sha256ByteText(some), browser.sha256ByteText(some)]).toEqual([expected, expected])
      }),
    )
  })

  test('hex and base64url, there and back', () => {
    fc.assert(
      fc.property(bytes, (some) => {
        const written = node.base64urlOf(some)
        expect(browser.base64urlOf(some)).toBe(written)
        expect([...browser.bytesOfBase64url(written)]).toEqual([...some])
        expect([...node.bytesOfBase64url(written)]).toEqual([...some])
        const hex = Buffer.from(some).toString('hex')
        expect([...browser.bytesOfHex(hex)]).toEqual([...some])
        expect([...node.bytesOfHex(hex)]).toEqual([...some])
      }),
    )
  })

  test('text as UTF-8', () => {
    fc.assert(
      fc.property(text, (some) => {
        expect(browser.base64urlOf(some)).toBe(node.base64urlOf(some))
        expect(browser.utf8Length(some)).toBe(node.utf8Length(some))
      }),
    )
  })

  test('canonical JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(browser.canonicalJson(value)).toBe(node.canonicalJson(value))
      }),
    )
  })
})

test('the verifier can be bundled for a browser: nothing of Node is left in it', () => {
  const { metafile } = buildSync({
    entryPoints: ['verifier/verify.ts'],
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    metafile: true,
    outdir: 'unused',
    logLevel: 'silent',
  })
  const inputs = Object.keys(metafile.inputs)
  expect(inputs).toContain('web/digest.ts')
  expect(inputs).not.toContain('functions/domain/digest.ts')
})
