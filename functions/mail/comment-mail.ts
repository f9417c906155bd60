import type { Comment } from '../domain/comments.ts'
import { display } from '../domain/request.ts'
import { factTable, heading, link, mailPage, quote, small, subheading, text } from './layout.ts'
import { adminCentre, facts as factLines, inDoubt, keyLines, type MailContent, opening, quoteLines } from './parts.ts'
import { defang, oneLine, paragraph, shorten } from './text.ts'
import { timeLeft } from './times.ts'
import type { OutcomeView, RequestView } from './views.ts'
import { drillTitle, requestFacts } from './words.ts'

/** Whom a comment is mailed to. */
export interface CommentRecipient {
  readonly id: string
  readonly role: 'operator' | 'approver'
  readonly name: string
  readonly email: string
}

/** Mails quote this much of a comment; the request shows it in full. */
const quotedCharacters = 800
const quotedLines = 16

/** The mail that brings a question or an answer about a request. It decides nothing, and has no link that could. */
export function commentMail(view: RequestView | OutcomeView, comment: Comment, to: CommentRecipient): MailContent {
  const author = defang(oneLine(comment.by.name))
  const from = comment.by.kind === 'approver' ? `an approver of ${view.tenantName}` : view.vendor.name
  const subject = `${view.drill ? `${drillTitle}: ` : ''}Message: ${shorten(view.vendor.name, 60).text}, access to ${shorten(view.environment.name, 60).text}`
  const headline = `${author}, ${from}, wrote about a request`
  const { text: words, cut } = shorten(paragraph(comment.text), quotedCharacters, quotedLines)
  const quotedWords = defang(words)
  const note = cut ? ['Shortened here; the request shows it in full.'] : []
  const centre = adminCentre(view)
  const approver = to.role === 'approver'
  const answer = approver
    ? `To answer, open ${centre} and look for ${view.id}`
    : `To answer, comment on the request in your support tooling: ${view.id}`
  const standing =
    'state' in view
      ? `The request is "${display[view.state]}".`
      : `The request still waits for a decision: ${timeLeft(view.now, view.expiresAt)} left. Its clock goes on while you write.`
  return {
    subject,
    text: [
      ...opening(view),
      headline,
      quoteLines(quotedWords),
      ...note,
      standing,
      answer,
      `The request\n${factLines(requestFacts(view))}`,
      ...(approver ? [inDoubt(view)] : []),
      ...keyLines(view),
    ].join('\n\n'),
    html: mailPage(view, subject, [
      heading(headline),
      quote(quotedWords),
      ...note.map((line) => small(line)),
      text(standing),
      approver ? text('To answer, open ', link(centre, 'the admin centre'), ` and look for ${view.id}`) : text(answer),
      subheading('The request'),
      factTable(requestFacts(view)),
      ...(approver ? [small('In doubt, open ', link(centre, centre), ` and look for ${view.id}`)] : []),
    ]),
  }
}
