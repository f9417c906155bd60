import { isTransition } from '../functions/domain/request-events.ts'
import { checkEvent, erasedOf, type Facts, type Line, type Report, readLine } from './entry.ts'
import type { ChainCode, Finding } from './findings.ts'
import { type FingerprintKey, fingerprint } from './fingerprints.ts'
import { endOfLine, endsLine } from './lines.ts'
import { Scanner } from './scan.ts'

/** Numbers of the entries that proofs speak of: where a place is enough, and where the content is compared too. */
export interface Sought {
  readonly places: ReadonlySet<number>
  readonly entries: ReadonlySet<number>
}

/** What is the same for all chunks of an export. */
export interface Context {
  readonly tenantId: string
  /** Key of the ids' fingerprints. */
  readonly key: FingerprintKey
  readonly sought: Sought
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
}

/** As many names of erased values are kept. */
const erasedKept = 100

/** Checks whole lines, each by itself, and with the one before it. It keeps nothing. Lines count from 1. */
export function checkChunk(bytes: Uint8Array, context: Context): Checked {
  const { sought } = context
  const findings: Finding[] = []
  const ids: number[] = []
  const transitions: Transition[] = []
  const erased: { seq: number; name: string }[] = []
  const places: Place[] = []
  const found: Line[] = []
  let erasedValues = 0
  let first: Checked['first']
  let last: Place | undefined
  let line = 0
  let entries = 0
  const read = reader(bytes, context)
  for (let from = 0; from < bytes.length; ) {
    const { entry, id, whole, faults, erased: gone, to } = read(from)
    from = to + 1
    line++
    const seq = entry ? entry.seq : last && last.seq + 1
    for (const fault of faults) findings.push({ ...fault, line, ...(seq !== undefined && { seq }) })
    if (!entry) continue
    entries++
    const { event, recordedAt, hash, previousHash } = entry
    const place = { seq: entry.seq, recordedAt, hash, previousHash }
    if (last) for (const fault of faultsBetween(last, place)) findings.push({ ...fault, line, seq: entry.seq })
    first ??= { ...place, line }
    last = place
    ids.push(entry.seq, line, id[0], id[1])
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
  }
  return { findings, first, last, entries, lines: line, ids, transitions, erased, erasedValues, places, found }
}

type Fault = Pick<Finding, 'verdict' | 'expected' | 'found'> & { readonly code: ChainCode }

interface Read {
  readonly entry: Facts | undefined
  /** The fingerprint of its id. */
  readonly id: readonly [number, number]
  /** Where it was read as a whole: always, if it is sought. */
  readonly whole?: Line | undefined
  readonly faults: readonly Fault[]
  readonly erased: readonly string[]
  /** Where the line ends. */
  readonly to: number
}

const isSought = ({ seq, event }: Facts, { entries }: Sought): boolean =>
  entries.has(seq) || (event.type as string) === 'lockbox.key.changed'

const none: readonly never[] = []
const utf8 = new TextEncoder()

/** Reads the line at a place by the quick way where it can, and else by the one that says what is wrong. */
function reader(bytes: Uint8Array, { tenantId, key, sought }: Context): (from: number) => Read {
  const careful = (from: number): Read => {
    const faults: Fault[] = []
    const report: Report = (code, expected, found) => faults.push({ code, verdict: 'tampered', expected, found })
    const to = endOfLine(bytes, from)
    const whole = readLine(bytes.subarray(from, to), tenantId, report)
    // An id of another kind was found already: it must only not throw here.
    const id = fingerprint(key, utf8.encode(String(whole?.event.id)))
    return { entry: whole, id, whole, faults, erased: whole ? erasedOf(whole) : none, to }
  }
  const scanner = new Scanner(bytes)
  return (from) => {
    const entry = scanner.line(from)
    const to = scanner.at
    if (!entry || !endsLine(bytes, to) || isSought(entry, sought)) return careful(from)
    let right = true
    checkEvent(entry, tenantId, () => (right = false))
    if (!right) return careful(from)
    return { entry, id: fingerprint(key, bytes, entry.idFrom, entry.idTo), faults: none, erased: entry.erased, to }
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
