import type { Line } from './entry.ts'
import type { ChainCode, Finding } from './findings.ts'
import type { FingerprintKey } from './fingerprints.ts'

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
  /** What was recorded before is counted anew, for statements. @default - nothing is */
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

type Fault = Pick<Finding, 'verdict' | 'expected' | 'found'> & { readonly code: ChainCode }

/** As many names of erased values are kept. */
const erasedKept = 100

/** Collects what a chunk is, line by line. */
export class Collected implements Checked {
  readonly findings: Finding[] = []
  first: Checked['first']
  last: Place | undefined
  entries = 0
  lines = 0
  readonly ids: number[] = []
  readonly transitions: Transition[] = []
  readonly erased: { readonly seq: number; readonly name: string }[] = []
  erasedValues = 0
  readonly places: Place[] = []
  readonly found: Line[] = []
  readonly counted: Line[] = []

  /** What is wrong with the line at hand, or with its place. */
  fault(fault: Fault, seq: number | undefined): void {
    this.findings.push({ ...fault, line: this.lines, ...(seq !== undefined && { seq }) })
  }

  /** The place of the entry at hand, behind that of the one before it. */
  place(place: Place): void {
    if (this.last) for (const fault of faultsBetween(this.last, place)) this.fault(fault, place.seq)
    this.first ??= { ...place, line: this.lines }
    this.last = place
  }

  entry(seq: number, [high, low]: readonly [number, number], erased: readonly string[]): void {
    this.entries++
    this.ids.push(seq, this.lines, high, low)
    for (const name of erased) {
      this.erasedValues++
      if (this.erased.length < erasedKept) this.erased.push({ seq, name })
    }
  }

  transition(seq: number, requestId: string, { version, before, after }: Partial<Transition>): void {
    this.transitions.push({ seq, line: this.lines, requestId, version, before, after })
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
