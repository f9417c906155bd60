import { ProblemError } from '../domain/problems.ts'

/** What a look answers when its transaction lost against another change: everything is read and judged again. */
export const again = Symbol('again')

/**
 * The loop of every use case that changes something: read, judge, commit, and all of that again when a fact changed
 * between reading and committing. Whoever really lost finds out at the next look, by the rules. `nothingDone` is told
 * to a caller for whom the facts never stood still.
 */
export async function untilCommitted<T>(look: () => Promise<T | typeof again>, nothingDone: string): Promise<T> {
  for (let attempt = 0; attempt < 4; attempt++) {
    const outcome = await look()
    if (outcome !== again) return outcome
  }
  throw new ProblemError({ code: 'Busy', detail: `${nothingDone}; try again.` })
}
