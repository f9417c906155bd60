import { instantForm } from '../functions/domain/time.ts'

/** What a member's value has to be. */
type Kind = (value: unknown) => boolean

const text: Kind = (value) => typeof value === 'string'
const whole: Kind = (value) => Number.isSafeInteger(value)
const object: Kind = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
/** Each is compared with one that is computed; those that are not are looked at more closely (`isHash`). */
const sha256: Kind = (value) => typeof value === 'string' && value.length === 64
const instant: Kind = (value) => typeof value === 'string' && isInstant(value)
const primitive: Kind = (value) =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value)
const salt: Kind = (value) => typeof value === 'string' && isSalt(value)
const only =
  (constant: string): Kind =>
  (value) =>
    value === constant

/** Times sort as text only in this form. */
const isInstant = (value: string): boolean => instantForm.test(value)

/** 16 bytes in base64url: of the 22nd digit only two bits count, so it has four spellings and no other. */
const isSalt = (value: string): boolean => /^[A-Za-z0-9_-]{21}[AQgw]$/.test(value)

/** SHA-256 in lower-case hex. */
export const isHash = (value: string): boolean => /^[0-9a-f]{64}$/.test(value)

class Shape {
  readonly #members: ReadonlyMap<string, Kind>
  readonly #required: readonly string[]

  constructor(required: Readonly<Record<string, Kind>>, optional: Readonly<Record<string, Kind>> = {}) {
    this.#members = new Map([...Object.entries(required), ...Object.entries(optional)])
    this.#required = Object.keys(required)
  }

  /** The first member that is not as it has to be; undefined when all are. */
  fault(value: Readonly<Record<string, unknown>>): string | undefined {
    for (const name in value) {
      const kind = this.#members.get(name)
      if (!kind) return `a member ${JSON.stringify(name)} that the format does not have`
      if (!kind(value[name])) return `${JSON.stringify(name)} with a value that it cannot have`
    }
    const missing = this.#required.find((name) => !Object.hasOwn(value, name))
    return missing === undefined ? undefined : `no ${JSON.stringify(missing)}`
  }
}

/** Any names, values of one kind. */
function faultOfAll(value: Readonly<Record<string, unknown>>, kind: Kind): string | undefined {
  for (const name in value) if (!kind(value[name])) return `${JSON.stringify(name)} with a value that it cannot have`
  return undefined
}

const entry = new Shape({
  event: object,
  hash: sha256,
  personal: object,
  previousHash: sha256,
  recordedAt: instant,
  seq: whole,
})
const event = new Shape({
  data: object,
  datacontenttype: only('application/json'),
  id: text,
  source: text,
  specversion: only('1.0'),
  subject: text,
  time: instant,
  type: text,
})
const data = new Shape(
  {
    actor: object,
    details: object,
    domain: text,
    personal: object,
    recordedAt: instant,
    seq: whole,
    tenantId: text,
  },
  {
    after: text,
    before: text,
    environmentId: text,
    requestId: text,
    service: text,
    supportTicket: text,
    version: whole,
  },
)
const actor = new Shape({ kind: text, method: text }, { client: text })
const salted = new Shape({ salt, value: text })

type Objects = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Whether a line's JSON has the objects that an entry has; what is in them is for `faultOfEntry` to say. */
export function isEntryLike(value: unknown): boolean {
  if (!object(value)) return false
  const { event, personal } = value as Objects
  if (!object(event) || !object(personal)) return false
  const inner = event?.data as Objects[string] | undefined
  return object(inner) && object(inner?.personal) && object(inner?.details) && object(inner?.actor)
}

/** What an entry has that the format does not have, or lacks: exactly the members of `docs/ledger.md`, of their kinds. */
export function faultOfEntry(value: Readonly<Record<string, unknown>>): string | undefined {
  const e = value as unknown as Objects & { event: { data: Objects & Readonly<Record<string, unknown>> } }
  return (
    entry.fault(value) ??
    event.fault(e.event) ??
    data.fault(e.event.data) ??
    actor.fault(e.event.data.actor ?? {}) ??
    faultOfAll(e.event.data.details ?? {}, primitive) ??
    faultOfAll(e.event.data.personal ?? {}, sha256)
  )
}

/** What is wrong with how a personal value stands beside the event. */
export const faultOfSalted = (value: unknown): string | undefined =>
  object(value) ? salted.fault(value as Readonly<Record<string, unknown>>) : 'no value with a salt'

/** Whether the members of an event stand in their canonical order: by UTF-16 code units, in every object. */
export function isSorted(value: Readonly<Record<string, unknown>>): boolean {
  let before = ''
  for (const name in value) {
    if (name < before) return false
    before = name
    const inner = value[name]
    if (typeof inner === 'object' && inner !== null && !isSorted(inner as Readonly<Record<string, unknown>>))
      return false
  }
  return true
}
