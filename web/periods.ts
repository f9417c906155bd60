import { formatDuration, parseDuration } from '../functions/domain/time.ts'
import { lengthText } from './words.ts'

const minute = 60
const hour = 3600
const usual = [15 * minute, 30 * minute, hour, 2 * hour, 4 * hour, 8 * hour, 12 * hour, 24 * hour, 48 * hour, 96 * hour]

export interface Choice {
  readonly value: string
  readonly label: string
}

/** The periods to choose from, shortest first: the usual ones below the longest, the longest, and one kept as it is. */
export function periodChoices(longest: string, kept?: string): readonly Choice[] {
  const most = parseDuration(longest) ?? 0
  const also = kept === undefined ? undefined : parseDuration(kept)
  const all = new Set([...usual.filter((seconds) => seconds < most), ...(most > 0 ? [most] : [])])
  if (also !== undefined && also <= most) all.add(also)
  return [...all]
    .sort((a, b) => a - b)
    .map(formatDuration)
    .map((value) => ({ value, label: lengthText(value) }))
}

/** The choice that is the same length as `duration`, whatever its spelling. */
export const sameLength = (choices: readonly Choice[], duration: string): Choice | undefined =>
  choices.find(({ value }) => parseDuration(value) === parseDuration(duration))
