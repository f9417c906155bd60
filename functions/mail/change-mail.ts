import type { EventType } from '../domain/events.ts'
import type { Notice } from '../domain/notice.ts'
import type { TenantSettings } from '../domain/settings.ts'
import type { Announcement } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { changedBy, changeFact } from './change-words.ts'
import { type Frame, frameOf } from './frame.ts'
import { factTable, heading, link, mailPage, quote, small, subheading, text } from './layout.ts'
import {
  facts as factLines,
  keyLines,
  type MailContent,
  quoteLines,
  settingsPage,
  whyKeep,
  witness,
  witnessTitle,
} from './parts.ts'
import { defang, paragraph, shorten } from './text.ts'
import { showInstant } from './times.ts'

/**
 * The mail about a change of what the customer decided, or of a proposal of the vendor's: who, what it was, what it is,
 * with seq and hash of the ledger as a witness. It goes to everybody before and after, so whoever was taken off hears it.
 */
export function changeMail(
  notice: Notice,
  settings: TenantSettings,
  facts: DeploymentFacts,
  publicUrl: string,
  recorded: Pick<Announcement, 'seq' | 'hash' | 'event'>,
): MailContent {
  const frame = frameOf(settings, facts, publicUrl)
  const { name, proof } = changedBy(notice)
  const said = words(recorded.event.type, name, showInstant(notice.at, frame.timeZone), notice, frame)
  const subject = `${said.subject}: ${shorten(frame.vendor.name, 60).text} Customer Lockbox`
  const lines = notice.changes.map(changeFact)
  const facts_ = [
    { label: 'Customer', value: frame.tenantName, notes: [settings.tenantId] },
    ...witness({ seq: recorded.seq, hash: recorded.hash, type: recorded.event.type }),
  ]
  const reason = notice.reason && defang(shorten(paragraph(notice.reason), 500, 12).text)
  const sentences = [...said.sentences, ...(proof ? [proof] : [])]
  const page = settingsPage(frame)
  const doubt = `Was this not meant to be? Open ${page} now, and talk to the other approvers of ${frame.tenantName}.`
  const whyYou = `You get this mail because you are, or were, on the lists of ${frame.tenantName}. An answer to it goes to ${frame.vendor.supportEmail}.`
  const reasonTitle = `Reason that ${frame.vendor.name} gave`
  return {
    subject,
    text: [
      said.headline,
      ...sentences,
      `What changed\n${factLines(lines)}`,
      doubt,
      `${witnessTitle}\n${factLines(facts_)}\n${whyKeep}`,
      whyYou,
      ...(reason ? [`${reasonTitle}:\n${quoteLines(reason)}`] : []),
      ...keyLines(frame),
    ].join('\n\n'),
    html: mailPage(frame, subject, [
      heading(said.headline),
      ...sentences.map((sentence) => text(sentence)),
      factTable(lines),
      text('Was this not meant to be? Open ', link(page, 'the settings'), ` now, and talk to the other approvers.`),
      subheading(witnessTitle),
      factTable(facts_),
      small(whyKeep),
      small(whyYou),
      ...(reason ? [subheading(reasonTitle), quote(reason)] : []),
    ]),
  }
}

interface Said {
  readonly subject: string
  readonly headline: string
  readonly sentences: readonly string[]
}

function words(
  type: EventType,
  who: string,
  at: string,
  notice: Notice,
  { vendor, tenantName, timeZone }: Frame,
): Said {
  switch (type) {
    case 'lockbox.environment.managed':
    case 'lockbox.environment.unmanaged': {
      const to = type === 'lockbox.environment.managed' ? 'managed' : 'not managed any more'
      return {
        subject: `An environment is ${to}`,
        headline: `An environment of ${tenantName} is ${to}`,
        sentences: [`${who} changed it on ${at}.`],
      }
    }
    case 'lockbox.approver.proposed': {
      const from = notice.effectiveAt && showInstant(notice.effectiveAt, timeZone)
      return {
        subject: 'Proposal of an approver',
        headline: `${vendor.name} proposes an approver for ${tenantName}`,
        sentences: [
          `No approver of ${tenantName} with a confirmed address is left, so ${who} of ${vendor.name} proposed one on ${at}.`,
          `Nothing has changed yet. ${from ? `From ${from} on the` : 'The'} proposed person may sign in and accept; until they do, anybody on the list of approvers can sign in and stop it.`,
        ],
      }
    }
    case 'lockbox.approver.proposalStopped':
      return {
        subject: 'The proposal is stopped',
        headline: `The proposal of an approver for ${tenantName} is stopped`,
        sentences: [`${who} stopped it on ${at}.`],
      }
    case 'lockbox.brake.lifted':
      return {
        subject: 'Emergency access is possible again',
        headline: `Emergency access to an environment of ${tenantName} is possible again`,
        sentences: [
          `It was refused after a denial or a revocation. ${who} allowed it again on ${at}, before the 24 hours were over.`,
        ],
      }
    default:
      return {
        subject: 'The settings have changed',
        headline: `The lockbox settings of ${tenantName} have changed`,
        sentences: [`${who} changed them on ${at}.`],
      }
  }
}
