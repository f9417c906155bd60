import { personalHash } from '../functions/domain/events.ts'
import { hashAfter } from '../functions/domain/ledger.ts'
import type { Facts } from './entry.ts'
import { isHash, isInstant, isSalt } from './shape.ts'

/**
 * Whether bytes are ASCII without control characters but line ends: then they are text as they stand, and a string in it
 * ends at the next quote. Four at a time: each byte below 0x20, and each from 0x80 on, leaves its highest bit.
 */
export function isPlain(bytes: Uint8Array): boolean {
  const whole = bytes.byteOffset % 4 === 0 ? bytes.length >> 2 : 0
  const words = new Uint32Array(bytes.buffer, whole === 0 ? 0 : bytes.byteOffset, whole)
  for (let i = 0; i < whole; i++) {
    const word = words[i] as number
    if (((((word - 0x20202020) & ~word) | word) & 0x80808080) === 0) continue
    for (let at = i * 4; at < i * 4 + 4; at++) if (!isPlainByte(bytes[at] as number)) return false
  }
  for (let at = whole * 4; at < bytes.length; at++) if (!isPlainByte(bytes[at] as number)) return false
  return true
}

const isPlainByte = (byte: number): boolean => (byte >= 0x20 && byte < 0x80) || byte === 0x0a

/**
 * Reads plain text as canonical lines, in one pass and without building what it holds: a third of the time of JSON.parse
 * and what has to follow it. It gives an entry only where everything of it is right; whatever is not exactly as expected,
 * or holds a backslash, is for `readLine` to judge, which says what is wrong. A test holds the two to the same answers.
 */
export class Scanner {
  readonly #text: string
  #at = 0
  /** Whether everything was as expected so far. */
  #ok = true

  constructor(text: string) {
    this.#text = text
  }

  /** The entry between two places, as far as what comes after it needs it; undefined: read it another way. */
  line(from: number, to: number): (Facts & { readonly erased: readonly string[] }) | undefined {
    this.#at = from
    this.#ok = true
    this.#take('{"event":')
    const begin = this.#at
    this.#take('{"data":')
    const data = this.#data()
    this.#take(',"datacontenttype":"application/json","id":"')
    const id = this.#string()
    this.#take(',"source":"')
    const source = this.#string()
    this.#take(',"specversion":"1.0","subject":"')
    const subject = this.#string()
    this.#take(',"time":"')
    const time = this.#string()
    this.#take(',"type":"')
    const type = this.#string()
    this.#take('}')
    const eventText = this.#text.slice(begin, this.#at)
    this.#take(',"hash":"')
    const hash = this.#string()
    if (!this.#ok || !data) return undefined
    this.#take(',"personal":')
    const erased = this.#personal(data.names, data.hashes)
    this.#take(',"previousHash":"')
    const previousHash = this.#string()
    this.#take(',"recordedAt":"')
    const recordedAt = this.#string()
    this.#take(',"seq":')
    const seq = this.#number()
    this.#take('}')
    if (!this.#ok || this.#at !== to) return undefined
    if (previousHash.length !== 64 || !isInstant(recordedAt) || !isInstant(time)) return undefined
    if (data.facts.seq !== seq || data.facts.recordedAt !== recordedAt) return undefined
    if (hashAfter(previousHash, eventText) !== hash) return undefined
    const event = { id, source, subject, type, data: data.facts } as Facts['event']
    return { seq, recordedAt, hash, previousHash, event, erased }
  }

  #data() {
    this.#take('{"actor":{')
    if (this.#has('"client":"')) {
      this.#string()
      this.#take(',')
    }
    this.#take('"kind":"')
    this.#string()
    this.#take(',"method":"')
    this.#string()
    this.#take('}')
    const after = this.#optional(',"after":"')
    const before = this.#optional(',"before":"')
    this.#take(',"details":')
    this.#details()
    this.#take(',"domain":"')
    const domain = this.#string()
    this.#optional(',"environmentId":"')
    this.#take(',"personal":')
    const names: string[] = []
    const hashes: string[] = []
    this.#members((name) => {
      this.#take('"')
      names.push(name)
      hashes.push(this.#string())
    })
    this.#take(',"recordedAt":"')
    const recordedAt = this.#string()
    const requestId = this.#optional(',"requestId":"')
    this.#take(',"seq":')
    const seq = this.#number()
    this.#optional(',"service":"')
    this.#optional(',"supportTicket":"')
    this.#take(',"tenantId":"')
    const tenantId = this.#string()
    const version = this.#has(',"version":') ? this.#number() : undefined
    this.#take('}')
    return this.#ok
      ? { facts: { tenantId, domain, seq, recordedAt, requestId, version, before, after }, names, hashes }
      : undefined
  }

  /** Text, whole numbers, booleans and null by name. */
  #details(): void {
    this.#members(() => {
      if (this.#has('"')) this.#string()
      else if (!this.#has('true') && !this.#has('false') && !this.#has('null')) this.#number()
    })
  }

  /** The values that stand beside the event, each with the hash that the event has; gives the names of those that are gone. */
  #personal(names: readonly string[], hashes: readonly string[]): readonly string[] {
    const erased: string[] = []
    let next = 0
    const gone = (until: string | undefined) => {
      for (; next < names.length && names[next] !== until; next++) {
        erased.push(names[next] as string)
        if (!isHash(hashes[next] as string)) this.#ok = false
      }
    }
    this.#members((name) => {
      gone(name)
      this.#take('{"salt":"')
      const salt = this.#string()
      this.#take(',"value":"')
      const value = this.#string()
      this.#take('}')
      if (!this.#ok || !isSalt(salt) || personalHash({ salt, value }) !== hashes[next]) this.#ok = false
      next++
    })
    gone(undefined)
    return erased
  }

  /** Members whose names ascend. */
  #members(member: (name: string) => void): void {
    this.#take('{')
    if (this.#has('}')) return
    let before = ''
    for (let first = true; this.#ok; first = false) {
      if (!first && this.#has('}')) return
      this.#take(first ? '"' : ',"')
      const name = this.#string()
      this.#take(':')
      if (!first && name <= before) this.#ok = false
      before = name
      if (this.#ok) member(name)
    }
  }

  #take(expected: string): void {
    if (!this.#has(expected)) this.#ok = false
  }

  #has(expected: string): boolean {
    if (!this.#ok || !this.#text.startsWith(expected, this.#at)) return false
    this.#at += expected.length
    return true
  }

  /** What is left of a string whose first quote was taken. */
  #string(): string {
    const end = this.#text.indexOf('"', this.#at)
    if (end < 0 || !this.#ok) {
      this.#ok = false
      return ''
    }
    const value = this.#text.slice(this.#at, end)
    this.#at = end + 1
    return value
  }

  #optional = (before: string): string | undefined => (this.#has(before) ? this.#string() : undefined)

  /** A whole number as JSON writes it, of at most 15 digits: all of those are safe. */
  #number(): number {
    const from = this.#at
    const negative = this.#text.charCodeAt(from) === 45
    let at = negative ? from + 1 : from
    let value = 0
    for (let digit = this.#text.charCodeAt(at) - 48; digit >= 0 && digit <= 9; digit = this.#text.charCodeAt(++at) - 48)
      value = value * 10 + digit
    const digits = at - (negative ? from + 1 : from)
    const leading = this.#text.charCodeAt(at - digits) === 48
    if (digits === 0 || digits > 15 || (leading && (digits > 1 || negative))) this.#ok = false
    this.#at = at
    return negative ? -value : value
  }
}
