import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDuration } from '../../../functions/domain/time.ts'
import { periodChoices, sameLength } from '../../../web/periods.ts'
import { dayAfter, startOfDay } from '../../../web/zone.ts'

describe('the start of a day', () => {
  it.each([
    ['2026-11-27', 'UTC', '2026-11-27T00:00:00.000Z'],
    ['2026-11-27', 'Europe/Zurich', '2026-11-26T23:00:00.000Z'],
    // Clocks go forward at two in the morning, and back at three.
    ['2026-03-29', 'Europe/Zurich', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Zurich', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Zurich', '2026-10-24T22:00:00.000Z'],
    ['2026-10-26', 'Europe/Zurich', '2026-10-25T23:00:00.000Z'],
    ['2026-07-01', 'Asia/Kathmandu', '2026-06-30T18:15:00.000Z'],
    ['2026-07-01', 'Pacific/Kiritimati', '2026-06-30T10:00:00.000Z'],
    ['2026-07-01', 'America/Los_Angeles', '2026-07-01T07:00:00.000Z'],
  ])('%s in %s is %s', (day, zone, start) => {
    expect(startOfDay(day, zone)).toBe(start)
  })

  it('is followed by the day after', () => {
    expect(dayAfter('2026-02-28')).toBe('2026-03-01')
    expect(dayAfter('2026-12-31')).toBe('2027-01-01')
  })
})

describe('the periods to choose from', () => {
  it('never exceed the longest, always hold it, and come shortest first', () => {
    void fc.assert(
      fc.property(fc.integer({ min: 60, max: 400_000 }), fc.integer({ min: 60, max: 400_000 }), (most, kept) => {
        const seconds = periodChoices(`PT${most}S`, `PT${kept}S`).map(({ value }) => parseDuration(value) ?? 0)
        expect(seconds.at(-1)).toBe(most)
        expect(seconds.every((each) => each > 0 && each <= most)).toBe(true)
        expect(seconds).toEqual([...seconds].sort((a, b) => a - b))
        expect(seconds.includes(kept)).toBe(kept <= most || seconds.includes(kept))
      }),
    )
  })

  it('are found by their length, whatever their spelling', () => {
    expect(sameLength(periodChoices('PT8H'), 'PT480M')?.label).toBe('8 hours')
    expect(sameLength(periodChoices('PT8H'), 'PT7H')).toBeUndefined()
  })
})
