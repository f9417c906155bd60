import type { Findings } from './findings.ts'
import type { Proof } from './proof.ts'

type SealedBy = Proof<'checkpoint'>

/** Checkpoints in the order of the ledger: by number, and those of one number by their time. */
export const inOrder = (checkpoints: readonly SealedBy[]): readonly SealedBy[] =>
  [...new Map(checkpoints.map((one) => [one.sha256, one])).values()].sort(
    ({ claims: a }, { claims: b }) => a.seq - b.seq || (a.time < b.time ? -1 : a.time > b.time ? 1 : 0),
  )

/**
 * Compares trusted checkpoints with each other. Gives how many gaps there are, where one names a checkpoint before it that
 * is not here; that is no fault: a file may begin in the middle, and a gap hides nothing that the chain would not show.
 */
export function compareCheckpoints(checkpoints: readonly SealedBy[], findings: Findings): { readonly gaps: number } {
  let gaps = 0
  const known = new Set(checkpoints.map(({ sha256 }) => sha256))
  const contradiction = (about: string, expected: string, found: string) =>
    findings.add({ code: 'Contradiction', verdict: 'forked', about, expected, found })
  for (const [index, { claims, about }] of checkpoints.entries()) {
    const former = checkpoints[index - 1]
    const { previous } = claims
    if (former && former.claims.seq === claims.seq && former.claims.head !== claims.head)
      contradiction(about, `head ${former.claims.head}, as ${former.about} says`, `head ${claims.head}`)
    else if (former && previous === null)
      contradiction(about, `a checkpoint before it, such as ${former.about}`, 'that it is the first')
    else if (previous && previous.seq > claims.seq)
      contradiction(about, `a checkpoint before it with at most number ${claims.seq}`, `number ${previous.seq}`)
    else if (former && previous && previous.sha256 !== former.sha256 && precedes(previous, former, known))
      contradiction(about, `${former.about} as the one before it`, `another one, of number ${previous.seq}`)
    else if (previous && previous.sha256 !== former?.sha256) gaps++
  }
  return { gaps }
}

/** Whether what a checkpoint calls the one before it leaves out one that we have. */
const precedes = (
  previous: { readonly seq: number; readonly sha256: string },
  former: SealedBy,
  known: ReadonlySet<string>,
): boolean => previous.seq < former.claims.seq || known.has(previous.sha256)
