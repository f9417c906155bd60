import { showInstant, showLength } from '../functions/mail/times.ts'
import type { TenantRequestDetail } from './api/answers.ts'
import { levelText, reasonText } from './words.ts'

type Value = string | number | boolean

/** What a detail of an event is called, and how its value reads; a name that is not here is shown as the record has it. */
const facts: Readonly<Record<string, (value: Value, about: About) => string | undefined>> = {
  accessLevel: (value) => lookUp(levelText, value),
  accessPeriod: (value) => (typeof value === 'number' ? `For ${showLength(value)}` : undefined),
  accessUntil: (value, { zone }) => `Until ${showInstant(String(value), zone)}`,
  expiresAt: (value, { zone, type }) =>
    `${type.startsWith('lockbox.access.') ? 'Good until' : 'To be decided before'} ${showInstant(String(value), zone)}`,
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
  audience: (value) => `For ${value}`,
  incident: (value) => `Incident ${value}`,
  extends: (value) => `Goes on from ${value}`,
  kind: (value) => lookUp(undelivered, value),
  call: (value) => `Call: ${value}`,
  code: (value) => `Because: ${value}`,
  suppressed: () => 'Further refusals are not recorded',
  at: (value, { zone }) => showInstant(String(value), zone),
}

const purposes: Readonly<Record<string, string>> = {
  decision: 'Asks for a decision',
  outcome: 'Tells what was decided',
  comment: 'Tells a comment',
  resend: 'Because an approver asked for it',
  'locked-link': 'In the place of a locked link',
  information: 'For information',
  reminder: 'Reminds of what waits',
  nudge: 'Because the operator asked for it',
  emergency: 'Tells an emergency access',
  acknowledge: 'Asks to acknowledge an emergency access',
  stop: 'With a link to stop the access',
  warning: 'Warns that the access ends soon',
}

/** Why a mail did not arrive, by `kind` of the event. */
const undelivered: Readonly<Record<string, string>> = {
  bounced: 'The address does not take mail',
  complained: 'Reported as spam',
  rejected: 'The mail service refused to send it',
}

interface About {
  /** Of the event. */
  readonly type: string
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
