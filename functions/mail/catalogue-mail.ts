import type { ServiceChange } from '../domain/catalogue.ts'
import type { Service, TenantSettings } from '../domain/settings.ts'
import type { Announcement } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { frameOf } from './frame.ts'
import { factTable, heading, mailPage, small, subheading, text } from './layout.ts'
import { facts as factLines, keyLines, type MailContent, whyKeep, witness, witnessTitle } from './parts.ts'
import { defang, oneLine, shorten } from './text.ts'
import { showInstant } from './times.ts'

type Side = Omit<Service, 'id'>

/** The mail about a change of the vendor's catalogue: for which services access needs an approval from now on. */
export function catalogueMail(
  changes: readonly ServiceChange[],
  settings: TenantSettings,
  facts: DeploymentFacts,
  publicUrl: string,
  { event, seq, hash }: Pick<Announcement, 'event' | 'seq' | 'hash'>,
): MailContent {
  const frame = frameOf(settings, facts, publicUrl)
  const vendor = shorten(frame.vendor.name, 60).text
  const subject = `What needs your approval has changed: ${vendor} Customer Lockbox`
  const headline = `${frame.vendor.name} changed what the lockbox covers`
  const when = `Since ${showInstant(event.time, frame.timeZone)}, for managed environments of ${frame.tenantName}:`
  const sentences = changes.flatMap(sentencesOf)
  const lines = witness({ seq, hash, type: event.type })
  const whyYou = `You get this mail because you are on the lists of ${frame.tenantName}. An answer to it goes to ${frame.vendor.supportEmail}.`
  return {
    subject,
    text: [
      headline,
      when,
      ...sentences.map((sentence) => `- ${sentence}`),
      `${witnessTitle}\n${factLines(lines)}\n${whyKeep}`,
      whyYou,
      ...keyLines(frame),
    ].join('\n\n'),
    html: mailPage(frame, subject, [
      heading(headline),
      text(when),
      ...sentences.map((sentence) => text(sentence)),
      subheading(witnessTitle),
      factTable(lines),
      small(whyKeep),
      small(whyYou),
    ]),
  }
}

/** A change in words, what matters most first. */
export function sentencesOf({ id, before, after }: ServiceChange): readonly string[] {
  const name = words((after ?? before)?.name ?? id, 100)
  if (!after) return [`${name} is not in the catalogue any more: nobody can ask for access to it.`]
  if (!before) return [`${name} is new. Access to it ${needs(after)}`]
  const renamed = before.name === after.name ? [] : [`${words(before.name, 100)} is called ${name} now.`]
  if (before.covered !== after.covered) return [`From now on access to ${name} ${needs(after)}`, ...renamed]
  if (before.reason !== after.reason && !after.covered) return [`Access to ${name} still ${needs(after)}`, ...renamed]
  return renamed
}

const needs = ({ covered, reason }: Side): string => {
  if (covered) return 'needs an approval.'
  return reason ? `needs no approval: ${words(reason, 300)}` : 'needs no approval.'
}

/** Somebody's own words: no link lives in them. */
const words = (value: string, most: number): string => defang(shorten(oneLine(value), most).text)
