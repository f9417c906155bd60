import type { EventDraft } from '../domain/events.ts'
import type { AccessRequest } from '../domain/request.ts'
import type { Instant } from '../domain/time.ts'

/** What of a failure is recorded. */
export const errorName = (error: unknown): string => (error instanceof Error ? error.name : 'Error')

/** The name of the error when a mail could not be written or sent: one bad address holds up nobody. */
export async function failureOf(send: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await send()
    return undefined
  } catch (error) {
    return errorName(error)
  }
}

/** A mail that was sent, or with an error was not. */
export interface Mailed {
  /** The function that mails. */
  readonly by: 'notify' | 'tell'
  readonly tenantId: string
  readonly request?: AccessRequest
  readonly recipient: { readonly name: string | undefined; readonly email: string }
  /** To whom in the organisation's own ids, and what for. */
  readonly details: EventDraft['details']
  readonly error: string | undefined
}

/** Its event. */
export const mailEvent = (mailed: Mailed, at: Instant, id: string): EventDraft => ({
  id,
  type: mailed.error ? 'lockbox.mail.failed' : 'lockbox.mail.sent',
  tenantId: mailed.tenantId,
  at,
  actor: { kind: 'system', id: mailed.by, method: 'system' },
  ...(mailed.request && { request: mailed.request }),
  details: { ...mailed.details, error: mailed.error },
  personal: { 'recipient.name': mailed.recipient.name, 'recipient.email': mailed.recipient.email },
})
