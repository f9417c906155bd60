import type { MailAbout } from '../domain/mail-tags.ts'

/** A file that a mail brings. */
export interface MailAttachment {
  readonly name: string
  /** Media type. */
  readonly type: string
  readonly content: string
}

/** A mail's content; the adapter makes one raw MIME message of it. */
export interface MailMessage {
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly attachments?: readonly MailAttachment[]
  /** Groups the mails of one request into one thread. */
  readonly threadId: string
  /** What the mail service is to say when it tells what became of the mail. */
  readonly about?: MailAbout
}

export interface Mailer {
  /** Resolves once SES took the message. */
  readonly send: (message: MailMessage) => Promise<{ readonly messageId: string }>
}

/** Makes and checks the keyed MAC of a link's code; the key never leaves KMS. Notify makes, link checks. */
export interface CodeMaker {
  readonly mac: (message: Uint8Array) => Promise<Uint8Array>
}

export interface CodeChecker {
  readonly verify: (message: Uint8Array, mac: Uint8Array) => Promise<boolean>
}
