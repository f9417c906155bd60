import { genesis } from '../functions/domain/ledger.ts'
import { steps } from '../functions/domain/request-events.ts'
import { transitionEventId } from '../functions/domain/transitions.ts'
import { type Checked, faultsBetween, type Place, type Transition } from './checked.ts'
import { type Line, move } from './entry.ts'
import type { ChainCode, Finding, Findings } from './findings.ts'
import { type FingerprintKey, Fingerprints, fingerprint } from './fingerprints.ts'
import { isHash } from './shape.ts'

/** States that a request can be moved from. In any other one it is over, and is forgotten. */
const open: ReadonlySet<string> = new Set([...steps.values()].flatMap(({ from }) => from))
/** A request moves at most so often: started, approved, ended. */
const mostVersions = [...steps.values()].length

const erasedKept = 100

const utf8 = new TextEncoder()

/** What an export is as a whole: chunks go in, in their order; memory holds 10 to 13 bytes an entry, and the open requests. */
export class Chain {
  first: Place | undefined
  last: Place | undefined
  entries = 0
  lines = 0
  erasedValues = 0
  readonly erased: { readonly seq: number; readonly name: string }[] = []
  /** By number: what proofs speak of. */
  readonly places = new Map<number, Place>()
  readonly found = new Map<number, Line>()
  /** The first number from which on nothing can be said: the first finding. */
  brokenFrom = Number.POSITIVE_INFINITY

  readonly tenantId: string
  readonly #key: FingerprintKey
  readonly #findings: Findings
  readonly #part: boolean
  readonly #ids = new Fingerprints()
  readonly #requests = new Map<string, { readonly version: number; readonly state: string }>()

  constructor(tenantId: string, key: FingerprintKey, findings: Findings, part = false) {
    this.tenantId = tenantId
    this.#key = key
    this.#part = part
    this.#findings = findings
  }

  /** Takes the next chunk. */
  add(chunk: Checked): void {
    const findings: Finding[] = [...chunk.findings]
    const fault = (code: ChainCode, at: { seq: number; line: number }, expected: string, found: string) =>
      findings.push({ code, verdict: 'tampered', ...at, expected, found })
    if (chunk.first) {
      const { line, ...place } = chunk.first
      if (this.last) {
        for (const found of faultsBetween(this.last, place)) findings.push({ ...found, seq: place.seq, line })
      } else {
        this.first = place
        const from = genesis(this.tenantId)
        if (!isHash(String(place.previousHash)))
          fault('Members', { seq: place.seq, line }, 'previousHash in lower-case hex', String(place.previousHash))
        if (place.seq < 1) fault('Sequence', { seq: place.seq, line }, 'entry 1', `entry ${place.seq}`)
        if (place.seq > 1 && !this.#part)
          findings.push({
            code: 'Beginning',
            verdict: 'tampered',
            seq: place.seq,
            line,
            expected: 'entry 1',
            found: `entry ${place.seq}`,
            advice: beginsLater,
          })
        if (place.seq === 1 && place.previousHash !== from)
          fault('Link', { seq: 1, line }, `previousHash ${from}, the genesis`, `previousHash ${place.previousHash}`)
      }
    }
    for (let i = 0; i < chunk.ids.length; i += 4) {
      const [high, low] = [chunk.ids[i + 2] ?? 0, chunk.ids[i + 3] ?? 0]
      if (this.#ids.add(high, low)) continue
      const at = { seq: chunk.ids[i] ?? 0, line: chunk.ids[i + 1] ?? 0 }
      fault('RepeatedId', at, 'an id that did not occur before', 'one that did')
    }
    for (const transition of chunk.transitions) this.#follow(transition, fault)
    findings.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
    for (const { line = 0, ...finding } of findings) this.#note({ ...finding, line: this.lines + line })
    this.last = chunk.last ?? this.last
    this.entries += chunk.entries
    this.lines += chunk.lines
    this.erasedValues += chunk.erasedValues
    for (const { seq, name } of chunk.erased.slice(0, erasedKept - this.erased.length))
      this.erased.push({ seq, name: own(name) })
    for (const place of chunk.places)
      this.places.set(place.seq, {
        seq: place.seq,
        recordedAt: own(place.recordedAt),
        hash: own(place.hash),
        previousHash: own(place.previousHash),
      })
    for (const entry of chunk.found) this.found.set(entry.seq, entry)
  }

  #note(finding: Finding): void {
    this.brokenFrom = Math.min(this.brokenFrom, finding.seq ?? this.last?.seq ?? 0)
    this.#findings.add(finding)
  }

  /**
   * Whether a transition is the next of its request. Only open requests are remembered: nothing leads out of a closed
   * state, so what comes later is no legal step, and a second version 1 has the id of the first one.
   */
  #follow({ seq, line, requestId, version = 0, before, after = '' }: Transition, fault: Fault): void {
    const former = this.#requests.get(requestId)
    if (former) {
      if (version !== former.version + 1 || before !== former.state)
        fault(
          'Transition',
          { seq, line },
          `version ${former.version + 1} of ${requestId}, from ${former.state}`,
          move(version, before, after),
        )
    } else if (version !== 1 && !this.#beganBefore(requestId, version))
      fault('Transition', { seq, line }, `version 1 of ${requestId}`, move(version, before, after))
    if (open.has(after)) this.#requests.set(own(requestId), { version, state: own(after) })
    else this.#requests.delete(requestId)
  }

  /** Whether a request that is not open may have begun before the first entry of a part of a ledger. */
  #beganBefore(requestId: string, version: number): boolean {
    if (this.first?.seq === 1 || version > mostVersions) return false
    const ulid = requestId.split('.')[1] ?? ''
    for (let former = 1; former < version; former++)
      if (this.#ids.has(...fingerprint(this.#key, utf8.encode(transitionEventId(ulid, former))))) return false
    return true
  }
}

const beginsLater =
  'If this export is meant to begin later, as one of some months does, say that it is a part: --part. Else its beginning is missing: export again.'

/** A part of a text keeps all of it in memory, here the text of a whole chunk: what is remembered is copied out of it. */
const own = (text: string): string => ` ${text}`.slice(1)

type Fault = (code: ChainCode, at: { seq: number; line: number }, expected: string, found: string) => void
