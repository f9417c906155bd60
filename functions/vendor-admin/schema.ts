import * as v from 'valibot'
import { email, line, timeZone } from '../runtime/fields.ts'

/** Body of `PUT /tenants/{id}`: what the vendor may say about a tenant once, with its first approver. */
export const tenantSchema = v.strictObject({
  name: line(100),
  timeZone: v.optional(timeZone, 'UTC'),
  policy: v.optional(v.picklist(['on', 'off'], 'must be "on" or "off"'), 'on'),
  approver: v.strictObject({ name: line(100), email }),
})
export type TenantBody = v.InferOutput<typeof tenantSchema>

/** Body of `PUT /tenants/{id}/environments/{environmentId}`. */
export const environmentSchema = v.strictObject({ name: line(100) })
