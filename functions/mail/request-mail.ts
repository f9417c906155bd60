import { buttons, codeBox, factTable, heading, link, mailPage, quote, small, subheading, text } from './layout.ts'
import type { Markup } from './markup.ts'
import {
  adminCentre,
  decideLinks,
  facts as factLines,
  forYourInformation,
  inDoubt,
  keyLines,
  type MailContent,
  opening,
  quoted,
  subjectOf,
} from './parts.ts'
import { showInstant, timeLeft } from './times.ts'
import type { RequestMailView, RequestView } from './views.ts'
import { askQuestion, requestFacts } from './words.ts'

/**
 * The mail that asks an approver to decide. What it offers follows the tenant's approval mode: both decisions by
 * link and code, only a denial, or only the way to the admin centre; without a link there is never a code.
 */
export function requestMail(view: RequestMailView): MailContent {
  const subject = subjectOf(view, 'ActionNeeded')
  const deadline = `Please decide before ${showInstant(view.expiresAt, view.timeZone)}, ${timeLeft(view.now, view.expiresAt)} after this mail was sent. If nobody decides, there is no access.`
  const way = wayOfDeciding(view)
  const wrote = quoted(view)
  const whyYou = `You get this mail because you are an approver of ${view.tenantName}. An answer to it goes to ${view.vendor.supportEmail}.`
  return {
    subject,
    text: [
      ...opening(view),
      askQuestion(view),
      deadline,
      way.text,
      `The request\n${factLines(requestFacts(view))}`,
      inDoubt(view),
      whyYou,
      wrote.text,
      ...keyLines(view),
    ].join('\n\n'),
    html: mailPage(view, subject, [
      heading(askQuestion(view)),
      text(deadline),
      ...way.html,
      subheading('The request'),
      factTable(requestFacts(view)),
      small('In doubt, open ', link(adminCentre(view), adminCentre(view)), ` and look for ${view.id}`),
      small(whyYou),
      subheading(wrote.title),
      quote(wrote.words),
      ...(wrote.note ? [small(wrote.note)] : []),
    ]),
  }
}

/** The same request to an observer: for information, without link and code. */
export function noticeMail(view: RequestView): MailContent {
  const subject = subjectOf(view, 'ActionNeeded')
  const deadline = `The approvers of ${view.tenantName} decide before ${showInstant(view.expiresAt, view.timeZone)}. If nobody decides, there is no access.`
  const wrote = quoted(view)
  return {
    subject,
    text: [
      ...opening(view),
      askQuestion(view),
      forYourInformation,
      deadline,
      `The request\n${factLines(requestFacts(view))}`,
      inDoubt(view),
      wrote.text,
      ...keyLines(view),
    ].join('\n\n'),
    html: mailPage(view, subject, [
      heading(askQuestion(view)),
      text(forYourInformation),
      text(deadline),
      subheading('The request'),
      factTable(requestFacts(view)),
      small('In doubt, open ', link(adminCentre(view), adminCentre(view)), ` and look for ${view.id}`),
      subheading(wrote.title),
      quote(wrote.words),
      ...(wrote.note ? [small(wrote.note)] : []),
    ]),
  }
}

export const codeRule =
  'A link only shows the request. The page asks for this code, and only this code decides. Nobody will ever ask you for it on the phone or in a chat.'

/** The links, the code, and what they do. */
function wayOfDeciding(view: RequestMailView): { readonly text: string; readonly html: readonly Markup[] } {
  const signIn = adminCentre(view)
  if (!view.link || view.approvalMode === 'sign-in')
    return {
      text: `Your organisation decides signed in. Open ${signIn} and look for ${view.id}`,
      html: [
        buttons([{ url: signIn, words: 'Open the admin centre' }]),
        small(
          `This mail has no link that could decide: your organisation decides signed in. Look there for ${view.id}`,
        ),
      ],
    }
  const { approve, deny } = decideLinks(view, view.link.id)
  if (view.approvalMode === 'deny-by-email')
    return {
      text: `Your code: ${view.link.code}\n\nDeny: ${deny}\n\n${codeRule}\n\nTo approve, your organisation needs you to sign in: open ${signIn} and look for ${view.id}`,
      html: [
        codeBox(view.link.code),
        buttons([{ url: deny, words: 'Deny' }]),
        small(codeRule),
        text('To approve, your organisation needs you to sign in: ', link(signIn, 'open the admin centre'), '.'),
      ],
    }
  return {
    text: `Your code: ${view.link.code}\n\nApprove: ${approve}\n\nDeny: ${deny}\n\n${codeRule}`,
    html: [
      codeBox(view.link.code),
      buttons([
        { url: approve, words: 'Approve' },
        { url: deny, words: 'Deny' },
      ]),
      small(codeRule),
    ],
  }
}
