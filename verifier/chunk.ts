import { isTransition } from '../functions/domain/request-events.ts'
import { erasedOf, type Line, readLine } from './entry.ts'
import type { ChainCode, Finding } from './findings.ts'
import { fingerprint } from './fingerprints.ts'
import { type Chunk, linesOf } from './lines.ts'

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
  readonly ids: Float64Array
  readonly transitions: readonly Transition[]
  readonly erased: readonly { readonly seq: number; readonly name: string }[]
  readonly erasedValues: number
  /** What was sought; and the entries that change the keys. */
  readonly places: readonly Place[]
  readonly found: readonly Line[]
}

/** As many names of erased values are kept. */
const erasedKept = 100

/** Checks lines each by itself, and with the one before it. It keeps nothing. */
export function checkChunk({ bytes, firstLine }: Chunk, { tenantId, key, sought }: Context): Checked {
  const findings: Finding[] = []
  const ids: number[] = []
  const transitions: Transition[] = []
  const erased: { seq: number; name: string }[] = []
  const places: Place[] = []
  const found: Line[] = []
  let erasedValues = 0
  let first: Checked['first']
  let last: Place | undefined
  let line = firstLine
  let entries = 0
  for (const content of linesOf(bytes)) {
    let seq: number | undefined
    const faults: Omit<Finding, 'seq'>[] = []
    const entry = readLine(content, tenantId, (code, expected, was) =>
      faults.push({ code, verdict: 'tampered', line, expected, found: was }),
    )
    if (entry) {
      seq = entry.seq
      entries++
      const { event, hash, previousHash, recordedAt } = entry
      const place = { seq, recordedAt, hash, previousHash }
      if (last) for (const fault of faultsBetween(last, place)) faults.push({ ...fault, line })
      first ??= { ...place, line }
      last = place
      // A value of another kind was found already: it must only not throw here.
      ids.push(seq, line, ...fingerprint(key, String(event.id)))
      if (isTransition(event.type)) {
        const { requestId = '', version, before, after } = event.data
        transitions.push({ seq, line, requestId: String(requestId), version, before, after })
      }
      for (const name of erasedOf(entry)) {
        erasedValues++
        if (erased.length < erasedKept) erased.push({ seq, name })
      }
      if (sought.places.has(seq)) places.push(place)
      if (sought.entries.has(seq) || (event.type as string) === 'lockbox.key.changed') found.push(entry)
    } else if (last) seq = last.seq + 1
    for (const fault of faults) findings.push({ ...fault, ...(seq !== undefined && { seq }) })
    line++
  }
  const lines = line - firstLine
  return {
    findings,
    first,
    last,
    entries,
    lines,
    ids: Float64Array.from(ids),
    transitions,
    erased,
    erasedValues,
    places,
    found,
  }
}

type Fault = Pick<Finding, 'verdict' | 'expected' | 'found'> & { readonly code: ChainCode }

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
