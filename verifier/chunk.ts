import { asciiText } from '../functions/domain/digest.ts'
import { isTransition } from '../functions/domain/request-events.ts'
import { checkEvent, erasedOf, type Facts, type Line, type Report, readLine } from './entry.ts'
import type { ChainCode, Finding } from './findings.ts'
import { fingerprint } from './fingerprints.ts'
import { type Chunk, linesOf } from './lines.ts'
import { isPlain, Scanner } from './scan.ts'

/** Numbers of the entries that proofs speak of: where a place is enough, and where the content is compared too. */
export interface Sought {
  readonly places: ReadonlySet<number>
  readonly entries: ReadonlySet<number>
}

/** What is the same for all chunks of an export. */
export interface Context {
  readonly tenantId: string
  /** Key of the ids' fingerprints. */
  readonly key: string
  readonly sought: Sought
  /** What was recorded before is counted anew, for statements. */
  readonly countUntil?: string
}

/** What the next entry is compared with. */
export interface Place {
  readonly seq: number
  readonly recordedAt: string
  readonly hash: string
  readonly previousHash: string
}

export interface Transition {
  readonly seq: number
  readonly line: number
  readonly requestId: string
  readonly version: number | undefined
  readonly before: string | undefined
  readonly after: string | undefined
}

/**
 * What a chunk of lines is by itself, and what is left to compare with the others: plain values, which another thread
 * could make as well.
 */
export interface Checked {
  readonly findings: readonly Finding[]
  readonly first: (Place & { readonly line: number }) | undefined
  readonly last: Place | undefined
  readonly entries: number
  readonly lines: number
  /** For each entry its number, its line, and the two halves of its id's fingerprint. */
  readonly ids: readonly number[]
  readonly transitions: readonly Transition[]
  readonly erased: readonly { readonly seq: number; readonly name: string }[]
  readonly erasedValues: number
  /** What was sought; and the entries that change the keys. */
  readonly places: readonly Place[]
  readonly found: readonly Line[]
  /** What is counted anew. */
  readonly counted: readonly Line[]
}

/** As many names of erased values are kept. */
const erasedKept = 100

/** Checks lines each by itself, and with the one before it. It keeps nothing. */
export function checkChunk({ bytes, firstLine }: Chunk, context: Context): Checked {
  const { key, sought, countUntil = '' } = context
  const findings: Finding[] = []
  const ids: number[] = []
  const transitions: Transition[] = []
  const erased: { seq: number; name: string }[] = []
  const places: Place[] = []
  const found: Line[] = []
  const counted: Line[] = []
  let erasedValues = 0
  let first: Checked['first']
  let last: Place | undefined
  let line = firstLine
  let entries = 0
  const read = reader(bytes, context)
  for (const [from, to] of linesOf(bytes)) {
    const { entry, whole, faults, erased: gone } = read(from, to)
    const seq = entry ? entry.seq : last && last.seq + 1
    const at = { line, ...(seq !== undefined && { seq }) }
    for (const fault of faults) findings.push({ ...at, ...fault })
    if (entry) {
      entries++
      const { event, hash, previousHash, recordedAt } = entry
      const place = { seq: entry.seq, recordedAt, hash, previousHash }
      if (last) for (const fault of faultsBetween(last, place)) findings.push({ ...fault, ...at })
      first ??= { ...place, line }
      last = place
      // A value of another kind was found already: it must only not throw here.
      const [high, low] = fingerprint(key, String(event.id))
      ids.push(entry.seq, line, high, low)
      if (isTransition(event.type)) {
        const { requestId = '', version, before, after } = event.data
        transitions.push({ seq: entry.seq, line, requestId: String(requestId), version, before, after })
      }
      for (const name of gone) {
        erasedValues++
        if (erased.length < erasedKept) erased.push({ seq: entry.seq, name })
      }
      if (sought.places.has(entry.seq)) places.push(place)
      if (whole && isSought(whole, sought)) found.push(whole)
      if (whole && whole.recordedAt < countUntil) counted.push(whole)
    }
    line++
  }
  const lines = line - firstLine
  return { findings, first, last, entries, lines, ids, transitions, erased, erasedValues, places, found, counted }
}

type Fault = Pick<Finding, 'verdict' | 'expected' | 'found' | 'seq'> & { readonly code: ChainCode }

interface Read {
  readonly entry: Facts | undefined
  /** Where it was read as a whole: always, if it is sought. */
  readonly whole?: Line | undefined
  readonly faults: readonly Fault[]
  readonly erased: readonly string[]
}

const isSought = ({ seq, event }: Facts, { entries }: Sought): boolean =>
  entries.has(seq) || (event.type as string) === 'lockbox.key.changed'

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)

const noFaults: readonly Fault[] = []

/** Reads lines by the quick way where it can, and else by the one that says what is wrong. */
function reader(bytes: Uint8Array, { tenantId, sought, countUntil = '' }: Context): (from: number, to: number) => Read {
  const careful = (from: number, to: number): Read => {
    const faults: Fault[] = []
    const report: Report = (code, expected, found, seq) =>
      faults.push({ code, verdict: 'tampered', expected, found, ...(isWhole(seq) && { seq }) })
    const whole = readLine(bytes.subarray(from, to), tenantId, report)
    return { entry: whole, whole, faults, erased: whole ? erasedOf(whole) : [] }
  }
  if (!isPlain(bytes)) return careful
  const text = asciiText(bytes)
  const scanner = new Scanner(text)
  let backslash = text.indexOf('\\')
  return (from, to) => {
    if (backslash >= 0 && backslash < from) backslash = text.indexOf('\\', from)
    if (backslash >= 0 && backslash < to) return careful(from, to)
    const entry = scanner.line(from, to)
    let right = entry !== undefined
    if (entry) checkEvent(entry, tenantId, () => (right = false))
    return !entry || !right || isSought(entry, sought) || entry.recordedAt < countUntil
      ? careful(from, to)
      : { entry, faults: noFaults, erased: entry.erased }
  }
}

/** What is wrong with an entry's place behind another one. */
export function faultsBetween(before: Place, { seq, previousHash, recordedAt }: Place): readonly Fault[] {
  const faults: Fault[] = []
  const fault = (code: ChainCode, expected: string, found: string) =>
    faults.push({ code, verdict: 'tampered', expected, found })
  if (seq !== before.seq + 1) fault('Sequence', `entry ${before.seq + 1}`, `entry ${seq}`)
  if (previousHash !== before.hash) fault('Link', `previousHash ${before.hash}`, `previousHash ${previousHash}`)
  if (recordedAt < before.recordedAt) fault('Time', `${before.recordedAt} or later`, recordedAt)
  return faults
}
