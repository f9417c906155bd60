import { type Instant, instant, plusSeconds } from '../time.ts'

/** A calendar month in UTC, as `2026-10`. */
export type Month = string

const form = /^\d{4}-(0[1-9]|1[0-2])$/
export const isMonth = (text: string): text is Month => form.test(text)

export const monthOf = (at: Instant): Month => at.slice(0, 7)

const startOf = (month: Month): Instant => `${month}-01T00:00:00.000Z`

export const monthAfter = (month: Month): Month => {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return monthOf(instant(Date.UTC(year, number, 1)))
}

/** Beginning and end: the first counts, the second does not any more. */
export const boundsOf = (month: Month): { readonly from: Instant; readonly to: Instant } => ({
  from: startOf(month),
  to: startOf(monthAfter(month)),
})

/**
 * The newest month that can be stated. An event gets its time before it is appended, so one of the last second may still be
 * on its way: it is waited for an hour, which is longer than any function runs.
 */
export const lastMonthOver = (now: Instant): Month =>
  monthOf(plusSeconds(startOf(monthOf(plusSeconds(now, -3600))), -1))

/** From the one to the other, both included; empty when the first is later. */
export function monthsFrom(first: Month, last: Month): readonly Month[] {
  const months: Month[] = []
  for (let month = first; month <= last; month = monthAfter(month)) months.push(month)
  return months
}
