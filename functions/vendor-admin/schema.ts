import * as v from 'valibot'
import { email, line } from '../runtime/fields.ts'

/** Whether the platform knows the IANA zone. */
function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Body of `PUT /tenants/{id}`: what the vendor may say about a tenant once, with its first approver. */
export const tenantSchema = v.strictObject({
  name: line(100),
  timeZone: v.optional(
    v.pipe(v.string(), v.check(isTimeZone, 'must be an IANA time zone such as Europe/Zurich')),
    'UTC',
  ),
  policy: v.optional(v.picklist(['on', 'off'], 'must be "on" or "off"'), 'on'),
  approver: v.strictObject({ name: line(100), email }),
})
export type TenantBody = v.InferOutput<typeof tenantSchema>

/** Body of `PUT /tenants/{id}/environments/{environmentId}`. */
export const environmentSchema = v.strictObject({ name: line(100) })
