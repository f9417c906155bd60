import { describe, expect, it } from 'vitest'
import { showInstant, showLength, timeLeft } from '../../../functions/mail/times.ts'

describe('a time', () => {
  it.each([
    ['Europe/Zurich', 'Mon 23 Nov 2026, 10:15 Europe/Zurich (09:15 UTC)'],
    ['America/New_York', 'Mon 23 Nov 2026, 04:15 America/New_York (09:15 UTC)'],
    ['Pacific/Auckland', 'Mon 23 Nov 2026, 22:15 Pacific/Auckland (09:15 UTC)'],
    ['UTC', 'Mon 23 Nov 2026, 09:15 UTC'],
  ])('in %s is shown there and in UTC', (zone, shown) => {
    expect(showInstant('2026-11-23T09:15:59.999Z', zone)).toBe(shown)
  })

  it('names both days when they differ', () => {
    expect(showInstant('2026-11-23T22:30:00.000Z', 'Asia/Tokyo')).toBe(
      'Tue 24 Nov 2026, 07:30 Asia/Tokyo (Mon 23 Nov 2026, 22:30 UTC)',
    )
  })

  it('at midnight is hour 00', () => {
    expect(showInstant('2026-11-23T00:00:00.000Z', 'UTC')).toBe('Mon 23 Nov 2026, 00:00 UTC')
  })

  it('in a zone that nobody knows is shown in UTC: the mail must go', () => {
    expect(showInstant('2026-11-23T09:15:00.000Z', 'Mars/Olympus')).toBe('Mon 23 Nov 2026, 09:15 UTC')
  })
})

describe('a length', () => {
  it.each([
    [0, '0 seconds'],
    [1, '1 second'],
    [90, '1 minute 30 seconds'],
    [28_800, '8 hours'],
    [86_400, '24 hours'],
    [345_600, '4 days'],
    [180_000, '2 days 2 hours'],
  ])('of %i seconds is %s', (seconds, shown) => {
    expect(showLength(seconds)).toBe(shown)
  })
})

describe('what is left', () => {
  const now = '2026-11-23T09:00:00.000Z'
  it.each([
    ['2026-11-27T09:00:00.000Z', '4 days'],
    ['2026-11-27T08:59:59.000Z', '3 days 23 hours'],
    ['2026-11-23T10:30:30.000Z', '1 hour 30 minutes'],
    ['2026-11-23T09:00:59.000Z', 'less than a minute'],
    ['2026-11-23T09:00:00.000Z', 'no time'],
    ['2026-11-23T08:00:00.000Z', 'no time'],
  ])('until %s is %s, never more than there is', (until, shown) => {
    expect(timeLeft(now, until)).toBe(shown)
  })
})
