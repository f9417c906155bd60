import { parse, serialize } from 'tinyduration'

/** A point in time: RFC 3339 in UTC with milliseconds, so that instants compare and sort as strings (in DynamoDB too). */
export type Instant = string

/** The one form of an instant; anything else would not compare and sort as one. */
export const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** A length of time in whole seconds. */
export type Seconds = number

/** The instant of `ms` milliseconds since the epoch. */
export const instant = (ms: number): Instant => new Date(ms).toISOString()

/** `from` moved by `seconds` (negative goes back). */
export const plusSeconds = (from: Instant, seconds: Seconds): Instant => instant(Date.parse(from) + seconds * 1000)

/** Seconds from `from` to `to`, negative when `to` is earlier. */
export const secondsBetween = (from: Instant, to: Instant): Seconds =>
  Math.floor((Date.parse(to) - Date.parse(from)) / 1000)

/** Whether `end` has come at `now`. */
export const isOver = (end: Instant, now: Instant): boolean => now >= end

/** When something that is not done by then is overdue, and the sweep heals it (design §4): two minutes on. */
export const dueAfter = (now: Instant): Instant => plusSeconds(now, 120)

/** The minute an instant lies in, as `2026-11-23T21:04`: a use is recorded once in each. */
export const minuteOf = (at: Instant): string => at.slice(0, 16)

/** The hour an instant lies in, as `2026-11-23T21`: the window of the hourly counters. */
export const hourOf = (at: Instant): string => at.slice(0, 13)

/** The day an instant lies in, in UTC, as `2026-11-23`: the window of the daily counters. */
export const dayOf = (at: Instant): string => at.slice(0, 10)

/** Seconds since the epoch, the unit of DynamoDB's TTL. */
export const epochSeconds = (at: Instant): number => Math.floor(Date.parse(at) / 1000)

/** The instant of so many seconds since the epoch, the unit of a JWT's times. */
export const instantOf = (seconds: number): Instant => instant(seconds * 1000)

/** ISO 8601 without fractions, years, months and signs. The parser alone would take `P1D2H` for a day. */
export const durationForm = /^P(?=[\dT])(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/

/**
 * Seconds of an ISO 8601 duration such as `PT8H` or `P4D`; undefined when it is not one. Years and months have no
 * fixed length and are refused; a day is 24 hours.
 */
export function parseDuration(text: string): Seconds | undefined {
  if (!durationForm.test(text)) return undefined
  const d = parse(text)
  const seconds =
    (d.weeks ?? 0) * 604_800 + (d.days ?? 0) * 86_400 + (d.hours ?? 0) * 3600 + (d.minutes ?? 0) * 60 + (d.seconds ?? 0)
  return Number.isSafeInteger(seconds) ? seconds : undefined
}

/** ISO 8601 of a length in seconds: hours stay hours (`PT8H`), four whole days are `P4D`. */
export function formatDuration(seconds: Seconds): string {
  if (seconds === 0) return 'PT0S'
  const wholeDays = seconds >= 2 * 86_400 && seconds % 86_400 === 0
  return wholeDays
    ? serialize({ days: seconds / 86_400 })
    : serialize({
        hours: Math.floor(seconds / 3600),
        minutes: Math.floor((seconds % 3600) / 60),
        seconds: seconds % 60,
      })
}
