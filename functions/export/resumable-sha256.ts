import { _SHA256 } from '@noble/hashes/sha2.js'
import type { HashState } from '../domain/exports.ts'

/**
 * SHA-256 that can be put down and taken up again, which Node's cannot: a file is written by several runs of the
 * function, and nobody reads it back to hash it.
 */
export class ResumableSha256 extends _SHA256 {
  constructor(from?: HashState) {
    super()
    if (!from) return
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = from.words
    this.set(a, b, c, d, e, f, g, h)
    const rest = Buffer.from(from.rest, 'base64url')
    this.buffer.set(rest)
    this.pos = rest.length
    this.length = from.bytes
  }

  state(): HashState {
    return {
      words: this.get(),
      rest: Buffer.from(this.buffer.subarray(0, this.pos)).toString('base64url'),
      bytes: this.length,
    }
  }

  /** Lower-case hex. Nothing can be added any more. */
  hex(): string {
    return Buffer.from(this.digest()).toString('hex')
  }
}
