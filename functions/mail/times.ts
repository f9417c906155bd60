import type { Instant, Seconds } from '../domain/time.ts'
import { secondsBetween } from '../domain/time.ts'

const format = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })

function inZone(at: Instant, timeZone: string): { readonly day: string; readonly time: string } | undefined {
  try {
    const parts = new Map(
      format(timeZone)
        .formatToParts(Date.parse(at))
        .map(({ type, value }) => [type, value]),
    )
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
    return {
      day: `${part('weekday')} ${part('day')} ${part('month')} ${part('year')}`,
      time: `${part('hour')}:${part('minute')}`,
    }
  } catch {
    // A zone that this runtime does not know must not keep a mail from being sent: UTC is always right.
    return undefined
  }
}

/** An instant in the tenant's zone and in UTC: `Fri 27 Nov 2026, 10:15 Europe/Zurich (09:15 UTC)`. Minutes are floored. */
export function showInstant(at: Instant, timeZone: string): string {
  const utc = inZone(at, 'UTC')
  if (!utc) return at
  const local = ['UTC', 'Etc/UTC'].includes(timeZone) ? undefined : inZone(at, timeZone)
  if (!local) return `${utc.day}, ${utc.time} UTC`
  const again = local.day === utc.day ? utc.time : `${utc.day}, ${utc.time}`
  return `${local.day}, ${local.time} ${timeZone} (${again} UTC)`
}

/** From when to when, in the tenant's zone: `between 10:02 and 10:40 Europe/Zurich on Fri 27 Nov 2026`. */
export function showSpan(first: Instant, last: Instant, timeZone: string): string {
  const zone = inZone(first, timeZone) ? timeZone : 'UTC'
  const [from, to] = [inZone(first, zone), inZone(last, zone)]
  if (!from || !to) return `between ${first} and ${last}`
  if (from.day !== to.day) return `between ${from.day}, ${from.time} and ${to.day}, ${to.time} ${zone}`
  return from.time === to.time
    ? `at ${from.time} ${zone} on ${from.day}`
    : `between ${from.time} and ${to.time} ${zone} on ${from.day}`
}

const units: readonly [name: string, seconds: Seconds][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

/** A length in words: `8 hours`, `1 hour 30 minutes`, `4 days`. Hours below two days stay hours. */
export function showLength(seconds: Seconds): string {
  let rest = seconds
  const words: string[] = []
  for (const [name, size] of units) {
    if (name === 'day' && seconds < 2 * 86_400) continue
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) words.push(`${count} ${name}${count === 1 ? '' : 's'}`)
  }
  return words.join(' ') || '0 seconds'
}

/** What is left until then, never more than there is: `3 days 23 hours`, `12 minutes`, `less than a minute`. */
export function timeLeft(now: Instant, until: Instant): string {
  const left = secondsBetween(now, until)
  if (left < 60) return left > 0 ? 'less than a minute' : 'no time'
  const coarse = left >= 2 * 86_400 ? 3600 : 60
  return showLength(Math.floor(left / coarse) * coarse)
}
