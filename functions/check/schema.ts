import * as v from 'valibot'
import { name, operatorId, tenantId } from '../runtime/fields.ts'

/** Names of a data service's own making: no spaces and no `@`, so neither text nor an address of its customers. */
const label = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_.:/-]{1,128}$/, 'must be 1 to 128 of A-Z, a-z, 0-9 and _ . : / -'),
)

/** Body of `POST /access/check` (design §6). The service is the caller's own. */
export const checkSchema = v.strictObject({
  operator: operatorId,
  tenantId,
  environmentId: name,
  accessLevel: v.optional(v.picklist(['read', 'write'], 'must be "read" or "write"'), 'read'),
  action: v.exactOptional(label),
  resource: v.exactOptional(label),
})
