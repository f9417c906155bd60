import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { period, person, time } from '../../../cli/options.ts'
import { printable, shownSpan } from '../../../cli/words.ts'
import { parseDuration } from '../../../functions/domain/time.ts'

test('what is printed holds nothing that steers a terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    }),
  )
})

test.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [60_000, '1 min'],
  [3_725_000, '1 h 2 min'],
  [86_400_000, '1 d'],
  [4 * 86_400_000 - 1000, '3 d 23 h'],
  [-5, '0 s'],
])('%i ms is %s', (ms, shown) => {
  expect(shownSpan(ms)).toBe(shown)
})

describe('periods', () => {
  test.each([
    ['4h', 'PT4H'],
    ['90M', 'PT90M'],
    ['2d', 'P2D'],
    ['PT4H', 'PT4H'],
  ])('%s is %s', (typed, sent) => {
    expect(period(typed)).toBe(sent)
  })

  test('whatever is let through is a duration', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        let sent: string | undefined
        try {
          sent = period(typed)
        } catch {
          return
        }
        expect(parseDuration(sent)).toBeDefined()
      }),
    )
  })
})

test('a person is a name with an address', () => {
  expect(person("Olivia O'Neil <olivia@vendor.example>")).toEqual({
    name: "Olivia O'Neil",
    email: 'olivia@vendor.example',
  })
  for (const wrong of ['olivia@vendor.example', '<olivia@vendor.example>', 'Olivia <>', 'Olivia <a@b> <c@d>'])
    expect(() => person(wrong), wrong).toThrow(/Give name and address/)
})

test.each([
  ['2026-11-23', '2026-11-23T00:00:00.000Z'],
  ['2026-11-23T08:00:00Z', '2026-11-23T08:00:00.000Z'],
  ['2026-11-23T08:00:00+01:00', '2026-11-23T07:00:00.000Z'],
])('%s is sent as %s', (typed, sent) => {
  expect(time(typed)).toBe(sent)
})

test.each(['2026-13-01', '2026-11-23T08:00', 'now', '11/23/2026'])('%s is no time', (typed) => {
  expect(() => time(typed)).toThrow(/Give a day/)
})
