import type { Chain } from './chain.ts'
import type { Findings, Verdict } from './findings.ts'

const exportAgain =
  'If this was fetched after the export was made, export again, or take away what is newer. If the export is meant to end there, say that it is a part: --part.'

/** A place in the ledger that something outside of the export names. */
export interface Named {
  readonly seq: number
  readonly hash: string
}

/** Compares what proofs and witnesses name with what the export has there. */
export class Agreement {
  /** What named a place outside of the export, without a fault: of before its beginning, or behind the end of a part. */
  readonly outside = new Set<string>()
  readonly #chain: Chain | undefined
  readonly #part: boolean
  readonly #findings: Findings

  constructor(chain: Chain | undefined, part: boolean, findings: Findings) {
    this.#chain = chain
    this.#part = part
    this.#findings = findings
  }

  /** Whether the export has this hash at this place; undefined: it says nothing of it. Notes what it has instead. */
  of({ seq, hash }: Named, about: string): boolean | undefined {
    const { first, last } = this.#chain ?? {}
    if (first && last && (seq < first.seq - 1 || (this.#part && seq > last.seq))) {
      this.outside.add(about)
      return undefined
    }
    if (!first || !last || seq > last.seq) {
      this.#findings.add({
        code: 'CutOff',
        verdict: 'tampered',
        seq,
        about,
        expected: `entry ${seq} with the hash ${hash}`,
        found: last ? `an export that ends with entry ${last.seq}` : 'an export without entries',
        advice: exportAgain,
      })
      return false
    }
    const found = seq === first.seq - 1 ? first.previousHash : this.#chain?.places.get(seq)?.hash
    if (found === hash) return true
    this.#findings.add({
      code: 'OtherHistory',
      verdict: this.verdictAt(seq),
      seq,
      about,
      expected: `entry ${seq} with the hash ${hash}`,
      found: found === undefined ? `no entry ${seq}` : `hash ${found}`,
    })
    return false
  }

  /** An export that holds in itself up to there is another history; one that does not was tampered with. */
  verdictAt = (seq: number): Verdict => ((this.#chain?.brokenFrom ?? 0) <= seq ? 'tampered' : 'forked')
}
