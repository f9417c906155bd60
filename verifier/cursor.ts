/** Bytes that stand for themselves in a JSON string: ASCII but control characters, the quote, and the backslash. */
const isPlain = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= 0x20 && byte < 0x80 && byte !== 0x22 && byte !== 0x5c),
)
const quote = 0x22

/** Bytes that are expected as they stand. */
export const token = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Reads plain JSON byte by byte. Once something is not as expected, `ok` is false, and nothing that it gives counts. */
export class Cursor {
  readonly bytes: Uint8Array
  at = 0
  ok = true

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  take(expected: Uint8Array): void {
    if (!this.has(expected)) this.ok = false
  }

  has(expected: Uint8Array): boolean {
    const { bytes, at } = this
    for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false
    this.at = at + expected.length
    return true
  }

  /** Goes behind the quote that ends a string; gives where that quote is. */
  skip(): number {
    const { bytes } = this
    let at = this.at
    while (isPlain[bytes[at] as number] === 1) at++
    if (bytes[at] !== quote) this.ok = false
    this.at = at + 1
    return at
  }

  /** Copies what is left of a string behind `length` bytes of another buffer; gives how many that are then. */
  copy(into: Uint8Array, length: number): number {
    const { bytes } = this
    let at = this.at
    let to = length
    for (let byte = bytes[at] as number; isPlain[byte] === 1; byte = bytes[++at] as number) into[to++] = byte
    if (bytes[at] !== quote || to > into.length) this.ok = false
    this.at = at + 1
    return to
  }

  /** A whole number as JSON writes it, of at most 15 digits: all of those are safe. */
  number(): number {
    const { bytes } = this
    const negative = bytes[this.at] === 0x2d
    const from = negative ? this.at + 1 : this.at
    let at = from
    let value = 0
    for (let digit = (bytes[at] as number) - 48; digit >= 0 && digit <= 9; digit = (bytes[++at] as number) - 48)
      value = value * 10 + digit
    const digits = at - from
    if (digits === 0 || digits > 15 || (bytes[from] === 0x30 && (digits > 1 || negative))) this.ok = false
    this.at = at
    return negative ? -value : value
  }

  /** Whether so many bytes of two places are the same. */
  same(one: number, other: number, length: number): boolean {
    const { bytes } = this
    for (let i = 0; i < length; i++) if (bytes[one + i] !== bytes[other + i]) return false
    return true
  }

  /** How the texts between two places each are ordered: below zero, zero or above, as in a comparison for sorting. */
  order(from: number, to: number, otherFrom: number, otherTo: number): number {
    const { bytes } = this
    const length = Math.min(to - from, otherTo - otherFrom)
    for (let i = 0; i < length; i++) {
      const difference = (bytes[from + i] as number) - (bytes[otherFrom + i] as number)
      if (difference !== 0) return difference
    }
    return to - from - (otherTo - otherFrom)
  }
}
