import { buttons, codeBox, factTable, heading, link, mailPage, small, subheading, text } from './layout.ts'
import type { Markup } from './markup.ts'
import {
  adminCentre,
  decideLinks,
  facts as factLines,
  keyLines,
  type MailContent,
  opening,
  subjectOf,
} from './parts.ts'
import { codeRule } from './request-mail.ts'
import { shorten } from './text.ts'
import { showInstant, timeLeft } from './times.ts'
import type { RequestMailView } from './views.ts'
import { askQuestion, drillTitle, requestFacts } from './words.ts'

/** What a digest shows of each request: the page behind the link shows all of it. */
const shownFacts: ReadonlySet<string> = new Set(['Who', 'Environment', 'Service', 'Access', 'For', 'Reason', 'Request'])

/**
 * One reminder for an approver of everything that waits for them: each request with its own link and code, the one whose
 * time is over first at the top. `more`: so many wait beside these.
 */
export function reminderMail(views: readonly [RequestMailView, ...RequestMailView[]], more: number): MailContent {
  const [first] = views
  const many = views.length + more
  const vendor = shorten(first.vendor.name, 60).text
  const drill = views.every((view) => view.drill)
  const headline = many === 1 ? 'A request still waits for your decision' : `${many} requests wait for your decision`
  const subject =
    many === 1
      ? `${subjectOf(first, 'ActionNeeded')} (reminder)`
      : `${drill ? `${drillTitle}: ` : ''}Action needed: ${vendor}, ${many} requests wait (reminder)`
  const centre = adminCentre(first)
  const whyYou = `You get this reminder because you are an approver of ${first.tenantName}. If somebody else has decided meanwhile, nothing is left for you to do. An answer to it goes to ${first.vendor.supportEmail}.`
  const rule = views.some((view) => view.link) ? [codeRule] : []
  const further = more > 0 ? [`${more} more wait: open ${centre}`] : []
  return {
    subject,
    text: [
      ...(drill ? opening(first) : []),
      headline,
      ...rule,
      ...views.map(oneText),
      ...further,
      `In doubt, open ${centre}`,
      whyYou,
      ...keyLines(first),
    ].join('\n\n'),
    html: mailPage({ ...first, drill }, subject, [
      heading(headline),
      ...rule.map((words) => small(words)),
      ...views.flatMap(oneHtml),
      ...further.map((words) => text(words)),
      small('In doubt, open ', link(centre, centre)),
      small(whyYou),
    ]),
  }
}

const factsOf = (view: RequestMailView) => requestFacts(view).filter(({ label }) => shownFacts.has(label))

const deadline = (view: RequestMailView): string =>
  `Please decide before ${showInstant(view.expiresAt, view.timeZone)}: ${timeLeft(view.now, view.expiresAt)} left. If nobody decides, there is no access.`

function oneText(view: RequestMailView): string {
  const lines = [askQuestion(view), deadline(view), factLines(factsOf(view))]
  return [...lines, ...waysText(view)].join('\n\n')
}

function waysText(view: RequestMailView): readonly string[] {
  if (!view.link) return [`Decide it signed in: open ${adminCentre(view)} and look for ${view.id}`]
  const { approve, deny } = decideLinks(view, view.link.id)
  const code = `Your code for this request: ${view.link.code}`
  return view.approvalMode === 'email'
    ? [code, `Approve: ${approve}`, `Deny: ${deny}`]
    : [code, `Deny: ${deny}`, `To approve, sign in: open ${adminCentre(view)} and look for ${view.id}`]
}

function oneHtml(view: RequestMailView): readonly Markup[] {
  return [subheading(askQuestion(view)), text(deadline(view)), ...waysHtml(view), factTable(factsOf(view))]
}

function waysHtml(view: RequestMailView): readonly Markup[] {
  const centre = adminCentre(view)
  if (!view.link) return [buttons([{ url: centre, words: 'Open the admin centre' }])]
  const { approve, deny } = decideLinks(view, view.link.id)
  const both = view.approvalMode === 'email'
  return [
    codeBox(view.link.code),
    buttons([...(both ? [{ url: approve, words: 'Approve' }] : []), { url: deny, words: 'Deny' }]),
    ...(both
      ? []
      : [text('To approve, your organisation needs you to sign in: ', link(centre, 'open the admin centre'), '.')]),
  ]
}
