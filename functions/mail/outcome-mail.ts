import { factTable, heading, link, mailPage, quote, small, subheading, text } from './layout.ts'
import type { Markup } from './markup.ts'
import { adminCentre, facts as factLines, inDoubt, type MailContent, quoted, quoteLines, subjectOf } from './parts.ts'
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

/** The mail that tells an outcome. It asks for nothing, and carries seq and hash of the ledger as a witness. */
export function outcomeMail(view: OutcomeMailView, to: OutcomeRecipient): MailContent {
  const subject = subjectOf(view, view.state)
  const { headline, sentence } = outcomeWords(view)
  const next = whatNow(view, to)
  const forApprover = to.role === 'approver'
  const known = forApprover ? proof(view) : undefined
  const wrote = quoted(view)
  const given = view.why && defang(shorten(view.why, 500, 12).text)
  const givenBy = `${doer(view)} gave as the reason`
  const facts = requestFacts(view, 'over')
  const sentences = known
    ? `${sentence} On record: ${view.state === 'Revoked' ? 'revoked' : 'decided'} ${known}.`
    : sentence

  return {
    subject,
    text: [
      `${headline}.`,
      sentences,
      ...next,
      ...(given ? [`${givenBy}:\n${quoteLines(given)}`] : []),
      `The request\n${factLines(facts)}`,
      `${witness.title}\n${witness
        .facts(view)
        .map(({ label, value }) => `  ${label}: ${value}`)
        .join('\n')}\n${witness.why}`,
      ...(forApprover ? [inDoubt(view)] : []),
      wrote.text,
    ].join('\n\n'),
    html: mailPage(view, subject, [
      heading(`${headline}.`),
      text(sentences),
      ...next.map((line) => text(line)),
      ...(given ? [small(`${givenBy}:`), quote(given)] : []),
      subheading('The request'),
      factTable(facts),
      subheading(witness.title),
      factTable(witness.facts(view)),
      small(witness.why),
      ...(forApprover ? [inDoubtHtml(view)] : []),
      subheading(wrote.title),
      quote(wrote.words),
      ...(wrote.note ? [small(wrote.note)] : []),
    ]),
  }
}

const inDoubtHtml = (view: OutcomeMailView): Markup =>
  small('In doubt, open ', link(adminCentre(view), adminCentre(view)), ` and look for ${view.id}.`)

const witness = {
  title: 'In the audit ledger',
  why: 'Keep this mail: it is a witness. A ledger that was rewritten later has another hash at this place.',
  facts: ({ recorded }: OutcomeMailView) => [
    { label: 'Entry', value: String(recorded.seq), notes: [] },
    { label: 'Event', value: recorded.type, notes: [] },
    { label: 'Hash', value: recorded.hash, notes: [] },
  ],
}

/** What the outcome means for whoever reads it. */
function whatNow(view: OutcomeMailView, to: OutcomeRecipient): readonly string[] {
  if (to.role === 'operator') return forOperator(view)
  const centre = adminCentre(view)
  const open = view.state === 'Approved' || view.state === 'Emergency'
  const decided = view.state === 'Approved' || view.state === 'Denied'
  const self = view.by.kind === 'approver' && view.by.id === to.id
  return [
    ...(decided && self
      ? [`This was decided in your name. If it was not you, tell your organisation's other approvers at once.`]
      : []),
    ...(decided && !self
      ? [
          `Already decided by ${doer(view)}: nothing is left for you to do. The links of earlier mails decide nothing any more.`,
        ]
      : []),
    ...(open ? [`Your organisation can revoke the access at any time: open ${centre} and look for ${view.id}.`] : []),
  ]
}

function forOperator({ state }: OutcomeMailView): readonly string[] {
  switch (state) {
    case 'Approved':
      return ['Every access is checked and recorded. End it when you are done.']
    case 'Emergency':
      return ['All approvers of the organisation are told now. End the access when you are done.']
    case 'Denied':
    case 'Expired':
    case 'Canceled':
      return ['If access is still needed, talk to the customer, then start a new request.']
    default:
      return []
  }
}
