import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exportLine } from '../../../functions/domain/export-line.ts'
import { hashAfter } from '../../../functions/domain/ledger.ts'
import { erasedOf, readLine } from '../../../verifier/entry.ts'
import { Scanned, Scanner } from '../../../verifier/scan.ts'
import { chain } from '../../support/random-chain.ts'

const line = fc.tuple(chain, fc.nat(), fc.boolean()).map(([entries, pick, erased]) => {
  const entry = entries[pick % entries.length]!
  const [gone] = Object.keys(entry.personal)
  const personal = Object.fromEntries(Object.entries(entry.personal).filter(([name]) => !erased || name !== gone))
  return exportLine({ ...entry, personal }).trimEnd()
})
const plain = line.filter((text) => /^[\x20-\x7f]*$/.test(text) && !text.includes('\\'))

/** What the careful way says of a line. */
function careful(text: string) {
  const codes: string[] = []
  const entry = readLine(Buffer.from(text, 'latin1'), 'acme', (code) => codes.push(code))
  return { entry, codes }
}

/** The two ways give the same, wherever the quick one gives anything. */
function agree(text: string): boolean {
  const bytes = Buffer.from(text, 'latin1')
  const scanner = new Scanner(bytes, 'acme')
  const quick = new Scanned()
  if (!scanner.read(0, quick) || quick.to !== bytes.length) return false
  const { entry, codes } = careful(text)
  expect(codes).toEqual([])
  const { seq, recordedAt, hash, previousHash, event } = entry!
  expect(scanner.placeOf(quick)).toEqual({ seq, recordedAt, hash, previousHash })
  expect(text.slice(quick.id, quick.idTo)).toBe(event.id)
  const { type, data } = event
  const { domain, version, before, after } = data
  expect(quick).toMatchObject({ type, domain, erased: erasedOf(entry!) })
  expect([quick.version, quick.before, quick.after]).toEqual([version, before, after])
  if (quick.ulid >= 0 || data.requestId) expect(scanner.requestIdOf(quick)).toBe(data.requestId)
  return true
}

/** With the hash that whoever changed the event would write: then only its form tells. */
function rehashed(text: string): string {
  const [whole, event, hash] = /^\{"event":(.*),"hash":"([^"]*)","personal"/s.exec(text) ?? []
  const before = /"previousHash":"([0-9a-f]{64})"/.exec(text)?.[1]
  return whole && event && hash && before ? text.replace(hash, hashAfter(before, event)) : text
}

describe('the quick way to read a line', () => {
  test('takes every canonical line that is plain text, and gives what the careful way gives', () => {
    fc.assert(
      fc.property(plain, (text) => {
        expect(agree(text)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('takes no line with a byte changed, added or left out that the careful way does not take', () => {
    const change = fc.record({
      at: fc.nat(),
      byte: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(...Buffer.from('"{}:,0-1 tfn'))),
      how: fc.constantFrom('changed', 'added', 'left out'),
    })
    fc.assert(
      fc.property(plain, change, (text, { at, byte, how }) => {
        const place = at % text.length
        const put = how === 'left out' ? '' : String.fromCharCode(byte)
        const forged = text.slice(0, place) + put + text.slice(how === 'added' ? place : place + 1)
        agree(forged)
        agree(rehashed(forged))
      }),
      { numRuns: 3000 },
    )
  })

  test('takes no line with members that were swapped, repeated or put in', () => {
    const pieces = (text: string) => text.split(/(?<=[,{}])/)
    fc.assert(
      fc.property(plain, fc.nat(), fc.nat(), fc.constantFrom('swapped', 'repeated'), (text, a, b, how) => {
        const parts = pieces(text)
        const [i, j] = [a % parts.length, b % parts.length]
        const forged =
          how === 'swapped' ? parts.with(i, parts[j]!).with(j, parts[i]!) : parts.toSpliced(i, 0, parts[j]!)
        agree(forged.join(''))
        agree(rehashed(forged.join('')))
      }),
      { numRuns: 2000 },
    )
  })

  test('takes no hash and no salt with a character that is no digit of it', () => {
    fc.assert(
      fc.property(plain, fc.constantFrom(...'AFGZ-_g. ='), fc.nat(), (text, wrong, pick) => {
        for (const [run] of [/[0-9a-f]{64}/g, /(?<="salt":")[\w-]{22}/g].flatMap((of) => [...text.matchAll(of)])) {
          // A byte of ones, too: what is no digit must not count as one.
          const ones = [...run.matchAll(/ff/g)].map(({ index }) => index + 1).filter((index) => index % 2 === 1)
          for (const index of [pick % run.length, ...ones]) {
            const at = text.indexOf(run) + index
            const forged = text.slice(0, at) + wrong + text.slice(at + 1)
            agree(forged)
            agree(rehashed(forged))
          }
        }
      }),
      { numRuns: 100 },
    )
  })

  test('takes no line of another tenant, whatever that is called', () => {
    fc.assert(
      fc.property(plain, fc.constantFrom('acm', 'acme2', '', 'acme","version":1,"x":"', 'ACME'), (text, tenantId) => {
        expect(new Scanner(Buffer.from(text), tenantId).read(0, new Scanned())).toBe(false)
      }),
    )
  })
})
