import { factTable, heading, mailPage, text } from './layout.ts'
import { facts as factLines, keyLines, type MailContent } from './parts.ts'
import { shorten } from './text.ts'
import { showInstant, timeLeft } from './times.ts'
import type { RequestView } from './views.ts'
import { requestFacts } from './words.ts'

/** What the operator needs of the request to find it again. */
const shownFacts: ReadonlySet<string> = new Set(['Environment', 'Service', 'Support ticket', 'Customer', 'Request'])

/** To the operator, before their access ends by itself. */
export function warningMail(view: RequestView, accessUntil: string): MailContent {
  const environment = shorten(view.environment.name, 60).text
  const left = timeLeft(view.now, accessUntil)
  const subject = `Access ends soon: ${environment}`
  const headline = `Your access to ${view.environment.name} ends in ${left}`
  const told = [
    `It ends by itself on ${showInstant(accessUntil, view.timeZone)}. Save what you are at; if you are done, end it now.`,
    `To go on, ask for more time now: start a new request for the same environment and service that names this one in "extends". It needs the customer's approval like any other.`,
  ]
  const facts = requestFacts(view).filter(({ label }) => shownFacts.has(label))
  return {
    subject,
    text: [headline, ...told, `The request\n${factLines(facts)}`, ...keyLines(view)].join('\n\n'),
    html: mailPage(view, subject, [heading(headline), ...told.map((words) => text(words)), factTable(facts)]),
  }
}
