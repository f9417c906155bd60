import { display, type RequestState } from '../domain/request.ts'
import { dayOf } from '../domain/time.ts'
import type { MailAttachment } from '../ports.ts'
import type { Frame } from './frame.ts'
import { defang, shorten } from './text.ts'
import type { RequestView } from './views.ts'
import { drillTitle, drillWords, type Fact } from './words.ts'

/** What a mail says, in both forms. */
export interface MailContent {
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly attachments?: readonly MailAttachment[]
}

/** Vendor, what, environment, and never more: subjects are shown on locked screens. */
export function subjectOf(view: RequestView, state: RequestState): string {
  const vendor = shorten(view.vendor.name, 60).text
  const environment = shorten(view.environment.name, 60).text
  return `${view.drill ? `${drillTitle}: ` : ''}${display[state]}: ${vendor}, ${view.asked.accessLevel} access to ${environment}`
}

/** How a text mail begins: what a fire drill says before anything else. */
export const opening = ({ drill }: RequestView): readonly string[] => (drill ? [`${drillTitle}\n${drillWords}`] : [])

/** What a mail to an observer asks for: nothing. */
export const forYourInformation =
  'For your information: you get this mail as an observer, and nothing is for you to do.'

/** Where the customer's people work signed in. */
export const adminCentre = ({ publicUrl }: RequestView): string => `${publicUrl}/`

/** Where the signed receipt of a request is, on the side of whoever may open it. */
export const receiptPage = (
  { publicUrl, id }: Pick<RequestView, 'publicUrl' | 'id'>,
  side: 'customer' | 'vendor',
): string => `${publicUrl}/app/${side === 'vendor' ? 'vendor/' : ''}receipts/${id}`

export const signedReceipt = 'A signed receipt of this, to keep and to print:'

/** Where approvers change what their organisation decided, and type a code. */
export const settingsPage = ({ publicUrl }: Pick<Frame, 'publicUrl'>): string => `${publicUrl}/app/settings`

export const witnessTitle = 'In the audit ledger'
export const whyKeep =
  'Keep this mail: it is a witness. A ledger that was rewritten later has another hash at this place.'

/** Where the ledger has it: the mailbox is a witness. */
export const witness = (recorded: {
  readonly seq: number
  readonly hash: string
  readonly type: string
}): readonly Fact[] => [
  { label: 'Entry', value: String(recorded.seq), notes: [] },
  { label: 'Event', value: recorded.type, notes: [] },
  { label: 'Hash', value: recorded.hash, notes: [] },
]

const keyTitle = "Key of this ledger's checkpoints"

/**
 * The very last lines of a mail, behind whatever others wrote, so that none of theirs is taken for them: what the ledger's
 * proofs are verified with. None where it is not known just now.
 */
export const keyLines = ({
  keyThumbprint,
  otherKeys = [],
}: Pick<Frame, 'keyThumbprint' | 'otherKeys'>): readonly string[] => [
  ...(keyThumbprint ? [`${keyTitle}: ${keyThumbprint}`] : []),
  ...otherKeys.map(({ thumbprint, from }) =>
    from ? `${keyTitle} from ${dayOf(from)} on: ${thumbprint}` : `The one before it, which still counts: ${thumbprint}`,
  ),
]

/** Why a reader should know that key before they need it: of the mail that somebody gets first. */
export const whyPin =
  'Write down the thumbprint in the last lines of this mail, somewhere the vendor cannot reach: with it you can verify, on a machine of your own, that nobody has changed the record of what the vendor did. Mails end with it. A new one stands beside the old one for days before it takes over; if it ever changes otherwise, ask why.'

/** The id ends the line: a full stop behind it would be copied with it. */
export const inDoubt = (view: RequestView): string => `In doubt, open ${adminCentre(view)} and look for ${view.id}`

/** The page behind a link. */
export const decidePage = ({ publicUrl }: RequestView, linkId: string): string =>
  `${publicUrl}/decide/${encodeURIComponent(linkId)}`

/** The two links of a mail: the same page, with another choice made beforehand. */
export function decideLinks(view: RequestView, linkId: string): { readonly approve: string; readonly deny: string } {
  const page = decidePage(view, linkId)
  return { approve: `${page}?choice=approve`, deny: `${page}?choice=deny` }
}

/** Facts for a text mail, one line each. */
export const facts = (lines: readonly Fact[]): string =>
  lines.map(({ label, value, notes }) => `  ${label}: ${[value, ...notes].join('; ')}`).join('\n')

/** Text of several lines as somebody else's. */
export const quoteLines = (words: string): string =>
  words
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')

/** Mails quote this many characters of a reason; the page shows it in full. */
const quotedCharacters = 600
const quotedLines = 12

/** What the operator wrote, near the end of a mail: shortened, no link alive, no line that looks like ours. */
export function quoted(view: RequestView) {
  const { text, cut } = shorten(view.reason.detail, quotedCharacters, quotedLines)
  const title = 'What the operator wrote'
  const words = defang(text)
  const note = cut ? 'Shortened here; the request shows it in full.' : undefined
  return { title, words, note, text: [`${title}:`, quoteLines(words), ...(note ? [note] : [])].join('\n') }
}
