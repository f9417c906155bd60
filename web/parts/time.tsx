import Box from '@cloudscape-design/components/box'
import { useSyncExternalStore } from 'react'
import { showInstant, timeLeft } from '../../functions/mail/times.ts'

let now = Date.now()
const listeners = new Set<() => void>()
let ticking: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  ticking ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, 15_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(ticking)
      ticking = undefined
    }
  }
}

/** The time: one clock ticks for the whole page, and what was just loaded is never newer than it. */
const useNow = (): string => {
  const ticked = useSyncExternalStore(subscribe, () => now)
  return new Date(Math.max(ticked, Date.now())).toISOString()
}

/** `in 3 days 23 hours`, `12 minutes ago`. */
function relative(at: string, now: string): string {
  if (at > now) return `in ${timeLeft(now, at)}`
  const passed = timeLeft(at, now)
  return passed === 'less than a minute' || passed === 'no time' ? 'just now' : `${passed} ago`
}

interface Props {
  readonly at: string
  readonly zone: string
  /** In a table: UTC only where somebody points at it. */
  readonly short?: boolean
}

/** A point in time: how far away it is, and exactly, in the organisation's zone and in UTC. */
export function Time({ at, zone, short = false }: Props) {
  const current = useNow()
  const exact = showInstant(at, zone)
  return (
    <time dateTime={at} title={exact}>
      {relative(at, current)}
      <Box variant="small" display="block" color="text-body-secondary">
        {short ? exact.replace(/ \(.*\)$/, '') : exact}
      </Box>
    </time>
  )
}

/** The same in one line. */
export const exactTime = (at: string, zone: string): string => showInstant(at, zone)
