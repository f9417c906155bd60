import { seal } from '../domain/events.ts'
import { key } from '../domain/keys.ts'
import type { AccessRequest } from '../domain/request.ts'
import type { Recipient } from '../domain/settings-diff.ts'
import type { MailContent } from '../mail/parts.ts'
import type { Announcement, Clock, Mailer, OutcomeInput, OutcomeSent, Random, StateTable } from '../ports.ts'
import { errorName, mailEvent } from '../requests/mailing.ts'

export interface TellPorts {
  readonly table: StateTable
  readonly mailer: Mailer
  readonly clock: Clock
  readonly random: Random
  /** Has notify mail an outcome with link and code, which it alone makes. */
  readonly byNotify: (input: OutcomeInput) => Promise<OutcomeSent>
}

/** Somebody's mail failed: thrown after all others were tried, so that the queue tries again for those only. */
class NotAllTold extends Error {
  override readonly name = 'NotAllTold'
}

/** One event, or proof, that people are mailed about. */
export interface Occasion<R extends Recipient> {
  readonly recorded: { readonly tenantId: string; readonly event: Pick<Announcement['event'], 'id'> }
  /** The request that it is about, if it is about one. */
  readonly request?: AccessRequest
  /** Mails with the same one make one thread. */
  readonly threadId: string
  readonly recipients: readonly R[]
  /** What the record of each mail says, beside the recipient. */
  readonly details: Readonly<Record<string, string>>
  readonly mailTo: (recipient: R) => MailContent
  /** Sent by somebody else; `sent: false` without an error: then it is sent from here. @default - nobody */
  readonly elsewhere?: (recipient: R) => Promise<OutcomeSent>
}

/** Mails everybody who was not mailed about this event yet; how many. Throws when a mail could not be sent. */
export async function mailOnce<R extends Recipient>(occasion: Occasion<R>, ports: TellPorts): Promise<number> {
  const { recorded, recipients } = occasion
  const { event, tenantId } = recorded
  const told = await ports.table.told(recipients.map(({ id }) => key.told(tenantId, event.id, id)))
  const untold = recipients.filter(({ id }) => !told.has(key.told(tenantId, event.id, id).sk))
  const failures = await Promise.all(untold.map((recipient) => mailOne(recipient, occasion, ports)))
  const failed = failures.filter(Boolean).length
  if (failed > 0) throw new NotAllTold(`${failed} of ${recipients.length} mails could not be sent`)
  return untold.length
}

/** Sends, then marks as told together with the record of it; true when the mail failed. */
async function mailOne<R extends Recipient>(
  recipient: R,
  { recorded, request, threadId, details, mailTo, elsewhere }: Occasion<R>,
  ports: TellPorts,
): Promise<boolean> {
  const { event, tenantId } = recorded
  let error: string | undefined
  try {
    const other = (await elsewhere?.(recipient)) ?? { sent: false }
    error = other.error
    if (!other.sent && !error)
      await ports.mailer.send({
        to: { name: recipient.name, address: recipient.email },
        threadId,
        ...(request && { about: { requests: [request], recipient: recipient.id } }),
        ...mailTo(recipient),
      })
  } catch (failure) {
    error = errorName(failure)
  }
  const now = ports.clock.now()
  const marker = error ? `failed.${recipient.id}` : recipient.id
  const mailed = mailEvent(
    {
      by: 'tell',
      tenantId,
      ...(request && { request }),
      recipient,
      details: { recipient: recipient.id, ...details },
      error,
    },
    now,
    ports.random.ulid(now),
  )
  // A failure is recorded once, however often it is tried; put-if-absent of the marker settles a repeat.
  await ports.table.commit([
    { kind: 'mark-told', key: key.told(tenantId, event.id, marker), now },
    { kind: 'emit', domain: 'tell', sealed: seal(mailed, ports.random.bytes) },
  ])
  return error !== undefined
}
