import type { EventType } from '../events.ts'
import { requestStates } from '../request.ts'
import { type EventDescription, may, maybeTold, must, oneOf, person, text, time, told, ulid, whole } from './fields.ts'

/** What a mail is for. */
const purposes = {
  decision: 'asks an approver to decide',
  information: 'tells an observer of a request',
  outcome: 'tells what became of a request',
  comment: 'brings a comment',
  change: 'tells a change of settings',
  catalogue: 'tells a change of the catalogue',
  welcome: 'tells the first approver that there is this ledger',
  confirm: 'brings the code that confirms an address',
  reminder: 'reminds of what waits',
  emergency: 'tells an emergency',
  acknowledge: 'asks to take note of one',
  stop: 'brings a fresh link to stop an access',
  warning: 'warns the operator before the end',
  checkpoint: 'brings a checkpoint of this ledger',
  statement: 'brings a monthly statement',
} as const
const purposeWords = `What for: ${Object.entries(purposes)
  .map(([purpose, words]) => `\`${purpose}\` ${words}`)
  .join('; ')}`

const purpose = oneOf(Object.keys(purposes) as (keyof typeof purposes)[])
const mailed = {
  recipient: may(
    person,
    'Whom it went to, of mails that are no ask; `<id>.before`: at the place on the list that they had before',
  ),
  approverId: may(ulid, 'Whom it went to, of those that an approver is to do something about'),
  observerId: may(ulid, 'Whom it went to, of an observer'),
  attempt: may(whole, 'Which try of this mail it was'),
  outcome: may(oneOf(requestStates), 'Of an outcome: the state that it tells'),
  commentId: may(ulid, 'Of a comment: its id, which is that of its event'),
  about: may(text, 'Id of the event that it tells; of a proof `checkpoint-<day>` or `statement-<month>`'),
}
const recipient = {
  'recipient.name': maybeTold('Whom it was written to'),
  'recipient.email': told('Where it was sent'),
}
const said = {
  recipient: must(person, 'Whom the mail went to'),
  at: must(time, 'When the mail service said so'),
}
const words = {
  'recipient.email': told('The address'),
  diagnosis: maybeTold("The mail server's own words, which may name somebody"),
}

/** Mails, and the links in them. */
export const mailEvents = {
  'lockbox.mail.sent': {
    says: 'The mail service took a mail. Whether it arrived is another event.',
    id: ['ULID'],
    about: 'request, if any',
    details: { purpose: must(purpose, purposeWords), ...mailed },
    personal: recipient,
  },
  'lockbox.mail.failed': {
    says: 'A mail could not be sent.',
    id: ['ULID'],
    about: 'request, if any',
    details: {
      purpose: must(purpose, 'What for, as of a mail that was sent'),
      ...mailed,
      error: must(text, 'Name of the error'),
    },
    personal: recipient,
  },
  'lockbox.mail.requested': {
    says: 'Somebody wants a mail about a request again.',
    id: ['ULID'],
    about: 'request',
    details: {
      purpose: must(
        oneOf(['resend', 'nudge', 'locked-link']),
        'Who asked: an approver (`resend`), the operator (`nudge`), or whoever has a link that is locked',
      ),
      approvers: may(whole, 'How many approvers it goes to'),
      approverId: may(ulid, 'Of a locked link: whose it is'),
    },
    personal: {},
  },
  'lockbox.mail.delivered': {
    says: 'A mail server took a mail about a request. It says nothing of whether anybody read it.',
    id: ['ULID'],
    about: 'request',
    details: said,
    personal: words,
  },
  'lockbox.mail.undelivered': {
    says: 'A mail about a request did not arrive.',
    id: ['ULID'],
    about: 'request',
    details: {
      ...said,
      kind: must(oneOf(['bounced', 'complained', 'rejected']), 'What became of it'),
      bounceType: may(text, 'Of a bounce, in the words of SES'),
      bounceSubType: may(text, 'The same'),
    },
    personal: words,
  },
  'lockbox.link.locked': {
    says: "Too many wrong codes locked an approver's link. Whoever typed them had the link and not the code, so nobody is known to have been the approver.",
    id: ['ULID'],
    about: 'request',
    details: { approverId: must(ulid, 'Whose link it is'), wrongCodes: must(whole, 'How many were typed') },
    personal: {},
  },
} as const satisfies Partial<Record<EventType, EventDescription>>
