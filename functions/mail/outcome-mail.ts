import { factTable, heading, link, mailPage, quote, small, subheading, text } from './layout.ts'
import {
  adminCentre,
  facts as factLines,
  forYourInformation,
  inDoubt,
  keyLines,
  type MailContent,
  opening,
  quoted,
  quoteLines,
  receiptPage,
  signedReceipt,
  subjectOf,
  whyKeep,
  witness,
  witnessTitle,
} from './parts.ts'
import { type StopLink, wayToStop } from './stop-parts.ts'
import { defang, shorten } from './text.ts'
import { usesWords } from './uses-words.ts'
import type { OutcomeMailView } from './views.ts'
import { doer, outcomeWords, proof, requestFacts } from './words.ts'

/** Whom an outcome is mailed to. An approver's and an observer's `id` is that of the tenant's list. */
export interface OutcomeRecipient {
  readonly id: string
  readonly role: 'operator' | 'approver' | 'observer'
  readonly name: string
  readonly email: string
}

/**
 * The mail that tells an outcome. It asks for nothing, and carries seq and hash of the ledger as a witness. The
 * operator reads the decider's name; how they proved who they are is for their own organisation. With `stop` an approver
 * can stop the access that is open now.
 */
export function outcomeMail(view: OutcomeMailView, to: OutcomeRecipient, stop?: StopLink): MailContent {
  const approver = to.role === 'approver'
  const insider = to.role !== 'operator'
  const subject = subjectOf(view, view.state)
  const { headline, sentences } = outcomeWords(view)
  const known = insider ? proof(view) : undefined
  const next = insider ? forInsider(view, to) : forOperator(view)
  const changed =
    view.movedOn && `This has changed since: the request is "${view.movedOn}" now. Another mail says more.`
  const used = view.uses ? usesWords(view.uses, view.timeZone) : []
  const told = [...sentences, ...used, ...(known ? [known] : []), ...(changed ? [changed] : next)]
  // Observers have no account to open it with.
  const receipt = to.role === 'observer' ? undefined : receiptPage(view, approver ? 'customer' : 'vendor')
  const given = view.why && defang(shorten(view.why, 500, 12).text)
  const givenBy = `Reason that ${doer(view)} gave`
  const wrote = quoted(view)
  const centre = adminCentre(view)
  const way = stop && approver ? wayToStop(view, stop) : undefined
  const open =
    !way && approver && !view.drill && !view.movedOn && (view.state === 'Approved' || view.state === 'Emergency')

  return {
    subject,
    text: [
      ...opening(view),
      headline,
      ...told,
      ...(way ? [way.text] : []),
      ...(open ? [`${endEarlier} ${centre} and look for ${view.id}`] : []),
      ...(given ? [`${givenBy}:\n${quoteLines(given)}`] : []),
      `The request\n${factLines(requestFacts(view))}`,
      `${witnessTitle}\n${factLines(witness(view.recorded))}\n${whyKeep}`,
      ...(receipt ? [`${signedReceipt}\n${receipt}`] : []),
      ...(insider ? [inDoubt(view)] : []),
      wrote.text,
      ...keyLines(view),
    ].join('\n\n'),
    html: mailPage(view, subject, [
      heading(headline),
      ...told.map((sentence) => text(sentence)),
      ...(way?.html ?? []),
      ...(open ? [text(`${endEarlier} `, link(centre, 'the admin centre'), ` and look for ${view.id}`)] : []),
      ...(given ? [subheading(givenBy), quote(given)] : []),
      subheading('The request'),
      factTable(requestFacts(view)),
      subheading(witnessTitle),
      factTable(witness(view.recorded)),
      small(whyKeep),
      ...(receipt ? [small(`${signedReceipt} `, link(receipt, receipt))] : []),
      ...(insider ? [small('In doubt, open ', link(centre, centre), ` and look for ${view.id}`)] : []),
      subheading(wrote.title),
      quote(wrote.words),
      ...(wrote.note ? [small(wrote.note)] : []),
    ]),
  }
}

const endEarlier = 'To end the access earlier, open'

/** What the outcome means for the organisation's own people: whoever decided is told what was done in their name. */
function forInsider(view: OutcomeMailView, to: OutcomeRecipient): readonly string[] {
  if (to.role === 'observer') return [forYourInformation]
  if (view.by.kind !== 'approver') return []
  if (view.by.id === to.id)
    return ['This was done in your name. If it was not you, tell the other approvers of your organisation at once.']
  return view.state === 'Revoked'
    ? []
    : [
        `Already decided by ${doer(view)}: nothing is left for you to do. The links of earlier mails decide nothing any more.`,
      ]
}

function forOperator({ state, drill }: OutcomeMailView): readonly string[] {
  if (drill) return []
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
