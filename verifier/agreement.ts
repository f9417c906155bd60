import type { Chain } from './chain.ts'
import type { Findings, Verdict } from './findings.ts'

/** A place in the ledger that something outside of the export names. */
export interface Named {
  readonly seq: number
  readonly hash: string
}

/** Compares what proofs and witnesses name with what the export has there. */
export class Agreement {
  readonly #chain: Chain | undefined
  readonly #findings: Findings

  constructor(chain: Chain | undefined, findings: Findings) {
    this.#chain = chain
    this.#findings = findings
  }

  /** Whether the export has this hash at this place; undefined: it begins later. Notes what it has instead. */
  of({ seq, hash }: Named, about: string): boolean | undefined {
    const { first, last } = this.#chain ?? {}
    if (!first || !last || seq > last.seq) {
      this.#findings.add({
        code: 'CutOff',
        verdict: 'tampered',
        seq,
        about,
        expected: `entry ${seq} with the hash ${hash}`,
        found: last ? `an export that ends with entry ${last.seq}` : 'an export without entries',
      })
      return false
    }
    if (seq < first.seq - 1) return undefined
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
