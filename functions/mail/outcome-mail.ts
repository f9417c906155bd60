import { factTable, heading, link, mailPage, quote, small, subheading, text } from './layout.ts'
import {
  adminCentre,
  facts as factLines,
  inDoubt,
  type MailContent,
  quoted,
  quoteLines,
  subjectOf,
  whyKeep,
  witness,
  witnessTitle,
} from './parts.ts'
import { defang, shorten } from './text.ts'
import type { OutcomeMailView } from './views.ts'
import { doer, outcomeWords, proof, requestFacts } from './words.ts'

/** Whom an outcome is mailed to. An approver's `id` is the approver id. */
export interface OutcomeRecipient {
  readonly id: string
  readonly role: 'operator' | 'approver'
  readonly name: string
  readonly email: string
}

/**
 * The mail that tells an outcome. It asks for nothing, and carries seq and hash of the ledger as a witness. The
 * operator reads the decider's name; how they proved who they are is for their own organisation.
 */
export function outcomeMail(view: OutcomeMailView, to: OutcomeRecipient): MailContent {
  const approver = to.role === 'approver'
  const subject = subjectOf(view, view.state)
  const { headline, sentences } = outcomeWords(view)
  const known = approver ? proof(view) : undefined
  const next = approver ? forApprover(view, to) : forOperator(view)
  const changed =
    view.movedOn && `This has changed since: the request is "${view.movedOn}" now. Another mail says more.`
  const told = [...sentences, ...(known ? [known] : []), ...(changed ? [changed] : next)]
  const given = view.why && defang(shorten(view.why, 500, 12).text)
  const givenBy = `Reason that ${doer(view)} gave`
  const wrote = quoted(view)
  const centre = adminCentre(view)
  const open = approver && !view.movedOn && (view.state === 'Approved' || view.state === 'Emergency')

  return {
    subject,
    text: [
      headline,
      ...told,
      ...(open ? [`${endEarlier}: it goes to ${view.vendor.supportEmail}`] : []),
      ...(given ? [`${givenBy}:\n${quoteLines(given)}`] : []),
      `The request\n${factLines(requestFacts(view))}`,
      `${witnessTitle}\n${factLines(witness(view.recorded))}\n${whyKeep}`,
      ...(approver ? [inDoubt(view)] : []),
      wrote.text,
    ].join('\n\n'),
    html: mailPage(view, subject, [
      heading(headline),
      ...told.map((sentence) => text(sentence)),
      ...(open ? [text(`${endEarlier}: it goes to ${view.vendor.supportEmail}`)] : []),
      ...(given ? [subheading(givenBy), quote(given)] : []),
      subheading('The request'),
      factTable(requestFacts(view)),
      subheading(witnessTitle),
      factTable(witness(view.recorded)),
      small(whyKeep),
      ...(approver ? [small('In doubt, open ', link(centre, centre), ` and look for ${view.id}`)] : []),
      subheading(wrote.title),
      quote(wrote.words),
      ...(wrote.note ? [small(wrote.note)] : []),
    ]),
  }
}

const endEarlier = 'To have the access ended earlier, answer this mail'
/** What the outcome means for an approver: whoever decided is told what was done in their name. */
function forApprover(view: OutcomeMailView, to: OutcomeRecipient): readonly string[] {
  if (view.by.kind !== 'approver') return []
  if (view.by.id === to.id)
    return ['This was done in your name. If it was not you, tell the other approvers of your organisation at once.']
  return view.state === 'Revoked'
    ? []
    : [
        `Already decided by ${doer(view)}: nothing is left for you to do. The links of earlier mails decide nothing any more.`,
      ]
}

function forOperator({ state }: OutcomeMailView): readonly string[] {
  switch (state) {
    case 'Approved':
      return ['End the access when you are done.']
    case 'Emergency':
      return ['All approvers of the organisation are told now. End the access when you are done.']
    case 'Denied':
    case 'Expired':
      return ['If access is still needed, talk to the customer, then start a new request.']
    default:
      return []
  }
}
