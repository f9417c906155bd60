import { sha256Hex } from '../functions/domain/digest.ts'

/**
 * 64 bits of an id. The key is drawn anew for each run, so that nobody can choose ids whose fingerprints meet; by chance
 * two of a million do once in 37 million runs. That would be a false alarm; an id that is there twice is never missed.
 */
export const fingerprint = (key: string, id: string): readonly [number, number] => {
  const hex = sha256Hex(key, id)
  // Zero is an empty place of the set.
  return [Number.parseInt(hex.slice(0, 8), 16) || 1, Number.parseInt(hex.slice(8, 16), 16)]
}

/** A set of fingerprints in 8 bytes each, at most half again of it empty: 16 MB for a million ids. */
export class Fingerprints {
  #places = new Uint32Array(2 * 1024)
  #size = 0

  /** Whether it was not there before. */
  add(high: number, low: number): boolean {
    if (this.#size * 4 >= this.#places.length * 1.5) this.#grow()
    const at = place(this.#places, high, low)
    if (this.#places[at] !== 0) return false
    this.#places[at] = high
    this.#places[at + 1] = low
    this.#size++
    return true
  }

  has = (high: number, low: number): boolean => this.#places[place(this.#places, high, low)] !== 0

  #grow(): void {
    const larger = new Uint32Array(this.#places.length * 2)
    for (let i = 0; i < this.#places.length; i += 2) {
      const [high = 0, low = 0] = [this.#places[i], this.#places[i + 1]]
      if (high === 0) continue
      const at = place(larger, high, low)
      larger[at] = high
      larger[at + 1] = low
    }
    this.#places = larger
  }
}

/** Where it lies, or the empty place where it belongs: the first such one from where its bits say. */
function place(places: Uint32Array, high: number, low: number): number {
  const mask = places.length - 1
  let at = (low * 2) & mask
  while (places[at] !== 0 && !(places[at] === high && places[at + 1] === low)) at = (at + 2) & mask
  return at
}
