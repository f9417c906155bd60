import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasForbiddenCharacters, replaceForbiddenCharacters } from '../../../functions/domain/plain-text.ts'

const line = { multiline: false }
const paragraph = { multiline: true }

const refused: readonly [what: string, character: string][] = [
  ['null', '\u0000'],
  ['escape', '\u001b'],
  ['a lone carriage return', '\r'],
  ['delete', '\u007f'],
  ['next line', '\u0085'],
  ['right-to-left override', '\u202e'],
  ['right-to-left isolate', '\u2067'],
  ['left-to-right mark', '\u200e'],
  ['Arabic letter mark', '\u061c'],
  ['zero-width space', '\u200b'],
  ['zero-width joiner', '\u200d'],
  ['word joiner', '\u2060'],
  ['invisible times', '\u2062'],
  ['byte order mark', '\ufeff'],
  ['soft hyphen', '\u00ad'],
  ['combining grapheme joiner', '\u034f'],
  ['Hangul filler', '\u3164'],
  ['Braille blank', '\u2800'],
  ['line separator', '\u2028'],
  ['paragraph separator', '\u2029'],
  ['a tag letter', '\u{e0041}'],
  ['a variation selector that hides a byte', '\u{e0101}'],
  ['an emoji style on a digit, where it shows nothing', '1\ufe0f'],
  ['an emoji style twice', '⚠\ufe0f\ufe0f'],
  ['half of a surrogate pair', '\ud800'],
  ['a noncharacter', '\uffff'],
  ['a private glyph', '\ue000'],
]

const fine: readonly [what: string, text: string][] = [
  ['nothing', ''],
  ['ASCII', 'Ticket #42: it is broken! <really> & "truly"'],
  ['umlauts', 'Zürich, Łódź, Ærø'],
  ['Hebrew', 'שלום'],
  ['Arabic', 'محمد'],
  ['Chinese', '我们需要访问权限。'],
  ['decomposed accents', 'e\u0301'],
  ['a no-break space', 'à\u00a0propos\u202f!'],
  ['emoji', '🚨 Produktion'],
  ['an emoji with its style', '⚠\ufe0f'],
  ['a keycap', '1\ufe0f\u20e3'],
]

describe('what may stand in a mail', () => {
  it.each(refused)('%s is refused in a line and in a paragraph', (_, character) => {
    expect(hasForbiddenCharacters(`a${character}b`, line)).toBe(true)
    expect(hasForbiddenCharacters(`a${character}b`, paragraph)).toBe(true)
  })

  it.each(fine)('%s is fine', (_, text) => {
    expect(hasForbiddenCharacters(text, line)).toBe(false)
    expect(hasForbiddenCharacters(text, paragraph)).toBe(false)
  })

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['a tab', '\t'],
  ])('%s is fine in a paragraph only', (_, text) => {
    expect(hasForbiddenCharacters(`a${text}b`, paragraph)).toBe(false)
    expect(hasForbiddenCharacters(`a${text}b`, line)).toBe(true)
  })

  it('a pile of marks that covers the neighbouring lines is refused', () => {
    expect(hasForbiddenCharacters(`a${'\u0301'.repeat(9)}`, paragraph)).toBe(true)
    expect(hasForbiddenCharacters(`a${'\u0301'.repeat(4)}`, paragraph)).toBe(false)
  })

  it('no invisible character hides among visible text', () => {
    const hidden = fc.constantFrom(...refused.map(([, character]) => character))
    const visible = fc.string({ unit: fc.constantFrom(...'abc äß שלום 你好 🚨 1<>&\'"') })
    fc.assert(
      fc.property(visible, hidden, visible, (before, character, after) => {
        expect(hasForbiddenCharacters(before + character + after, line)).toBe(true)
        expect(hasForbiddenCharacters(before + after, line)).toBe(false)
      }),
    )
  })

  it('every code point of Cc, Cf, Zl, Zp, Cs and Co is refused in a line', () => {
    const anyCodePoint = fc.integer({ min: 0, max: 0x10ffff }).map((n) => String.fromCodePoint(n))
    fc.assert(
      fc.property(anyCodePoint, (character) => {
        fc.pre(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u.test(character))
        expect(hasForbiddenCharacters(character, line)).toBe(true)
      }),
      { numRuns: 500, maxSkipsPerRun: 5000 },
    )
  })

  it('what came past the door is replaced, and what is replaced is fine', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, multiline) => {
        const clean = replaceForbiddenCharacters(text, { multiline })
        expect(hasForbiddenCharacters(clean, { multiline })).toBe(false)
        if (!hasForbiddenCharacters(text, { multiline })) expect(clean).toBe(text)
      }),
      { numRuns: 500 },
    )
  })
})
