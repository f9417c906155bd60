import type { Agreement } from './agreement.ts'
import type { Chain } from './chain.ts'
import type { Findings } from './findings.ts'
import type { Proof } from './proof.ts'

/** What the clocks of those that record and those that sign may differ by, in milliseconds. */
const skew = 300_000

/**
 * Compares the times of trusted checkpoints, in their order, with the entries and each other: one that is signed later for
 * less, or before its entry was recorded, was backdated.
 */
export function compareTimes(
  checkpoints: readonly Proof<'checkpoint'>[],
  chain: Chain | undefined,
  agreement: Agreement,
  findings: Findings,
): void {
  const contradiction = (about: string, expected: string, found: string) =>
    findings.add({ code: 'Contradiction', verdict: 'forked', about, expected, found })
  for (const [index, { claims, about }] of checkpoints.entries()) {
    const { seq, head, recordedAt, time } = claims
    const former = checkpoints[index - 1]
    if (former && time < former.claims.time)
      contradiction(about, `a time not before ${former.claims.time}, that of ${former.about}`, time)
    if (Date.parse(recordedAt) - Date.parse(time) > skew)
      contradiction(about, `a time not before its entry was recorded, at ${recordedAt}`, time)
    const place = chain?.places.get(seq)
    if (place?.hash === head && place.recordedAt !== recordedAt)
      findings.add({
        code: 'OtherFacts',
        verdict: agreement.verdictAt(seq),
        seq,
        about,
        expected: `recordedAt ${place.recordedAt}`,
        found: recordedAt,
      })
  }
}
