import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as v from 'valibot'
import { bodyText, checked } from '../runtime/body.ts'
import { paragraph, period } from '../runtime/fields.ts'
import { maxDecisionReason } from './decision-form.ts'

/** Browsers send a text field that was left empty as an empty string, and line breaks as CR LF. */
const typed = v.pipe(
  v.string(),
  v.transform((text) => text.replace(/\r\n?/g, '\n').trim()),
)

const code = v.pipe(v.string(), v.maxLength(64, 'is longer than any code'))
const reason = v.optional(
  v.union(
    [v.pipe(typed, v.literal('')), v.pipe(typed, paragraph(maxDecisionReason))],
    `must have at most ${maxDecisionReason} visible characters`,
  ),
  '',
)
const decisionSchema = v.strictObject({
  decision: v.picklist(['approve', 'deny'], 'must be chosen: approve or deny'),
  code,
  accessLevel: v.exactOptional(v.picklist(['read', 'write'], 'must be read or write')),
  accessPeriod: v.exactOptional(period()),
  reason,
})
const stopSchema = v.strictObject({ action: v.literal('stop'), code, reason })
const freshMailSchema = v.strictObject({ action: v.literal('fresh') })

/** What a form of the link page asks for: a decision, to stop an open access, or a fresh mail. */
export type Form =
  | ({ readonly kind: 'decision' } & v.InferOutput<typeof decisionSchema>)
  | ({ readonly kind: 'stop' } & v.InferOutput<typeof stopSchema>)
  | { readonly kind: 'fresh-mail' }

/** The form in a body; unknown, doubled or malformed fields are refused. */
export function formOf(event: APIGatewayProxyEventV2): Form {
  const entries = [...new URLSearchParams(bodyText(event))]
  const fields = Object.fromEntries(entries)
  if (Object.keys(fields).length !== entries.length) return { ...checked({}, decisionSchema, 'form'), kind: 'decision' }
  if (fields.action === 'stop') return { ...checked(fields, stopSchema, 'form'), kind: 'stop' }
  if ('action' in fields) {
    checked(fields, freshMailSchema, 'form')
    return { kind: 'fresh-mail' }
  }
  return { ...checked(fields, decisionSchema, 'form'), kind: 'decision' }
}
