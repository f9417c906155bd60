import { mayEmit } from '../functions/domain/events.ts'
import { isTenantId } from '../functions/domain/ids.ts'
import { isLegalStep, isTransition } from '../functions/domain/request-events.ts'
import type { Place } from './checked.ts'
import { Cursor } from './cursor.ts'
import {
  instantLength,
  isBefore,
  t,
  takeInstant,
  takeSameInstant,
  takeSameUlid,
  takeUlid,
  tokensOf,
  ulidLength,
} from './grammar.ts'
import { eventHasHash, hashDigits } from './messages.ts'
import { Values } from './values.ts'
import { textAt, wordAt } from './words.ts'

/** An entry as the quick way leaves it: most of it only as the place where it begins. */
export class Scanned {
  seq = 0
  hash = 0
  previousHash = 0
  recordedAt = 0
  id = 0
  idTo = 0
  type = ''
  domain = ''
  /** Where the ULID of its request is; -1: it is about none. */
  ulid = -1
  version: number | undefined
  before: string | undefined
  after: string | undefined
  erased: readonly string[] = []
  /** Where the line ends. */
  to = 0
}

/**
 * Reads canonical lines in one pass over their bytes, and makes next to nothing of them: a fraction of the time of
 * JSON.parse and what has to follow it, and hardly any garbage, which a verifier of a gigabyte would hold too long. It says yes only where everything of a line is right by itself;
 * whatever is not exactly as expected, or holds a backslash or a letter beyond ASCII, is for `readLine` to judge, which
 * says what is wrong. A test holds the two to the same answers.
 */
export class Scanner {
  readonly #cursor: Cursor
  readonly #values: Values
  readonly #tenantId: string
  readonly #tokens: ReturnType<typeof tokensOf> | undefined

  constructor(bytes: Uint8Array, tenantId: string) {
    this.#cursor = new Cursor(bytes)
    this.#values = new Values(this.#cursor)
    this.#tenantId = tenantId
    // Of any other form its bytes could mean something else in JSON.
    this.#tokens = isTenantId(tenantId) ? tokensOf(tenantId) : undefined
  }

  /** Reads the line that begins at a place into `entry`; false: read it another way, and nothing in `entry` counts. */
  read(start: number, entry: Scanned): boolean {
    const c = this.#cursor
    const tokens = this.#tokens
    if (!tokens) return false
    c.at = start
    c.ok = true
    c.take(t.entry)
    const from = c.at
    this.#data(entry, tokens)
    c.take(t.id)
    entry.id = c.at
    entry.idTo = c.skip()
    c.take(tokens.source)
    this.#subject(entry, tokens)
    c.take(t.time)
    takeInstant(c)
    c.take(t.type)
    const type = c.at
    const typeTo = c.skip()
    c.take(t.close)
    const to = c.at
    c.take(t.hash)
    entry.hash = this.#hash()
    if (!c.ok) return false
    c.take(t.personal)
    entry.erased = this.#values.takeValues()
    c.take(t.previousHash)
    entry.previousHash = this.#hash()
    c.take(t.recordedAt)
    takeSameInstant(c, entry.recordedAt)
    c.take(t.seq)
    if (c.number() !== entry.seq) c.ok = false
    c.take(t.close)
    if (!c.ok) return false
    entry.to = c.at
    entry.type = wordAt(c.bytes, type, typeTo)
    return this.#isAllowed(entry) && eventHasHash(c.bytes, entry.previousHash, from, to, entry.hash)
  }

  #data(entry: Scanned, tokens: ReturnType<typeof tokensOf>): void {
    const c = this.#cursor
    c.take(t.data)
    c.take(t.actor)
    if (c.has(t.client)) {
      c.skip()
      c.take(t.comma)
    }
    c.take(t.kind)
    c.skip()
    c.take(t.method)
    c.skip()
    c.take(t.close)
    entry.after = c.has(t.after) ? this.#word() : undefined
    entry.before = c.has(t.before) ? this.#word() : undefined
    c.take(t.details)
    this.#values.takeDetails()
    c.take(t.domain)
    entry.domain = this.#word()
    if (c.has(t.environmentId)) c.skip()
    c.take(t.personal)
    this.#values.takeHashes()
    c.take(t.recordedAt)
    entry.recordedAt = takeInstant(c)
    entry.ulid = c.has(tokens.requestId) ? takeUlid(c) : -1
    c.take(t.seq)
    entry.seq = c.number()
    if (c.has(t.service)) c.skip()
    if (c.has(t.supportTicket)) c.skip()
    c.take(tokens.tenantId)
    entry.version = c.has(t.version) ? c.number() : undefined
    c.take(t.close)
  }

  #subject({ ulid }: Scanned, tokens: ReturnType<typeof tokensOf>): void {
    const c = this.#cursor
    if (ulid < 0) return c.take(tokens.subject)
    c.take(tokens.subjectOfRequest)
    takeSameUlid(c, ulid)
    c.take(t.quote)
  }

  /** What `checkEvent` asks of domain and transition. */
  #isAllowed({ type, domain, version, before, after, ulid, id, idTo }: Scanned): boolean {
    if (!mayEmit(domain as Parameters<typeof mayEmit>[0], type)) return false
    if (!isTransition(type)) return true
    if (ulid < 0 || !isLegalStep({ type, data: { version, before, after } })) return false
    const c = this.#cursor
    c.at = id
    takeSameUlid(c, ulid)
    c.take(t.versionOfId)
    return c.number() === version && c.at === idTo && c.ok
  }

  /** Whether an entry stands right behind another one: by number, hash and time. */
  follows(before: Scanned, { seq, previousHash, recordedAt }: Scanned): boolean {
    const c = this.#cursor
    return (
      seq === before.seq + 1 &&
      c.same(previousHash, before.hash, hashDigits) &&
      !isBefore(c, recordedAt, before.recordedAt)
    )
  }

  placeOf({ seq, hash, previousHash, recordedAt }: Scanned): Place {
    const text = (from: number, length: number) => textAt(this.#cursor.bytes, from, from + length)
    return {
      seq,
      recordedAt: text(recordedAt, instantLength),
      hash: text(hash, hashDigits),
      previousHash: text(previousHash, hashDigits),
    }
  }

  requestIdOf({ ulid }: Scanned): string {
    return `${this.#tenantId}.${textAt(this.#cursor.bytes, ulid, ulid + ulidLength)}`
  }

  #word(): string {
    const c = this.#cursor
    const from = c.at
    const to = c.skip()
    return c.ok ? wordAt(c.bytes, from, to) : ''
  }

  /** Takes 64 bytes up to a quote: what bytes those are is seen where they are compared. */
  #hash(): number {
    const c = this.#cursor
    const from = c.at
    c.at = from + hashDigits
    c.take(t.quote)
    return from
  }
}
