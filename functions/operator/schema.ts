import * as v from 'valibot'
import { reasonTypes, requestStates } from '../domain/request.ts'
import { email, line, name, operatorId, paragraph, period, requestKey, tenantId } from '../runtime/fields.ts'

/** The body of `POST /requests` (design §6). */
export const startSchema = (maxAccessPeriod: number) =>
  v.pipe(
    v.strictObject({
      tenantId,
      environmentId: name,
      service: name,
      accessLevel: v.optional(v.picklist(['read', 'write'], 'must be "read" or "write"'), 'read'),
      reason: v.strictObject({
        type: v.picklist(reasonTypes, `must be one of ${reasonTypes.join(', ')}`),
        detail: paragraph(1200),
      }),
      supportTicket: v.exactOptional(line(64)),
      accessPeriod: v.exactOptional(period(maxAccessPeriod)),
      /** More time: the operator's own open grant, on the same environment and service. */
      extends: v.exactOptional(requestKey),
      operator: v.exactOptional(
        v.strictObject({
          id: operatorId,
          name: line(100),
          email,
          country: v.exactOptional(line(60)),
          employer: v.exactOptional(line(100)),
        }),
      ),
    }),
    v.forward(
      v.check(
        (body) => body.reason.type !== 'CustomerInitiatedSupport' || body.supportTicket !== undefined,
        'is required when reason.type is CustomerInitiatedSupport',
      ),
      ['supportTicket'],
    ),
  )

export type StartBody = v.InferOutput<ReturnType<typeof startSchema>>

/** Query of `GET /requests`. */
export const listSchema = v.strictObject({
  tenantId: v.exactOptional(tenantId),
  state: v.exactOptional(v.picklist(requestStates, 'must be a state')),
  supportTicket: v.exactOptional(line(64)),
  cursor: v.exactOptional(v.pipe(v.string(), v.maxLength(2000, 'is not a cursor'))),
})

/** Query of `GET /requests/{id}`. */
export const getSchema = v.strictObject({
  wait: v.exactOptional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,2}$/, 'must be a number of seconds from 0 to 20'),
      v.metadata({ type: 'integer', minimum: 0, maximum: 20 }),
      v.transform(Number),
      v.maxValue(20, 'must be a number of seconds from 0 to 20'),
    ),
  ),
})

/** Body of `POST /requests/{id}/cancel` and `/end`: may be left out. */
export const closeSchema = v.strictObject({ reason: v.exactOptional(paragraph(500)) })

/** `Idempotency-Key`: any visible ASCII, at most 384 bytes once it is percent-encoded. */
export const idempotencyKey = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters'),
)
