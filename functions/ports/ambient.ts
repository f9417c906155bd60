import type { Instant } from '../domain/time.ts'

/** Use cases take time and chance as arguments, so that a simulated world can drive the same code. */
export interface Clock {
  readonly now: () => Instant
}

export interface Random {
  readonly ulid: (at: Instant) => string
  readonly bytes: (count: number) => Uint8Array
}
