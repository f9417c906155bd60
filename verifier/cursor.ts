import { byteText } from '../functions/domain/digest.ts'

/** Bytes that stand for themselves in a JSON string: ASCII but control characters, the quote, and the backslash. */
const isPlain = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= 0x20 && byte < 0x80 && byte !== 0x22 && byte !== 0x5c),
)

/** Bytes that are expected as they stand. */
export const token = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Reads plain JSON byte by byte. Once something is not as expected, `ok` is false, and nothing that it gives counts. */
export class Cursor {
  readonly bytes: Uint8Array
  readonly #text: string
  at = 0
  ok = true

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.#text = byteText(bytes)
  }

  /** The text between two places: a part of the whole text, which costs a third of what a string of its own does. */
  text = (from: number, to: number): string => this.#text.slice(from, to)

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
    if (bytes[at] !== 0x22) this.ok = false
    this.at = at + 1
    return at
  }

  /** What is left of a string whose first quote was taken. */
  string(): string {
    const from = this.at
    return this.text(from, this.skip())
  }

  optional = (before: Uint8Array): string | undefined => (this.has(before) ? this.string() : undefined)

  /** Copies what is left of a string behind `length` bytes of another buffer; gives how many that are then. */
  copy(into: Uint8Array, length: number): number {
    const { bytes } = this
    let at = this.at
    let to = length
    for (let byte = bytes[at] as number; isPlain[byte] === 1; byte = bytes[++at] as number) into[to++] = byte
    if (bytes[at] !== 0x22 || to > into.length) this.ok = false
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

  /** Whether the text between the first two places comes before, is, or comes after that between the others: -1, 0, 1. */
  order(from: number, to: number, otherFrom: number, otherTo: number): number {
    const { bytes } = this
    let a = from
    let b = otherFrom
    while (a < to && b < otherTo && bytes[a] === bytes[b]) {
      a++
      b++
    }
    if (a === to || b === otherTo) return Math.sign(to - from - (otherTo - otherFrom))
    return (bytes[a] as number) < (bytes[b] as number) ? -1 : 1
  }
}
