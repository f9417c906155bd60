import { type Answer, dial } from './dial.ts'
import type { ReceivedMail } from './inbox.ts'

/** What an approver takes out of a mail: the link, which shows, and the code, which decides. */
export interface Ticket {
  readonly url: string
  readonly code: string
}

/** Link and code, read from the mail's text as a person would. */
export function ticketIn(mail: ReceivedMail): Ticket {
  const url = /https?:\/\/\S+\/decide\/[^\s?>)]+/.exec(mail.text)?.[0]
  const withoutLinks = mail.text.replaceAll(/https?:\/\/\S+/g, '')
  const code = /\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b/.exec(withoutLinks)?.[0]
  if (!url || !code) throw new Error('this mail has no link or no code')
  return { url, code }
}

/** Sends a form of the link page. */
export const sendForm = (url: string, fields: Readonly<Record<string, string>>): Promise<Answer> =>
  dial(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  })
