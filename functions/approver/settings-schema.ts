import * as v from 'valibot'
import type { Seconds } from '../domain/time.ts'
import { email, line, period, timeZone, ulid } from '../runtime/fields.ts'

const version = v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(0, 'must not be negative'))
const person = v.strictObject({ id: v.exactOptional(ulid), name: line(100), email })
/** The rule about their number is the domain's; this only keeps a body from being absurd. */
const people = v.pipe(v.array(person), v.maxLength(100, 'has too many entries'))

/** Body of `PUT /tenant/settings`: all of them, as they are to be. */
export const settingsSchema = (longest: Seconds) =>
  v.strictObject({
    version,
    name: v.exactOptional(line(100)),
    policy: v.picklist(['on', 'off'], 'must be "on" or "off"'),
    approvalMode: v.picklist(['email', 'deny-by-email', 'sign-in'], 'must be "email", "deny-by-email" or "sign-in"'),
    approvers: people,
    observers: people,
    maxAccessPeriod: period(longest),
    maxAccessLevel: v.picklist(['read', 'write'], 'must be read or write'),
    timeZone,
    denyNeedsReason: v.boolean(),
  })
export type SettingsBody = v.InferOutput<ReturnType<typeof settingsSchema>>

/** Body of `POST /tenant/approvers/{id}/confirm`. */
export const confirmSchema = v.strictObject({
  code: v.pipe(v.string(), v.maxLength(64, 'is longer than any code')),
})

/** Body of `PUT /tenant/environments/{id}`. */
export const managedSchema = v.strictObject({ managed: v.boolean(), version })
