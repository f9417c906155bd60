import { sha256Hex } from '../functions/domain/digest.ts'

/** An id that is longer is hashed first. Of so many bytes the sums below are whole numbers that a double holds exactly. */
const longest = 48

/** What an id's bytes are multiplied with: for each half of the fingerprint its length, and each of its bytes. */
export type FingerprintKey = Float64Array

/** 39 random bits for each. */
export function fingerprintKey(): FingerprintKey {
  const random = crypto.getRandomValues(new Uint32Array(4 * (longest + 1)))
  return Float64Array.from(
    { length: random.length / 2 },
    (_, i) => (random[2 * i] as number) * 128 + ((random[2 * i + 1] as number) & 127),
  )
}

/**
 * 64 bits of an id, by a strongly universal family of functions (Lemire and Kaser, 2014: bits 7 to 38 of a sum of products
 * with random numbers of 39 bits). The key is drawn anew for each run, so that nobody can choose ids whose fingerprints
 * meet; by chance two of a million do once in 37 million runs. That would be a false alarm; an id that is there twice is
 * never missed. One more SHA-256 an entry would be a sixth of all of them.
 */
export function fingerprint(key: FingerprintKey, id: Uint8Array, from = 0, to = id.length): readonly [number, number] {
  if (to - from > longest)
    return fingerprint(key, new TextEncoder().encode(sha256Hex(id.subarray(from, to)).slice(0, 48)))
  let high = (to - from) * (key[0] as number)
  let low = (to - from) * (key[1] as number)
  for (let at = from, i = 2; at < to; at++, i += 2) {
    const byte = id[at] as number
    high += byte * (key[i] as number)
    low += byte * (key[i + 1] as number)
  }
  // Zero is an empty place of the set. What `>>> 0` cuts off of 128ths is what the family cuts off.
  return [(high / 128) >>> 0 || 1, (low / 128) >>> 0]
}

/** So many tables, by the first bits: one grows at a time, so that no moment holds all of them twice. */
const tables = 64
/** How full a table may be, and how much larger it becomes then. */
const [fullest, growth] = [0.8, 1.25]

/** A set of fingerprints: 8 bytes each in tables that are 64 to 80 % full, so 10 to 13 bytes an id. */
export class Fingerprints {
  readonly #places = Array.from({ length: tables }, () => new Uint32Array(2 * 64) as Uint32Array)
  readonly #sizes = new Uint32Array(tables)

  /** Whether it was not there before. */
  add(high: number, low: number): boolean {
    const table = high % tables
    let places = this.#table(table)
    if ((this.#sizes[table] ?? 0) * 2 >= places.length * fullest) {
      places = larger(places)
      this.#places[table] = places
    }
    const at = place(places, high, low)
    if (places[at] !== 0) return false
    places[at] = high
    places[at + 1] = low
    this.#sizes[table] = (this.#sizes[table] ?? 0) + 1
    return true
  }

  has(high: number, low: number): boolean {
    const places = this.#table(high % tables)
    return places[place(places, high, low)] !== 0
  }

  #table = (table: number): Uint32Array => this.#places[table] ?? new Uint32Array(2)
}

function larger(places: Uint32Array): Uint32Array {
  const grown = new Uint32Array(2 * Math.ceil((places.length / 2) * growth))
  for (let i = 0; i < places.length; i += 2) {
    const [high = 0, low = 0] = [places[i], places[i + 1]]
    if (high === 0) continue
    const at = place(grown, high, low)
    grown[at] = high
    grown[at + 1] = low
  }
  return grown
}

/** Where it lies, or the empty place where it belongs: the first such one from where its bits say. */
function place(places: Uint32Array, high: number, low: number): number {
  let at = (low % (places.length / 2)) * 2
  while (places[at] !== 0 && !(places[at] === high && places[at + 1] === low))
    at = at + 2 === places.length ? 0 : at + 2
  return at
}
