import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  epochSeconds,
  formatDuration,
  hourOf,
  instant,
  isOver,
  parseDuration,
  plusSeconds,
  secondsBetween,
} from '../../../functions/domain/time.ts'
import { at } from '../../support/arbitraries.ts'

describe('instants', () => {
  test('are RFC 3339 in UTC with milliseconds', () => {
    expect(instant(0)).toBe('1970-01-01T00:00:00.000Z')
    expect(instant(1_790_000_000_001)).toBe('2026-09-21T14:13:20.001Z')
  })

  test('compare as strings like the points in time they stand for', () => {
    fc.assert(
      fc.property(at, at, (a, b) => {
        expect(Math.sign(Date.parse(a) - Date.parse(b))).toBe(a < b ? -1 : a > b ? 1 : 0)
      }),
    )
  })

  test('moved forth and measured back give the same seconds', () => {
    fc.assert(
      fc.property(at, fc.integer({ min: -1_000_000, max: 1_000_000 }), (from, seconds) => {
        expect(secondsBetween(from, plusSeconds(from, seconds))).toBe(seconds)
      }),
    )
  })

  test('an end has come at the very instant, and not a millisecond before', () => {
    const end = '2026-11-23T21:00:00.000Z'
    expect(isOver(end, '2026-11-23T20:59:59.999Z')).toBe(false)
    expect(isOver(end, end)).toBe(true)
  })

  test('lie in an hour and have whole epoch seconds', () => {
    expect(hourOf('2026-11-23T21:59:59.999Z')).toBe('2026-11-23T21')
    expect(epochSeconds('1970-01-01T00:00:01.999Z')).toBe(1)
  })
})

describe('durations', () => {
  test.each([
    ['PT8H', 28_800],
    ['P4D', 345_600],
    ['PT2M', 120],
    ['P1W', 604_800],
    ['P1DT1H1M1S', 90_061],
    ['PT0S', 0],
  ])('%s is %i seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds)
  })

  test.each(['', '8h', 'P', 'PT', 'P1Y', 'P1M', '-PT8H', 'PT0.5S', 'PT1e3S', 'PT8H ', 'P1D2H', `PT${'9'.repeat(20)}H`])(
    '%j is refused',
    (text) => {
      expect(parseDuration(text)).toBeUndefined()
    },
  )

  test.each([
    [28_800, 'PT8H'],
    [345_600, 'P4D'],
    [86_400, 'PT24H'],
    [120, 'PT2M'],
    [0, 'PT0S'],
  ])('%i seconds are shown as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })

  test('are read as they were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds))).toBe(seconds)
      }),
    )
  })

  test('no text makes reading them throw or gives a negative or broken number', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'PTDHMSWY0123456789.,-+ ') }), (text) => {
        const seconds = parseDuration(text)
        expect(seconds === undefined || (Number.isSafeInteger(seconds) && seconds >= 0)).toBe(true)
      }),
    )
  })
})
