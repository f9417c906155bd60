import { type EventDraft, seal } from '../domain/events.ts'
import { key } from '../domain/keys.ts'
import type { Recipient } from '../domain/settings-diff.ts'
import type { MailContent } from '../mail/parts.ts'
import type { Announcement, Clock, Mailer, Random, StateTable } from '../ports.ts'

export interface TellPorts {
  readonly table: StateTable
  readonly mailer: Mailer
  readonly clock: Clock
  readonly random: Random
}

/** Somebody's mail failed: thrown after all others were tried, so that the queue tries again for those only. */
class NotAllTold extends Error {
  override readonly name = 'NotAllTold'
}

/**
 * Mails those who were not told of this event yet, each with a record of it. Throws when a mail failed, after all others
 * were tried: the queue brings the event again, for those only.
 */
export async function mailOnce<R extends Recipient>(
  people: readonly R[],
  { event, tenantId }: Pick<Announcement, 'event' | 'tenantId'>,
  threadId: string,
  contentFor: (recipient: R) => MailContent,
  /** What the record says beside recipient and error. */
  about: Pick<EventDraft, 'request' | 'details'>,
  ports: TellPorts,
): Promise<number> {
  const toldKey = (id: string) => key.told(tenantId, event.id, id)
  const told = await ports.table.told(people.map(({ id }) => toldKey(id)))
  const untold = people.filter(({ id }) => !told.has(toldKey(id).sk))

  /** Sends, then marks as told together with the record of it; true when the mail failed. */
  const mailOne = async (recipient: R): Promise<boolean> => {
    const { id, name, email } = recipient
    let error: string | undefined
    try {
      await ports.mailer.send({ to: { name, address: email }, threadId, ...contentFor(recipient) })
    } catch (failure) {
      error = failure instanceof Error ? failure.name : 'Error'
    }
    const now = ports.clock.now()
    const draft: EventDraft = {
      id: ports.random.ulid(now),
      type: error ? 'lockbox.mail.failed' : 'lockbox.mail.sent',
      tenantId,
      at: now,
      actor: { kind: 'system', id: 'tell', method: 'system' },
      ...about,
      details: { recipient: id, ...about.details, error },
      personal: { 'recipient.name': name, 'recipient.email': email },
    }
    // A failure is recorded once, however often it is tried; put-if-absent of the marker settles a repeat.
    await ports.table.commit([
      { kind: 'mark-told', key: toldKey(error ? `failed.${id}` : id), now },
      { kind: 'emit', domain: 'tell', sealed: seal(draft, ports.random.bytes) },
    ])
    return error !== undefined
  }

  const failures = await Promise.all(untold.map(mailOne))
  const failed = failures.filter(Boolean).length
  if (failed > 0) throw new NotAllTold(`${failed} of ${people.length} mails could not be sent`)
  return untold.length
}
