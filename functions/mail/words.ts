import type { AccessLevel, ReasonType } from '../domain/request.ts'
import { defang } from './text.ts'
import { showInstant, showLength, timeLeft } from './times.ts'
import type { OutcomeView, RequestView } from './views.ts'

/** What an operator may do at a level, as a verb: "let her … Production". */
export const verb: Readonly<Record<AccessLevel, string>> = { read: 'read', write: 'read and change' }

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

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

/** What stands above every mail and page of a fire drill. */
export const drillTitle = 'FIRE DRILL'
export const drillWords =
  'This is a fire drill of your own organisation. Nobody asks for access, and nobody gets it, whatever is decided.'

/** What stands above every mail of an emergency, in words that nobody can take for anything else. */
export const emergencyTitle = 'EMERGENCY ACCESS'
export const emergencyWords = 'Somebody of the vendor has let themselves in, without the approval of your organisation.'

/** What stopping an access means for emergencies. */
export const refusedFor =
  'After that, emergency access to this environment is refused for 24 hours, unless one of your approvers allows it again.'

/** The whole ask as one question. */
export const askQuestion = ({ operator, vendor, environment, asked, drill }: RequestView): string =>
  drill
    ? `Fire drill: would you let ${vendor.name} ${verb[asked.accessLevel]} ${environment.name} for ${showLength(asked.accessPeriod)}?`
    : `${vendor.name} asks: may ${defang(operator.name)} ${verb[asked.accessLevel]} ${environment.name} for ${showLength(asked.accessPeriod)}?`

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
export function requestFacts(view: RequestView | OutcomeView): readonly Fact[] {
  const { operator, environment, service, timeZone } = view
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
    ...('state' in view ? accessGiven(view) : accessAsked(view)),
    fact('Reason', reasonText[view.reason.type]),
    ...(view.extends ? [fact('More time', `Goes on from ${view.extends}`, 'That access ends as it was to end')] : []),
    ...(view.incident ? [fact('Incident', defang(view.incident))] : []),
    ...(view.incident && !view.supportTicket
      ? []
      : [fact('Support ticket', view.supportTicket ? defang(view.supportTicket) : 'None')]),
    fact('Customer', view.tenantName),
    fact(view.incident ? 'Opened' : 'Asked', showInstant(view.requestedAt, timeZone)),
    ...('state' in view
      ? []
      : [fact('Decide before', showInstant(view.expiresAt, timeZone), `${timeLeft(view.now, view.expiresAt)} left`)]),
    fact('Request', view.id),
  ]
}

const accessAsked = ({ asked, atMost }: RequestView): readonly Fact[] => [
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
]

const accessGiven = ({ asked, granted, timeZone }: OutcomeView): readonly Fact[] => [
  fact('Asked for', `${levelText[asked.accessLevel]}`, showLength(asked.accessPeriod)),
  ...(granted
    ? [
        fact(
          'Given',
          levelText[granted.accessLevel],
          showLength(granted.accessPeriod),
          `Until ${showInstant(granted.accessUntil, timeZone)}`,
        ),
      ]
    : []),
]

/** Who did it, as far as it is known. */
export const doer = ({ by }: OutcomeView): string =>
  by.kind === 'system' ? 'The system' : defang(by.name ?? by.email ?? by.id)

/** How an approver proved who they are: what is known, never more (design §5). */
export function proof({ by, state }: OutcomeView): string | undefined {
  const done = state === 'Revoked' ? 'revoked' : 'decided'
  if (by.method === 'link-and-code') return `On record: ${done} with the link and code mailed to ${by.email ?? by.id}.`
  if (by.method === 'signed-in') return `On record: ${done} signed in as ${by.email ?? by.id}.`
  return undefined
}

/** What happened: in a headline, then with time and name. */
export function outcomeWords(view: OutcomeView): { readonly headline: string; readonly sentences: readonly string[] } {
  const { environment, timeZone, granted } = view
  const operator = defang(view.operator.name)
  const at = showInstant(view.at, timeZone)
  const who = doer(view)
  const until = granted ? ` until ${showInstant(granted.accessUntil, timeZone)}` : ''
  const access = view.drill
    ? 'It was a fire drill: no door was opened.'
    : `${operator} may ${verb[granted?.accessLevel ?? view.asked.accessLevel]} ${environment.name}${until}.`
  switch (view.state) {
    case 'Approved':
      return { headline: 'Access is approved', sentences: [`${who} approved it on ${at}.`, access] }
    case 'Denied':
      return { headline: 'Access is denied', sentences: [`${who} denied it on ${at}. There is no access.`] }
    case 'Expired':
      return { headline: 'The request has expired', sentences: [`Nobody decided before ${at}. There is no access.`] }
    case 'Canceled':
      return { headline: 'The request is canceled', sentences: [`${who} took it back on ${at}. There is no access.`] }
    case 'Ended':
      return {
        headline: 'Access has ended',
        sentences: [
          view.by.kind === 'system'
            ? `The access period was over on ${at}. The door is closed.`
            : `${who} ended it on ${at}. The door is closed.`,
        ],
      }
    case 'Revoked':
      return { headline: 'Access is revoked', sentences: [`${who} revoked it on ${at}. The door is closed.`] }
    case 'Emergency':
      return {
        headline: 'Emergency access, without approval',
        sentences: [`${operator} opened ${environment.name} on ${at} without asking.`, access],
      }
  }
}
