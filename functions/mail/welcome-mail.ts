import type { TenantSettings } from '../domain/settings.ts'
import type { Announcement } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { frameOf } from './frame.ts'
import { factTable, heading, link, mailPage, small, subheading, text } from './layout.ts'
import {
  facts as factLines,
  keyLines,
  type MailContent,
  settingsPage,
  whyKeep,
  whyPin,
  witness,
  witnessTitle,
} from './parts.ts'
import { shorten } from './text.ts'
import { showInstant } from './times.ts'

/** The first mail of an organisation: its ledger begins, and this is the key that vouches for it. */
export function welcomeMail(
  settings: TenantSettings,
  facts: DeploymentFacts,
  publicUrl: string,
  { event, seq, hash }: Pick<Announcement, 'event' | 'seq' | 'hash'>,
): MailContent {
  const frame = frameOf(settings, facts, publicUrl)
  const { vendor, tenantName } = frame
  const subject = `${shorten(tenantName, 60).text} has a Customer Lockbox at ${shorten(vendor.name, 60).text}`
  const headline = `The lockbox of ${tenantName} is set up`
  const page = settingsPage(frame)
  const began = `${vendor.name} created it on ${showInstant(event.time, frame.timeZone)}, and you are its approver. From now on the settings are yours: ${vendor.name} cannot change them.`
  const next = 'Look at them soon: name a second approver, and auditors who get proofs of the record by mail.'
  const pin = frame.keyThumbprint ? [whyPin] : []
  const lines = witness({ seq, hash, type: event.type })
  const whyYou = `You get this mail because ${vendor.name} named you as the approver of ${tenantName}. If you are not, tell ${vendor.supportEmail}: an answer goes there.`
  return {
    subject,
    text: [
      headline,
      began,
      `${next} ${page}`,
      ...pin,
      `${witnessTitle}\n${factLines(lines)}\n${whyKeep}`,
      whyYou,
      ...keyLines(frame),
    ].join('\n\n'),
    html: mailPage(frame, subject, [
      heading(headline),
      text(began),
      text(`${next} `, link(page, 'Open the settings')),
      ...pin.map((words) => text(words)),
      subheading(witnessTitle),
      factTable(lines),
      small(whyKeep),
      small(whyYou),
    ]),
  }
}
