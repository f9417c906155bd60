import { comparableEmail } from '../domain/identity.ts'
import type { Approver, TenantSettings } from '../domain/settings.ts'
import type { Instant } from '../domain/time.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { frameOf } from './frame.ts'
import { buttons, codeBox, heading, mailPage, small, subheading, text } from './layout.ts'
import { keyLines, type MailContent, settingsPage, whyPin } from './parts.ts'
import { defang, oneLine, shorten } from './text.ts'
import { showInstant } from './times.ts'

/**
 * The mail with the code that confirms an approver's address. The code alone proves the mailbox; there is nothing to
 * click that would do anything, because mail gateways click too.
 */
export function confirmMail(about: {
  readonly settings: TenantSettings
  readonly facts: DeploymentFacts
  readonly publicUrl: string
  readonly approver: Approver
  /** Who put them on the list, or asked for a new code. */
  readonly by: { readonly name?: string; readonly email?: string }
  /** As printed: `K7F2-QX9M`. */
  readonly code: string
  readonly now: Instant
}): MailContent {
  const frame = frameOf(about.settings, about.facts, about.publicUrl)
  const { vendor, tenantName } = frame
  const page = settingsPage(frame)
  const subject = `Confirm your address: ${shorten(vendor.name, 60).text} Customer Lockbox`
  const address = oneLine(about.approver.email)
  const headline = `You are to be an approver of ${tenantName}`
  const asker = [about.by.name && defang(oneLine(about.by.name)), about.by.email && oneLine(about.by.email)]
    .filter(Boolean)
    .join(', ')
  const who =
    about.by.email && comparableEmail(about.by.email) === comparableEmail(about.approver.email)
      ? 'You asked for a new code.'
      : `${asker || 'Your organisation'} asks you to confirm your address.`
  const why = `${who} ${address} is on the list of those who decide when ${vendor.name} may look at the data of ${tenantName}. The code shows that this mailbox is yours.`
  const how = `Give the code to ${asker ? asker : 'the approver who put you on the list'}: one of you types it in the settings, beside your name. Who can sign in already does it alone: ${page}`
  const until = `Until then you get no requests to decide. Only the code of the newest of these mails counts; this one was sent on ${showInstant(about.now, frame.timeZone)}.`
  const inDoubt = `Then do nothing: without the code the address is not confirmed. Nobody at ${vendor.name} will ever ask you for it.`
  const doubt = `You did not expect this? ${inDoubt}`
  const answer = `An answer to this mail goes to ${vendor.supportEmail}.`
  const keep = frame.keyThumbprint ? [whyPin] : []
  return {
    subject,
    text: [headline, why, `Your code: ${about.code}`, how, until, doubt, ...keep, answer, ...keyLines(frame)].join(
      '\n\n',
    ),
    html: mailPage(frame, subject, [
      heading(headline),
      text(why),
      codeBox(about.code),
      buttons([{ url: page, words: 'Open the settings' }]),
      text(how),
      small(until),
      subheading('You did not expect this?'),
      text(inDoubt),
      ...keep.map((words) => small(words)),
      small(answer),
    ]),
  }
}
