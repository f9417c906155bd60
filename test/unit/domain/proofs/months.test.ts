import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boundsOf, lastMonthOver, monthAfter, monthOf, monthsFrom } from '../../../../functions/domain/proofs/months.ts'

describe('months', () => {
  test.each([
    ['2026-01', '2026-02'],
    ['2026-12', '2027-01'],
    ['2099-12', '2100-01'],
  ])('after %s comes %s', (month, next) => expect(monthAfter(month)).toBe(next))

  test.each([
    ['2026-11-01T00:59:59.999Z', '2026-09'],
    ['2026-11-01T01:00:00.000Z', '2026-10'],
    ['2026-11-30T23:59:59.999Z', '2026-10'],
    ['2027-01-01T01:00:00.000Z', '2026-12'],
  ])('at %s the last that can be stated is %s', (now, month) => expect(lastMonthOver(now)).toBe(month))

  test.each([
    ['2026-11', '2027-01', ['2026-11', '2026-12', '2027-01']],
    ['2026-11', '2026-11', ['2026-11']],
    ['2026-12', '2026-11', []],
  ])('from %s to %s', (first, last, months) => expect(monthsFrom(first, last)).toEqual(months))

  test('every time lies within the bounds of its month, and of no other', () => {
    const time = fc.date({ min: new Date('1970-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(time, (date) => {
        const at = date.toISOString()
        const { from, to } = boundsOf(monthOf(at))
        return from <= at && at < to && to === boundsOf(monthAfter(monthOf(at))).from
      }),
    )
  })
})
