import type { AccessLevel, ReasonType } from '../domain/request.ts'
import { defang } from './text.ts'
import { showInstant, showLength, timeLeft } from './times.ts'
import type { OutcomeView, RequestView } from './views.ts'

/** What an operator may do at a level, as a verb: "let her … Production". */
export const verb: Readonly<Record<AccessLevel, string>> = { read: 'read', write: 'read and change' }

const levelText: Readonly<Record<AccessLevel, string>> = {
  read: 'Read: see data, change nothing',
  write: 'Write: see and change data',
}

const reasonText: Readonly<Record<ReasonType, string>> = {
  CustomerInitiatedSupport: 'Support that your organisation asked for',
  VendorInitiatedService: "Service work on the vendor's own initiative",
  VendorInitiatedReview: "Review on the vendor's own initiative",
  ThirdPartyDataRequest: 'A third party, such as an authority, asked for data',
  ProductionAlert: 'An alert in production',
}

/** The whole ask in one sentence. */
export const askSentence = ({ operator, vendor, environment, asked }: RequestView): string =>
  `${defang(operator.name)} of ${vendor.name} asks to ${verb[asked.accessLevel]} ${environment.name} for ${showLength(asked.accessPeriod)}.`

/** One line of a request's facts: a label, what it says, and what explains it. */
export interface Fact {
  readonly label: string
  readonly value: string
  readonly notes: readonly string[]
}

const fact = (label: string, value: string, ...notes: readonly (string | false | undefined)[]): Fact => ({
  label,
  value,
  notes: notes.filter((note): note is string => typeof note === 'string' && note !== ''),
})

/** Everything about a request but its free text, in the order in which an approver asks. */
export function requestFacts(view: RequestView, until: 'waiting' | 'over'): readonly Fact[] {
  const { operator, environment, service, asked, atMost, timeZone } = view
  return [
    fact(
      'Who',
      defang(operator.name),
      operator.email,
      operator.id !== operator.email && `Id: ${defang(operator.id)}`,
      [operator.employer, operator.country]
        .filter(Boolean)
        .map((text) => defang(text ?? ''))
        .join(', '),
      operator.client && `Named by ${view.vendor.name}'s system "${defang(operator.client)}"`,
    ),
    fact('Environment', environment.name, environment.id !== environment.name && environment.id),
    fact('Service', service.name, service.id !== service.name && service.id),
    fact(
      'Access',
      levelText[asked.accessLevel],
      atMost.accessLevel !== asked.accessLevel && `Your organisation allows: ${verb[atMost.accessLevel]}`,
    ),
    fact(
      'For',
      `${showLength(asked.accessPeriod)} from the approval`,
      atMost.accessPeriod < asked.accessPeriod && `Your organisation allows: ${showLength(atMost.accessPeriod)}`,
    ),
    fact('Reason', reasonText[view.reason.type]),
    fact('Support ticket', view.supportTicket ? defang(view.supportTicket) : 'None'),
    fact('Organisation', view.tenantName),
    fact('Asked', showInstant(view.requestedAt, timeZone)),
    ...(until === 'waiting'
      ? [fact('Decide before', showInstant(view.expiresAt, timeZone), `${timeLeft(view.now, view.expiresAt)} left`)]
      : []),
    fact('Request', view.id),
  ]
}

/** Who did it, as far as it is known. */
export const doer = ({ by }: OutcomeView): string =>
  by.kind === 'system' ? 'The system' : defang(by.name ?? by.email ?? by.id)

/** How the doer proved who they are: what is known, never more (design §5). */
export function proof({ by }: OutcomeView): string | undefined {
  if (by.method === 'link-and-code') return `with the link and code mailed to ${by.email ?? 'an approver'}`
  if (by.method === 'signed-in') return `signed in as ${by.email ?? by.id}`
  return undefined
}

/** What happened, for whom it concerns: headline without, sentence with the time and the name. */
export function outcomeWords(view: OutcomeView): { readonly headline: string; readonly sentence: string } {
  const { environment, timeZone, granted } = view
  const operator = defang(view.operator.name)
  const at = showInstant(view.at, timeZone)
  const who = doer(view)
  const until = granted ? showInstant(granted.accessUntil, timeZone) : undefined
  const access = verb[granted?.accessLevel ?? view.asked.accessLevel]
  switch (view.state) {
    case 'Approved':
      return {
        headline: 'Access is approved',
        sentence: `${who} approved it on ${at}. ${operator} may ${access} ${environment.name}${until ? ` until ${until}` : ''}.`,
      }
    case 'Denied':
      return { headline: 'Access is denied', sentence: `${who} denied it on ${at}. There is no access.` }
    case 'Expired':
      return { headline: 'The request has expired', sentence: `Nobody decided before ${at}. There is no access.` }
    case 'Canceled':
      return { headline: 'The request is canceled', sentence: `${who} took it back on ${at}. There is no access.` }
    case 'Ended':
      return {
        headline: 'Access has ended',
        sentence:
          view.by.kind === 'system'
            ? `The access period was over on ${at}. The door is closed.`
            : `${who} ended it on ${at}. The door is closed.`,
      }
    case 'Revoked':
      return { headline: 'Access is revoked', sentence: `${who} revoked it on ${at}. The door is closed.` }
    case 'Emergency':
      return {
        headline: 'Emergency access, without approval',
        sentence: `${operator} opened ${environment.name} on ${at} without asking, and may ${access} it${until ? ` until ${until}` : ''}.`,
      }
  }
}
