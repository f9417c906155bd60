import { canonicalJson } from '../functions/domain/digest.ts'
import { mayEmit, personalHash, type SaltedValue } from '../functions/domain/events.ts'
import { parseRequestId } from '../functions/domain/ids.ts'
import { hashAfter, type LedgerEntry } from '../functions/domain/ledger.ts'
import { isLegalStep, isTransition } from '../functions/domain/request-events.ts'
import { transitionEventId } from '../functions/domain/transitions.ts'
import type { ChainCode } from './findings.ts'
import { faultOfEntry, faultOfSalted, isEntryLike, isHash, isSorted } from './shape.ts'

/** An entry as it stands in a line. */
export type Line = Omit<LedgerEntry, 'prevHash'> & { readonly previousHash: string }

/** What of an entry its place among the others needs. */
export interface Facts extends Pick<Line, 'seq' | 'recordedAt' | 'hash' | 'previousHash'> {
  readonly event: Pick<Line['event'], 'id' | 'source' | 'subject' | 'type'> & {
    readonly data: Pick<Line['event']['data'], 'tenantId' | 'domain' | 'seq' | 'recordedAt'> & {
      readonly requestId?: string | undefined
      readonly version?: number | undefined
      readonly before?: string | undefined
      readonly after?: string | undefined
    }
  }
}

/** `seq` where the entry is not looked at any further, and has one. */
export type Report = (code: ChainCode, expected: string, found: string, seq?: unknown) => void

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const beginning = '{"event":'

/**
 * The entry in a line, with all that is wrong with it by itself: everything but its place among the others. Undefined:
 * it is no entry at all, or not exactly one.
 */
export function readLine(bytes: Uint8Array, tenantId: string, report: Report): Line | undefined {
  const read = parse(bytes)
  if (!read) {
    report('Form', 'an entry of a ledger as JSON', shown(bytes))
    return undefined
  }
  const { entry, eventText, clean } = read
  if (!clean)
    report('Form', 'JSON without spaces, repeated members or other spellings', 'the same content, written otherwise')
  const fault = faultOfEntry(entry as unknown as Record<string, unknown>)
  // Whatever it has in the place of a text or a number is looked at no further.
  if (fault) {
    report('Members', 'exactly the members of the format', fault, entry.seq)
    return undefined
  }
  checkEvent(entry, tenantId, report)
  // Each character counts: in upper case it has the same bytes, and is not the hash of the entry before it.
  const hash = isHashLike(entry.previousHash) ? hashAfter(entry.previousHash, eventText) : 'none'
  if (hash !== entry.hash) report('Hash', `hash ${hash}, by the event and the hash before it`, `hash ${entry.hash}`)
  checkPersonal(entry, report)
  return entry
}

interface Read {
  readonly entry: Line
  /** What is hashed: the event's canonical form. */
  readonly eventText: string
  /** Written as JSON is written by machines, in whatever order of members. */
  readonly clean: boolean
}

function parse(bytes: Uint8Array): Read | undefined {
  try {
    const text = utf8.decode(bytes)
    const entry = JSON.parse(text)
    if (!isEntryLike(entry)) return undefined
    // What reads back as itself is written without spaces, repeated members and second spellings. In canonical order it is
    // canonical, and the event lies in it as it was hashed: that saves most of the time of making the form anew. Half a
    // surrogate pair, which has no canonical form, would be written as such an escape.
    const same = JSON.stringify(entry) === text
    if (
      same &&
      text.startsWith(beginning) &&
      Object.keys(entry)[1] === 'hash' &&
      isSorted(entry.event) &&
      !text.includes('\\ud')
    ) {
      // No string can hold this, as its quotes would be escaped, and no object but the entry has a member `hash` behind one.
      // Where it is not the second member, something else would be hashed with the event.
      const end = text.indexOf('},"hash":"', beginning.length) + 1
      return { entry, eventText: text.slice(beginning.length, end), clean: true }
    }
    return { entry, eventText: canonicalJson(entry.event), clean: same || canonicalJson(entry) === text }
  } catch {
    return undefined
  }
}

/** The beginning of a line that is no entry, for people to find it. */
function shown(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 60))
  return bytes.length === 0 ? 'an empty line' : `a line that begins ${JSON.stringify(text)}`
}

/** What an event says of itself, by what the format allows. */
function checkEvent({ event, seq, recordedAt }: Facts, tenantId: string, report: Report): void {
  const { data } = event
  if (data.tenantId !== tenantId || event.source !== `urn:lockbox:${tenantId}`)
    report('Tenant', `tenant ${tenantId}`, `tenant ${data.tenantId}, source ${event.source}`)
  if (!mayEmit(data.domain, event.type))
    report('Domain', `a domain that may make ${event.type}`, `domain ${data.domain}`)
  if (data.seq !== seq || data.recordedAt !== recordedAt)
    report('Envelope', `seq ${data.seq} and recordedAt ${data.recordedAt}, as hashed`, `${seq} and ${recordedAt}`)
  const request = data.requestId === undefined ? undefined : parseRequestId(String(data.requestId))
  if (
    event.subject !== (data.requestId ?? data.tenantId) ||
    (data.requestId !== undefined && request?.tenantId !== data.tenantId)
  )
    report(
      'Subject',
      `the request of ${data.tenantId} that it is about, or ${data.tenantId}`,
      `subject ${event.subject}`,
    )
  if (!isTransition(event.type)) return
  if (!request || event.id !== transitionEventId(request.ulid, data.version ?? 0))
    report('Subject', 'the id of this version of its request', `id ${event.id}`)
  if (!isLegalStep(event))
    report('Transition', `a move that ${event.type} can be`, move(data.version, data.before, data.after))
}

export const move = (version: number | undefined, before: string | undefined, after: string | undefined): string =>
  `version ${version ?? 'none'} from ${before ?? 'nothing'} to ${after ?? 'nothing'}`

function checkPersonal({ event, personal }: Line, report: Report): void {
  const hashes = event.data.personal
  for (const name in hashes)
    if (!Object.hasOwn(personal, name) && !isHash(String(hashes[name])))
      report('Members', `a hash of the erased value ${JSON.stringify(name)}`, String(hashes[name]))
  for (const name in personal) {
    const salted = personal[name] as SaltedValue
    const fault = faultOfSalted(salted)
    const expected = Object.hasOwn(hashes, name) ? hashes[name] : undefined
    if (fault) report('Personal', `a value and a salt of 16 bytes for ${JSON.stringify(name)}`, fault)
    else if (expected === undefined) report('Personal', 'values that the event has', `a value ${JSON.stringify(name)}`)
    else {
      const hash = personalHash(salted)
      if (hash !== expected)
        report('Personal', `a value of ${JSON.stringify(name)} with the hash ${expected}`, `one with the hash ${hash}`)
    }
  }
}

const isHashLike = (value: unknown): boolean => typeof value === 'string' && value.length === 64

/** The names of personal values that somebody erased. */
export const erasedOf = ({ event, personal }: Line): readonly string[] => {
  const names: string[] = []
  for (const name in event.data.personal) if (!Object.hasOwn(personal, name)) names.push(name)
  return names
}
