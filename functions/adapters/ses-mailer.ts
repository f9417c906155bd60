import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses'
import MailComposer from 'nodemailer/lib/mail-composer'
import { type MailAbout, mailTags } from '../domain/mail-tags.ts'
import type { Mailer, MailMessage } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'

export interface SesMailerOptions {
  /** From address; SES has verified it. */
  readonly sender: string
  readonly vendor: Pick<DeploymentFacts['vendor'], 'name' | 'supportEmail'>
  /** SES configuration set. It must never track clicks or opens: that rewrites the links. */
  readonly configurationSet?: string
  readonly client?: SESClient
}

/** Sends each mail as one raw MIME message to one recipient through SES. */
export const sesMailer = ({ client = new SESClient({}), ...options }: SesMailerOptions): Mailer => ({
  send: async (message) => {
    const { MessageId } = await client.send(
      new SendRawEmailCommand({
        Source: options.sender,
        // The envelope is ours: whatever stands in a header, the mail goes to this one address.
        Destinations: [message.to.address],
        RawMessage: { Data: await mimeOf(message, options) },
        ...(message.about && { Tags: tagsOf(message.about) }),
        ...(options.configurationSet && { ConfigurationSetName: options.configurationSet }),
      }),
    )
    if (!MessageId) throw new Error('SES answered without a message id')
    return { messageId: MessageId }
  },
})

const tagsOf = (about: MailAbout) => Object.entries(mailTags(about)).map(([Name, Value]) => ({ Name, Value }))

async function mimeOf(message: MailMessage, options: SesMailerOptions): Promise<Uint8Array> {
  const mime = await new MailComposer(mailOf(message, options)).compile().build()
  // A byte beyond ASCII is refused or silently lost on the way: better a failure that is recorded.
  if (mime.some((byte) => byte > 0x7f)) throw new Error('the MIME message is not pure ASCII')
  return mime
}

/** A mail as it is put into MIME. */
export function mailOf(message: MailMessage, { sender, vendor }: Pick<SesMailerOptions, 'sender' | 'vendor'>) {
  // SES gives every mail its own Message-ID, so a thread hangs on a root that was never sent; mail programs group by it.
  const thread = `<request-${message.threadId}@${sender.slice(sender.lastIndexOf('@') + 1)}>`
  return {
    from: { name: vendor.name, address: sender },
    replyTo: { name: vendor.name, address: vendor.supportEmail },
    to: message.to,
    subject: message.subject,
    inReplyTo: thread,
    references: thread,
    headers: {
      // RFC 3834: no vacation notice answers this. Exchange has its own word for it.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    text: message.text,
    html: message.html,
    textEncoding: 'quoted-printable' as const,
    ...(message.attachments && {
      attachments: message.attachments.map(({ name, type, content }) => ({
        filename: name,
        contentType: type,
        contentTransferEncoding: 'base64' as const,
        content,
      })),
    }),
    // RFC 5322 knows no bare line feed.
    newline: 'windows' as const,
    // The content is text that is given here; nothing is read from a disk or fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}
