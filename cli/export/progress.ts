import type { Io } from '../io.ts'
import type { Export } from './jobs.ts'

const units = ['bytes', 'kB', 'MB', 'GB', 'TB']

/** `61 kB`, `1.5 GB`. */
export function shownBytes(bytes: number): string {
  let [amount, unit] = [bytes, 0]
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000
    unit++
  }
  return `${unit === 0 || amount >= 10 ? Math.round(amount) : amount.toFixed(1)} ${units[unit]}`
}

/** A line that overwrites itself, on a terminal only. */
export function progressOn({ terminal, err }: Io) {
  const shown = (text: string) => terminal && void err.write(`\r\u001B[K${text}`)
  return {
    writing: ({ entries, total }: Export) =>
      shown(total === undefined ? 'The export begins' : `Written: ${entries} of ${total} entries`),
    coming: (bytes: number, of: number) => shown(`Here: ${shownBytes(bytes)} of ${shownBytes(of)}`),
    say: shown,
    end: () => shown(''),
  }
}
