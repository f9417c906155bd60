import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defang, oneLine, paragraph, shorten } from '../../../functions/mail/text.ts'

describe('defanged text', () => {
  it.each([
    ['https://evil.example/pay?x=1', 'https[:]//evil[.]example/pay?x=1'],
    ['see www.evil.com now', 'see www[.]evil[.]com now'],
    ['evil。com', 'evil[.]com'],
    ['write to a.b@evil.example', 'write to a.b[@]evil[.]example'],
    ['http://10.0.0.1:8080/x', 'http[:]//10[.]0[.]0[.]1:8080/x'],
    ['mailto:a', 'mailto[:]a'],
    ['JavaScript:alert(1)', 'JavaScript[:]alert(1)'],
    ['\\\\server\\share', '[\\\\]server\\share'],
    ['Пример.рф', 'Пример[.]рф'],
  ])('%s has no live link: %s', (text, dead) => {
    expect(defang(text)).toBe(dead)
  })

  it.each(['Version 1.2.3 costs 3.50, e.g. today. And then: done', '你好。再见', 'C:\\temp', 'a / b // c', ''])(
    '%s stays as it is',
    (text) => {
      expect(defang(text)).toBe(text)
    },
  )

  const pieces = fc.constantFrom(
    ...[
      'http',
      '://',
      ':',
      '//',
      'www',
      '.',
      'evil',
      'com',
      'рф',
      '@',
      '/',
      ' ',
      '\n',
      'mailto:',
      '-',
      '1',
      '10.0.0.1',
    ],
    ...['。', '中', '\\\\', '+', '[', ']', '<', '"'],
  )
  const hostile = fc.array(pieces, { maxLength: 12 }).map((some) => some.join(''))

  it('has no scheme with slashes, no host name and no address, whatever was written', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const dead = defang(text)
        expect(dead).not.toMatch(/:\/\//)
        expect(dead).not.toMatch(/[\p{L}\p{N}](\.\p{L}{2}|。[a-z]{2})/u)
        expect(dead).not.toMatch(/[^\s[]@[^\s\]]/)
      }),
    )
  })

  it('is not changed by doing it again', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(defang(defang(text))).toBe(defang(text))
      }),
    )
  })
})

describe('shortened text', () => {
  it('is the same when it fits', () => {
    expect(shorten('abc', 3)).toEqual({ text: 'abc', cut: false })
  })

  it('says that it was cut', () => {
    expect(shorten('abcd', 3)).toEqual({ text: 'abc…', cut: true })
    expect(shorten('a\nb\nc', 10, 2)).toEqual({ text: 'a\nb…', cut: true })
  })

  it('never splits what people see as one character', () => {
    expect(shorten('a🇨🇭b', 2).text).toBe('a🇨🇭…')
    expect(shorten('e\u0301e\u0301', 1).text).toBe('e\u0301…')
  })

  it('is never longer than asked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, most) => {
        const { text: short, cut } = shorten(text, most)
        expect(cut).toBe(short !== text)
        if (!cut) expect([...new Intl.Segmenter().segment(text)].length).toBeLessThanOrEqual(most)
      }),
    )
  })
})

describe('lines', () => {
  it('one line has no break, and nothing that bends it', () => {
    expect(oneLine(' Eve\r\nBcc: x\u202e ')).toBe('Eve Bcc: x\ufffd')
  })

  it('a paragraph keeps its breaks, one empty line at most', () => {
    expect(paragraph('a \r\nb\n\n\n\nc\td\u0000')).toBe('a\nb\n\nc  d\ufffd')
  })
})
