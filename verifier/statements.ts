import type { LedgerEntry } from '../functions/domain/ledger.ts'
import { boundsOf, type Month } from '../functions/domain/proofs/months.ts'
import { type MonthTally, readFrom, Tally } from '../functions/domain/proofs/tally.ts'
import type { Agreement } from './agreement.ts'
import type { Chain } from './chain.ts'
import type { Line } from './entry.ts'
import type { Findings } from './findings.ts'
import type { Proof } from './proof.ts'

type Statement = Proof<'statement'>

/** Counts months anew, while the chain is read: of no entry is anything kept. */
export class Recount {
  /** What is recorded then or later is in none of the months. */
  readonly until: string
  readonly #tallies: ReadonlyMap<Month, Tally>

  constructor(months: readonly Month[]) {
    this.#tallies = new Map(months.map((month) => [month, new Tally([month])]))
    this.until =
      months
        .map((month) => boundsOf(month).to)
        .sort()
        .at(-1) ?? ''
  }

  add({ previousHash: prevHash, ...entry }: Line): void {
    for (const tally of this.#tallies.values()) tally.add({ ...entry, prevHash } as LedgerEntry)
  }

  of = (month: Month): MonthTally | undefined => this.#tallies.get(month)?.months[0]
}

/**
 * Compares statements with the chain, where the export has their month and what leads to it, and with each other. Gives how
 * many could not be compared.
 */
export function compareStatements(
  statements: readonly Statement[],
  recount: Recount,
  chain: Chain | undefined,
  agreement: Agreement,
  findings: Findings,
): number {
  let before = 0
  const newest = [...statements].sort(({ claims: a }, { claims: b }) => (a.month < b.month ? -1 : 1))
  for (const [index, { claims, about }] of newest.entries()) {
    const former = newest.slice(0, index).findLast((one) => one.claims.month < claims.month)
    if (former && !follows(claims.previous, former))
      findings.add({
        code: 'Contradiction',
        verdict: 'forked',
        about,
        expected: `${former.about}, of ${former.claims.month}, as the one before it`,
        found: claims.previous ? `another one, of ${claims.previous.month}` : 'that it is the first',
      })
    const agrees = claims.head ? agreement.of(claims.head, about) : true
    const { first } = chain ?? {}
    const { from, to } = boundsOf(claims.month)
    if (!first || agrees === undefined || (first.seq > 1 && first.recordedAt > readFrom(from))) {
      before++
      continue
    }
    const { entries, head, counts } = recount.of(claims.month) ?? {}
    if (agrees === false) continue
    for (const [what, expected, found] of [
      ['from', from, claims.from],
      ['to', to, claims.to],
      ['entries', entries, claims.entries],
      ['head', head, claims.head],
      ...Object.entries(counts ?? {}).map(([name, count]) => [name, count, { ...claims.counts }[name]] as const),
    ] as const)
      if (shown(expected) !== shown(found))
        findings.add({
          code: 'OtherFacts',
          verdict: agreement.verdictAt(claims.head?.seq ?? first.seq),
          seq: claims.head?.seq ?? first.seq,
          about,
          expected: `${what}: ${shown(expected)}`,
          found: shown(found),
        })
  }
  return before
}

/** Whether a statement names the newest one before it that is here, or one in between that is not. */
const follows = (previous: Statement['claims']['previous'], { claims, sha256 }: Statement): boolean =>
  previous !== null &&
  (previous.month > claims.month || (previous.month === claims.month && previous.sha256 === sha256))

/** The members of what is compared stand in one order: the schema's, which is that of the tally. */
const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing'
