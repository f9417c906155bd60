import * as v from 'valibot'
import { type MailAbout, readMailTags } from '../domain/mail-tags.ts'
import type { Instant } from '../domain/time.ts'
import { instant } from '../domain/time.ts'
import { oneLine, shorten } from '../mail/text.ts'
import type { MailDelivery } from '../ports.ts'
import { sesDetailTypes } from '../runtime/names.ts'

/** What SES says became of one mail about a request. */
export interface DeliveryReport {
  readonly about: MailAbout
  readonly messageId: string
  readonly address: string
  /** When SES took the mail. */
  readonly sentAt: Instant
  readonly delivery: MailDelivery
  /** How it bounced: `Permanent`, `Transient` or `Undetermined`, and more precisely. */
  readonly bounce?: { readonly type: string; readonly subType: string }
}

/**
 * The events that a configuration set puts on the default bus, as far as they are read here.
 * https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html
 */
const time = v.pipe(
  v.string(),
  v.transform((text) => Date.parse(text)),
  v.number(),
  v.transform(instant),
)
const schema = v.object({
  'detail-type': v.string(),
  time,
  detail: v.object({
    mail: v.object({
      timestamp: time,
      messageId: v.string(),
      destination: v.array(v.string()),
      tags: v.optional(v.record(v.string(), v.array(v.string())), {}),
    }),
    delivery: v.optional(v.object({ timestamp: time })),
    bounce: v.optional(
      v.object({
        timestamp: time,
        bounceType: v.string(),
        bounceSubType: v.string(),
        bouncedRecipients: v.optional(v.array(v.object({ diagnosticCode: v.optional(v.string()) })), []),
      }),
    ),
    complaint: v.optional(v.object({ timestamp: time, complaintFeedbackType: v.optional(v.string()) })),
    reject: v.optional(v.object({ reason: v.optional(v.string()) })),
  }),
})

/** Undefined for a mail about no request, and for an event of another kind. Throws on what is no event of SES at all. */
export function deliveryReport(event: unknown): DeliveryReport | undefined {
  const { 'detail-type': type, detail, time: said } = v.parse(schema, event)
  const { mail, bounce, complaint, reject } = detail
  const about = readMailTags(mail.tags)
  const status = sesDetailTypes[type]
  const [address = ''] = mail.destination
  if (!about || !status) return undefined
  const at = (detail.delivery ?? bounce ?? complaint)?.timestamp ?? said
  const diagnosis = bounce?.bouncedRecipients[0]?.diagnosticCode
  const why = bounce ? (diagnosis ?? `${bounce.bounceType}, ${bounce.bounceSubType}`) : complaint?.complaintFeedbackType
  const words = why ?? reject?.reason
  return {
    about,
    messageId: mail.messageId,
    address,
    sentAt: mail.timestamp,
    delivery: { status, at, ...(words && { detail: shorten(oneLine(words), 200).text }) },
    ...(bounce && { bounce: { type: bounce.bounceType, subType: bounce.bounceSubType } }),
  }
}
