import { Cursor, token } from './cursor.ts'
import type { Facts } from './entry.ts'
import { chainDigest, personalDigest } from './messages.ts'
import { isHash, isInstant } from './shape.ts'

/** What an entry says, the names of its erased values, and where its id stands. */
export interface Scanned extends Facts {
  readonly erased: readonly string[]
  readonly idFrom: number
  readonly idTo: number
}

const t = {
  entry: token('{"event":'),
  data: token('{"data":'),
  actor: token('{"actor":{'),
  client: token('"client":"'),
  kind: token('"kind":"'),
  method: token('","method":"'),
  after: token(',"after":"'),
  before: token(',"before":"'),
  details: token(',"details":'),
  domain: token(',"domain":"'),
  environmentId: token(',"environmentId":"'),
  personal: token(',"personal":'),
  recordedAt: token(',"recordedAt":"'),
  requestId: token(',"requestId":"'),
  seq: token(',"seq":'),
  service: token(',"service":"'),
  supportTicket: token(',"supportTicket":"'),
  tenantId: token(',"tenantId":"'),
  version: token(',"version":'),
  id: token(',"datacontenttype":"application/json","id":"'),
  source: token(',"source":"'),
  subject: token(',"specversion":"1.0","subject":"'),
  time: token(',"time":"'),
  type: token(',"type":"'),
  hash: token(',"hash":"'),
  previousHash: token(',"previousHash":"'),
  salt: token('{"salt":"'),
  open: token('{'),
  close: token('}'),
  quote: token('"'),
  colon: token(':'),
  comma: token(','),
  next: token(',"'),
  true: token('true'),
  false: token('false'),
  null: token('null'),
}

const hashDigits = 64

/**
 * Reads canonical lines in one pass over their bytes, and builds of them only what the next steps need: a quarter of the
 * time of JSON.parse and what has to follow it. It gives an entry only where everything of it is right; whatever is not
 * exactly as expected, or holds a backslash or a letter beyond ASCII, is for `readLine` to judge, which says what is
 * wrong. A test holds the two to the same answers.
 */
export class Scanner {
  readonly #cursor: Cursor
  /** The personal values of the event at hand: where each name begins and ends, and where its hash begins. */
  readonly #values: number[] = []

  constructor(bytes: Uint8Array) {
    this.#cursor = new Cursor(bytes)
  }

  /** Where the line ended that was read last. */
  get at(): number {
    return this.#cursor.at
  }

  /** The entry that begins at a place; undefined: read it another way. */
  line(start: number): Scanned | undefined {
    const c = this.#cursor
    c.at = start
    c.ok = true
    c.take(t.entry)
    const from = c.at
    c.take(t.data)
    const data = this.#data()
    c.take(t.id)
    const idFrom = c.at
    const idTo = c.skip()
    c.take(t.source)
    const source = c.string()
    c.take(t.subject)
    const subject = c.string()
    c.take(t.time)
    const time = c.string()
    c.take(t.type)
    const type = c.string()
    c.take(t.close)
    const to = c.at
    c.take(t.hash)
    const hash = c.string()
    c.take(t.personal)
    if (!c.ok) return undefined
    const erased = this.#personal()
    c.take(t.previousHash)
    const previousFrom = c.at
    const previousHash = c.string()
    c.take(t.recordedAt)
    const recordedAt = c.string()
    c.take(t.seq)
    const seq = c.number()
    c.take(t.close)
    if (!c.ok || previousHash.length !== hashDigits) return undefined
    if (data.seq !== seq || data.recordedAt !== recordedAt || !isInstant(recordedAt)) return undefined
    if (time !== recordedAt && !isInstant(time)) return undefined
    if (chainDigest(c.bytes, previousFrom, from, to) !== hash) return undefined
    const event = { id: c.text(idFrom, idTo), source, subject, type, data } as Facts['event']
    return { seq, recordedAt, hash, previousHash, event, erased, idFrom, idTo }
  }

  #data() {
    const c = this.#cursor
    c.take(t.actor)
    if (c.has(t.client)) {
      c.skip()
      c.take(t.comma)
    }
    c.take(t.kind)
    c.at = c.skip()
    c.take(t.method)
    c.skip()
    c.take(t.close)
    const after = c.optional(t.after)
    const before = c.optional(t.before)
    c.take(t.details)
    this.#details()
    c.take(t.domain)
    const domain = c.string()
    if (c.has(t.environmentId)) c.skip()
    c.take(t.personal)
    this.#hashes()
    c.take(t.recordedAt)
    const recordedAt = c.string()
    const requestId = c.optional(t.requestId)
    c.take(t.seq)
    const seq = c.number()
    if (c.has(t.service)) c.skip()
    if (c.has(t.supportTicket)) c.skip()
    c.take(t.tenantId)
    const tenantId = c.string()
    const version = c.has(t.version) ? c.number() : undefined
    c.take(t.close)
    return { tenantId, domain, seq, recordedAt, requestId, version, before, after }
  }

  /** Text, whole numbers, booleans and null, by names that ascend. */
  #details(): void {
    const c = this.#cursor
    let before = -1
    let beforeTo = -1
    for (c.take(t.open); c.ok && !c.has(t.close); ) {
      c.take(before < 0 ? t.quote : t.next)
      const name = c.at
      const nameTo = c.skip()
      c.take(t.colon)
      if (before >= 0 && c.order(before, beforeTo, name, nameTo) >= 0) c.ok = false
      before = name
      beforeTo = nameTo
      if (c.has(t.quote)) c.skip()
      else if (!c.has(t.true) && !c.has(t.false) && !c.has(t.null)) c.number()
    }
  }

  /** What the event has of personal values: 64 digits each, by names that ascend. What digits those are is seen later. */
  #hashes(): void {
    const c = this.#cursor
    const values = this.#values
    values.length = 0
    for (c.take(t.open); c.ok && !c.has(t.close); ) {
      const { length } = values
      c.take(length === 0 ? t.quote : t.next)
      const name = c.at
      const nameTo = c.skip()
      c.take(t.colon)
      c.take(t.quote)
      if (length > 0 && c.order(values[length - 3] as number, values[length - 2] as number, name, nameTo) >= 0)
        c.ok = false
      values.push(name, nameTo, c.at)
      c.at += hashDigits
      c.take(t.quote)
    }
  }

  /** The values that stand beside the event, each with the hash that the event has; gives the names of those that are gone. */
  #personal(): readonly string[] {
    const c = this.#cursor
    const values = this.#values
    const erased: string[] = []
    let next = 0
    const hash = () => c.text(values[next + 2] as number, (values[next + 2] as number) + hashDigits)
    const gone = () => {
      erased.push(c.text(values[next] as number, values[next + 1] as number))
      if (!isHash(hash())) c.ok = false
      next += 3
    }
    let first = true
    for (c.take(t.open); c.ok && !c.has(t.close); first = false) {
      c.take(first ? t.quote : t.next)
      const name = c.at
      const nameTo = c.skip()
      c.take(t.colon)
      c.take(t.salt)
      while (
        c.ok &&
        next < values.length &&
        c.order(values[next] as number, values[next + 1] as number, name, nameTo) < 0
      )
        gone()
      if (next === values.length || c.order(values[next] as number, values[next + 1] as number, name, nameTo) !== 0)
        c.ok = false
      if (!c.ok) break
      if (personalDigest(c) !== hash()) c.ok = false
      c.take(t.close)
      next += 3
    }
    while (c.ok && next < values.length) gone()
    return erased
  }
}
