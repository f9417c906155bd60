import * as v from 'valibot'
import type { EventType, SealedEvent } from './events.ts'
import { eventDomains } from './events.ts'
import { isName, isTenantId, parseRequestId } from './ids.ts'
import type { Actor } from './request.ts'
import { instantForm } from './time.ts'

/** Half a surrogate pair has no UTF-8 form, so it would be hashed differently from how it is stored. */
const text = v.pipe(
  v.string(),
  v.check((value) => value.isWellFormed()),
)
const shortText = v.pipe(text, v.minLength(1), v.maxLength(320))
/** Names of personal values and details, e.g. `actor.email`. */
const label = v.pipe(v.string(), v.regex(/^[a-z][A-Za-z0-9.]{0,63}$/))
const instant = v.pipe(v.string(), v.regex(instantForm))
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const safeInteger = v.pipe(v.number(), v.safeInteger())

// Records, so that a new kind or method that is missing here does not compile.
const actorKinds: Record<Actor['kind'], true> = {
  operator: true,
  approver: true,
  'vendor-admin': true,
  auditor: true,
  system: true,
}
const proofMethods: Record<Actor['method'], true> = {
  'access-token': true,
  'client-credentials': true,
  'link-and-code': true,
  'signed-in': true,
  clock: true,
  system: true,
}
const keysOf = <K extends string>(of: Record<K, unknown>): readonly K[] => Object.keys(of) as K[]

const event = v.strictObject({
  specversion: v.literal('1.0'),
  id: v.pipe(text, v.minLength(1), v.maxLength(512)),
  source: shortText,
  type: v.picklist(keysOf<EventType>(eventDomains)),
  time: instant,
  subject: shortText,
  datacontenttype: v.literal('application/json'),
  data: v.strictObject({
    tenantId: v.pipe(v.string(), v.check(isTenantId)),
    actor: v.strictObject({
      kind: v.picklist(keysOf(actorKinds)),
      method: v.picklist(keysOf(proofMethods)),
      client: v.exactOptional(shortText),
    }),
    requestId: v.exactOptional(
      v.pipe(
        v.string(),
        v.check((id) => parseRequestId(id) !== undefined),
      ),
    ),
    version: v.exactOptional(v.pipe(safeInteger, v.minValue(1))),
    environmentId: v.exactOptional(v.pipe(v.string(), v.check(isName))),
    service: v.exactOptional(v.pipe(v.string(), v.check(isName))),
    supportTicket: v.exactOptional(shortText),
    before: v.exactOptional(shortText),
    after: v.exactOptional(shortText),
    personal: v.record(label, hash),
    // Whole numbers only: a second verifier then needs no float formatting to get the canonical form right.
    details: v.record(label, v.nullable(v.union([text, safeInteger, v.boolean()]))),
  }),
})

const sealed = v.strictObject({
  event,
  personal: v.record(
    label,
    v.strictObject({ salt: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{21}[AQgw]$/)), value: text }),
  ),
})

/**
 * What lies in an outbox item, rebuilt from exactly the fields that an event may have; undefined when it is not an
 * event. Whoever wrote it may have been compromised, so nothing about it is taken for granted.
 */
export function readSealedEvent(found: unknown): SealedEvent | undefined {
  const result = v.safeParse(sealed, found)
  return result.success ? result.output : undefined
}
