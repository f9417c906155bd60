import { randomBytes } from 'node:crypto'
import { ulid } from 'ulid'
import { instant } from '../domain/time.ts'
import type { Clock, Random } from '../ports.ts'

/** The real clock and the real randomness; handlers hand them to the use cases. */
export const clock: Clock = { now: () => instant(Date.now()) }

export const random: Random = {
  ulid: (at) => ulid(Date.parse(at)),
  bytes: (count) => randomBytes(count),
}
