import { isEmergency } from '../domain/emergency.ts'
import { display } from '../domain/request.ts'
import { factTable, heading, link, mailPage, quote, small, subheading, text } from './layout.ts'
import {
  adminCentre,
  facts as factLines,
  forYourInformation,
  inDoubt,
  keyLines,
  type MailContent,
  quoted,
} from './parts.ts'
import { type StopLink, stopTitle, wayToStop } from './stop-parts.ts'
import { defang, shorten } from './text.ts'
import { showInstant, timeLeft } from './times.ts'
import type { OutcomeView } from './views.ts'
import { emergencyTitle, emergencyWords, requestFacts, verb } from './words.ts'

/** An emergency as its mails show it; with `link`, the approver's own way to stop it. */
export interface EmergencyMailView extends OutcomeView {
  readonly link?: StopLink
}

/**
 * The mail that tells an approver of an emergency at once, and how to stop it. Its words fit no other mail: whoever
 * reads the subject on a locked screen knows what happened.
 */
export const emergencyMail = (view: EmergencyMailView): MailContent =>
  mail(view, emergencySubject(view), {
    said: [...happened(view), ...(isOpen(view) ? [] : [since(view)])],
    way: isOpen(view) ? wayToStop(view, view.link) : { text: '', html: [] },
    toDo: 'Please acknowledge it, so that it is on record that your organisation knows of it: open',
    why: `You get this mail because you are an approver of ${view.tenantName}. An answer to it goes to ${view.vendor.supportEmail}.`,
  })

/** The same to an observer: for information, without link and code. */
export const emergencyNotice = (view: EmergencyMailView): MailContent =>
  mail(view, emergencySubject(view), {
    said: [...happened(view), ...(isOpen(view) ? [] : [since(view)])],
    way: { text: '', html: [] },
    note: 'The approvers of your organisation have got a mail like this one. They can stop the access.',
    why: forYourInformation,
  })

/** The mail to an approver whose link was locked: a new way to stop an access that is open. */
export const stopMail = (view: EmergencyMailView): MailContent =>
  view.state === 'Emergency'
    ? emergencyMail(view)
    : mail(view, `${stopTitle}: ${shorten(view.vendor.name, 60).text}, ${environmentOf(view)}`, {
        said: [`You asked for a fresh link and code. ${openUntil(view)}`],
        way: wayToStop(view, view.link),
        why: `You get this mail because you are an approver of ${view.tenantName}. An answer to it goes to ${view.vendor.supportEmail}.`,
      })

/** Asks the approvers again, until one of them takes note of an emergency. */
export const acknowledgeMail = (view: OutcomeView): MailContent =>
  mail(view, `Please acknowledge: emergency access to ${environmentOf(view)}, ${shorten(view.vendor.name, 60).text}`, {
    headline: 'Please acknowledge an emergency access',
    said: [
      ...happened(view),
      ...(isOpen(view) ? [] : [since(view)]),
      'Nobody of your organisation has acknowledged it yet. Look at what it was for and what was done, then acknowledge it.',
    ],
    way: isOpen(view) ? wayToStop(view, undefined) : { text: '', html: [] },
    toDo: 'To acknowledge it, open',
    why: `You get this mail every day until an approver of ${view.tenantName} acknowledges it. An answer to it goes to ${view.vendor.supportEmail}.`,
  })

interface Parts {
  /** @default - what happened, as a headline */
  readonly headline?: string
  readonly said: readonly string[]
  readonly way: ReturnType<typeof wayToStop>
  /** What is to be done in the admin centre: the words in front of its address. */
  readonly toDo?: string
  readonly note?: string
  readonly why: string
}

function mail(view: OutcomeView, subject: string, parts: Parts): MailContent {
  const wrote = quoted(view)
  const emergency = isEmergency(view)
  const headline = parts.headline ?? (emergency ? whatHappened(view) : 'A fresh link to stop the access')
  const centre = adminCentre(view)
  return {
    subject,
    text: [
      ...(emergency ? [`${emergencyTitle}\n${emergencyWords}`] : []),
      headline,
      ...parts.said,
      parts.way.text,
      parts.toDo && `${parts.toDo} ${centre} and look for ${view.id}`,
      parts.note,
      `The access\n${factLines(requestFacts(view))}`,
      inDoubt(view),
      parts.why,
      wrote.text,
      ...keyLines(view),
    ]
      .filter((part) => part !== undefined && part !== '')
      .join('\n\n'),
    html: mailPage({ ...view, emergency }, subject, [
      heading(headline),
      ...parts.said.map((sentence) => text(sentence)),
      ...parts.way.html,
      ...(parts.toDo ? [text(`${parts.toDo} `, link(centre, 'the admin centre'), ` and look for ${view.id}`)] : []),
      ...(parts.note ? [text(parts.note)] : []),
      subheading('The access'),
      factTable(requestFacts(view)),
      small('In doubt, open ', link(centre, centre), ` and look for ${view.id}`),
      small(parts.why),
      subheading(wrote.title),
      quote(wrote.words),
      ...(wrote.note ? [small(wrote.note)] : []),
    ]),
  }
}

const environmentOf = ({ environment }: OutcomeView): string => shorten(environment.name, 60).text

/** Vendor, what, environment, and never more: subjects are shown on locked screens. */
const emergencySubject = (view: OutcomeView): string =>
  `${emergencyTitle}: ${shorten(view.vendor.name, 60).text} opened ${environmentOf(view)} without your approval`

/** No line begins with what somebody else wrote, so that none of theirs looks like one of ours. */
const whatHappened = ({ vendor, environment }: OutcomeView): string =>
  `${vendor.name} has opened ${environment.name} without your approval`

const isOpen = ({ state, granted, now }: OutcomeView): boolean =>
  (state === 'Emergency' || state === 'Approved') && granted !== undefined && now < granted.accessUntil

function openUntil({ operator, environment, granted, timeZone, now }: OutcomeView): string {
  if (!granted) return 'It is open.'
  const left = `${timeLeft(now, granted.accessUntil)} from when this mail was sent`
  return `Until ${showInstant(granted.accessUntil, timeZone)}, ${left}, ${defang(operator.name)} may ${verb[granted.accessLevel]} ${environment.name}.`
}

function happened(view: OutcomeView): readonly string[] {
  const at = showInstant(view.requestedAt, view.timeZone)
  const why = view.incident ? `for the incident ${defang(view.incident)}` : 'and no incident is on record'
  const opened = `It was opened on ${at} by ${defang(view.operator.name)}, ${why}. Nobody of your organisation was asked.`
  return [opened, ...(isOpen(view) ? [openUntil(view)] : [])]
}

/** What became of it before this mail was written. */
const since = ({ state, at, timeZone, granted }: OutcomeView): string =>
  state === 'Emergency'
    ? `Its time was over on ${showInstant(granted?.accessUntil ?? at, timeZone)}.`
    : `It is over: "${display[state]}" since ${showInstant(at, timeZone)}.`
