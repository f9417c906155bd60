import * as v from 'valibot'
import { readUnverified } from '../../functions/domain/jws.ts'
import type { Finding } from '../../verifier/findings.ts'
import type { CompleteExport, Range } from '../export/jobs.ts'

/** As much of a checkpoint as says what an export has to have. */
const shape = v.object({ seq: v.number(), recordedAt: v.string(), time: v.string() })

export type Given = Pick<CompleteExport, 'firstSeq' | 'lastSeq' | 'startedAt'>

/**
 * That an export leaves out what was asked for: a checkpoint names an entry of that time which is not among its numbers.
 * The verifier cannot know: it is told of a file, and of no time. Times never go back, so one such entry is proof enough.
 */
export function cutBy(jws: string, { firstSeq, lastSeq, startedAt }: Given, range: Range, now: string) {
  const read = v.safeParse(shape, readUnverified(jws)?.claims)
  // The verifier says what is wrong with it.
  if (!read.success) return undefined
  const { seq, recordedAt, time } = read.output
  if (firstSeq !== undefined && lastSeq !== undefined && firstSeq <= seq && seq <= lastSeq) return undefined
  if (range.from && recordedAt < range.from) return undefined
  if (range.to && recordedAt >= range.to) return undefined
  // Of a time that goes on, what came after the export had begun is not its to have.
  if (!(range.to && range.to <= now) && time >= startedAt) return undefined
  const finding: Finding = {
    code: 'CutOff',
    verdict: 'tampered',
    seq,
    about: `checkpoint ${seq}`,
    expected: `entry ${seq}, recorded ${recordedAt}, which was asked for`,
    found: lastSeq === undefined ? 'an export without entries' : `an export of the entries ${firstSeq} to ${lastSeq}`,
  }
  return finding
}
