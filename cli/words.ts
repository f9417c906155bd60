import type { components } from '../contract/client.ts'

type Schemas = components['schemas']
export type LockboxRequest = Schemas['Request']
export type RequestDetail = Schemas['RequestWithComments']
export type AuditEntry = Schemas['AuditEntry']
export type RequestRow = Schemas['RequestRow']

/**
 * What others wrote, as a terminal may show it: control characters could move its cursor, colour it, or retitle its
 * window.
 */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')

/** `2026-11-23 09:15 UTC`. */
export const shownTime = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`

/** `4 days`, `2 h 5 min`, `20 s`: the two largest units. */
export function shownSpan(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ]
  const first = parts.findIndex(([amount]) => amount > 0)
  if (first < 0) return '0 s'
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ')
}

/** What has become of a request, in a sentence. */
export function standing(request: LockboxRequest, now: number): string {
  const { state, granted, expiresAt, decided, closed } = request
  if (state === 'ActionNeeded')
    return `Waits for a decision, until ${shownTime(expiresAt)} (${shownSpan(Date.parse(expiresAt) - now)} left).`
  if (granted)
    return `${state === 'Emergency' ? 'Emergency access' : 'Access'} "${granted.accessLevel}" is open until ${shownTime(granted.accessUntil)} (${shownSpan(Date.parse(granted.accessUntil) - now)} left).`
  const step = closed ?? decided
  const by = step?.by.name ?? step?.by.email
  return `${request.display}${step ? ` since ${shownTime(step.at)}` : ''}${by ? `, by ${printable(by)}` : ''}.${step?.reason ? ` "${printable(step.reason)}"` : ''}`
}
