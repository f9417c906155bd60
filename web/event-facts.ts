import { showInstant, showLength } from '../functions/mail/times.ts'
import type { TenantRequestDetail } from './api/answers.ts'
import { basisText, levelText, reasonText } from './words.ts'

type Value = string | number | boolean

/** What a detail of an event is called, and how its value reads; a name that is not here is shown as the record has it. */
const facts: Readonly<Record<string, (value: Value, about: About) => string | undefined>> = {
  accessLevel: (value) => lookUp(levelText, value),
  accessPeriod: (value) => (typeof value === 'number' ? `For ${showLength(value)}` : undefined),
  accessUntil: (value, { zone }) => `Until ${showInstant(String(value), zone)}`,
  expiresAt: (value, { zone }) => `To be decided before ${showInstant(String(value), zone)}`,
  reasonType: (value) => lookUp(reasonText, value),
  approverId: (value, about) => `To ${nameOf(value, about)}`,
  recipient: (value, about) => `To ${nameOf(value, about)}`,
  purpose: (value) => lookUp(purposes, value),
  outcome: () => undefined,
  commentId: () => undefined,
  attempt: (value) => (value === 1 ? undefined : `Try ${value}`),
  drill: () => 'Fire drill',
  error: (value) => `Failed: ${value}`,
  action: (value) => `What was done: ${value}`,
  resource: (value) => `With: ${value}`,
  basis: (value) => `Since ${lookUp(basisText, value)}`,
  incident: (value) => `Incident ${value}`,
  extends: (value) => `Goes on from ${value}`,
  kind: (value) => lookUp(undelivered, value),
  until: (value, { zone }) => `Until ${showInstant(String(value), zone)}`,
  direction: (value) => (value === 'in' ? 'Came to this organisation' : 'Left this organisation'),
  from: (value) => `From ${value}`,
  to: (value) => `To ${value}`,
}

const purposes: Readonly<Record<string, string>> = {
  decision: 'Asks for a decision',
  outcome: 'Tells what was decided',
  comment: 'Tells a comment',
  notice: 'For information',
  resend: 'Because an approver asked for it',
  'locked-link': 'In the place of a locked link',
  reminder: 'Reminds of a request that waits',
  emergency: 'Tells an emergency access',
  warning: 'Warns that the access ends soon',
}

/** Why a mail did not arrive, by `kind` of the event. */
const undelivered: Readonly<Record<string, string>> = {
  bounce: 'The address does not take mail',
  bounced: 'The address does not take mail',
  complaint: 'Reported as spam',
  complained: 'Reported as spam',
  reject: 'The mail service refused to send it',
  rejected: 'The mail service refused to send it',
}

interface About {
  readonly zone: string
  /** Ids of approvers and observers, with their names. */
  readonly people: ReadonlyMap<string, string>
}

/** Whom the mails of a request went to, by their ids. */
export const peopleOf = ({ mails, operator }: Pick<TenantRequestDetail, 'mails' | 'operator'>): About['people'] =>
  new Map([['operator', operator.name], ...mails.map(({ id, name, email }): [string, string] => [id, name ?? email])])

/** The details of an event as people read them, a line each. */
export const eventFacts = (details: Readonly<Record<string, Value>>, about: About): readonly string[] =>
  Object.entries(details).flatMap(([name, value]) => {
    const shown = Object.hasOwn(facts, name) ? facts[name]?.(value, about) : `${name}: ${value}`
    return shown === undefined ? [] : [shown]
  })

const nameOf = (id: Value, { people }: About): string => people.get(String(id)) ?? String(id)

const lookUp = (words: Readonly<Record<string, string>>, value: Value): string =>
  (Object.hasOwn(words, String(value)) ? words[String(value)] : undefined) ?? String(value)
