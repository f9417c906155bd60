import type { Cursor } from './cursor.ts'
import { t } from './grammar.ts'
import { hashDigits, isHashAt, takeValueOf } from './messages.ts'
import { textAt } from './words.ts'

/** An event with more personal values is for the careful way. */
const most = 64
const none: readonly string[] = []

/** The parts of a line that hold any number of members: details, hashes of personal values, and those values. */
export class Values {
  readonly #cursor: Cursor
  /** Where each name begins and ends, and where its hash begins. */
  readonly #places = new Uint32Array(3 * most)
  #end = 0

  constructor(cursor: Cursor) {
    this.#cursor = cursor
  }

  /** Text, whole numbers, booleans and null, by names that ascend. */
  takeDetails(): void {
    const c = this.#cursor
    let before = 0
    let beforeTo = 0
    for (c.take(t.open); c.ok && !c.has(t.close); ) {
      c.take(before === 0 ? t.quote : t.next)
      const name = c.at
      const to = c.skip()
      if (before !== 0 && c.order(before, beforeTo, name, to) >= 0) c.ok = false
      before = name
      beforeTo = to
      c.take(t.colon)
      if (c.has(t.quote)) c.skip()
      else if (!c.has(t.true) && !c.has(t.false) && !c.has(t.null)) c.number()
    }
  }

  /** What the event has of personal values: 64 bytes each, by names that ascend. What bytes those are is seen later. */
  takeHashes(): void {
    const c = this.#cursor
    const places = this.#places
    let end = 0
    for (c.take(t.open); c.ok && !c.has(t.close); end += 3) {
      c.take(end === 0 ? t.quote : t.next)
      const name = c.at
      const to = c.skip()
      if (end > 0 && c.order(places[end - 3] as number, places[end - 2] as number, name, to) >= 0) c.ok = false
      c.take(t.value)
      if (end === places.length) c.ok = false
      places[end] = name
      places[end + 1] = to
      places[end + 2] = c.at
      c.at += hashDigits
      c.take(t.quote)
    }
    this.#end = end
  }

  /** The values that stand beside the event, each with the hash that the event has; gives the names of those that are gone. */
  takeValues(): readonly string[] {
    const c = this.#cursor
    const places = this.#places
    let erased = none
    let next = 0
    let first = true
    for (c.take(t.open); c.ok && !c.has(t.close); next += 3) {
      c.take(first ? t.quote : t.next)
      first = false
      const name = c.at
      const to = c.skip()
      c.take(t.colon)
      c.take(t.salt)
      while (c.ok && next < this.#end && !this.#isName(next, name, to)) {
        erased = this.#gone(erased, next)
        next += 3
      }
      if (next === this.#end || !takeValueOf(c, places[next + 2] as number)) c.ok = false
      c.take(t.close)
    }
    for (; c.ok && next < this.#end; next += 3) erased = this.#gone(erased, next)
    return erased
  }

  #isName(place: number, name: number, to: number): boolean {
    const known = this.#places[place] as number
    const length = to - name
    return (this.#places[place + 1] as number) - known === length && this.#cursor.same(known, name, length)
  }

  #gone(before: readonly string[], place: number): readonly string[] {
    const { bytes } = this.#cursor
    if (!isHashAt(bytes, this.#places[place + 2] as number)) this.#cursor.ok = false
    return [...before, textAt(bytes, this.#places[place] as number, this.#places[place + 1] as number)]
  }
}
