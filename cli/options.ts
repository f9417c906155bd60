import { InvalidArgumentError } from 'commander'
import { parseDuration } from '../functions/domain/time.ts'

/** `PT4H` as it is, `4h`, `90m` and `2d` as people type them. */
export function period(text: string): string {
  const short = /^(\d+)([mhd])$/i.exec(text.trim())
  const iso = short
    ? /d/i.test(short[2] ?? '')
      ? `P${short[1]}D`
      : `PT${short[1]}${short[2]?.toUpperCase()}`
    : text.trim()
  if (parseDuration(iso) === undefined) throw new InvalidArgumentError('Give a time such as 4h, 90m or PT4H.')
  return iso
}

/** `Olivia Meier <olivia@vendor.example>`, as in a mail. */
export function person(text: string): { readonly name: string; readonly email: string } {
  const [, name = '', email = ''] = /^\s*([^<>]*\S)\s*<([^<>\s]+@[^<>\s]+)>\s*$/.exec(text) ?? []
  if (!email) throw new InvalidArgumentError("Give name and address: 'Olivia Meier <olivia@vendor.example>'.")
  return { name, email }
}

export const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text)
    if (!/^\d+$/.test(text) || number < least || number > most)
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`)
    return number
  }

/** A day (`2026-11-23`) begins at midnight UTC; a time is sent in UTC. */
export function time(text: string): string {
  const dated = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text
  const at = Date.parse(dated)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(dated) || Number.isNaN(at))
    throw new InvalidArgumentError('Give a day such as 2026-11-23, or a time such as 2026-11-23T08:00:00Z.')
  return new Date(at).toISOString()
}
