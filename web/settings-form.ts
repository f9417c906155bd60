import type { Settings, SettingsBody } from './api/answers.ts'
import { lengthText, levelText, modeText } from './words.ts'

/** Somebody on a list that is being edited; a new one has no `id` yet, `row` tells rows apart. */
export interface PersonRow {
  readonly row: string
  readonly id?: string
  readonly name: string
  readonly email: string
}

/** Somebody who gets proofs of the ledger by mail. */
export interface AuditorRow extends PersonRow {
  readonly mails: Settings['auditors'][number]['mails']
}

/** The settings as they are being edited, with the version that the editing began at. */
export interface SettingsForm
  extends Pick<
    Settings,
    'version' | 'policy' | 'approvalMode' | 'maxAccessPeriod' | 'maxAccessLevel' | 'timeZone' | 'denyNeedsReason'
  > {
  readonly approvers: readonly PersonRow[]
  readonly observers: readonly PersonRow[]
  readonly auditors: readonly AuditorRow[]
}

const rowOf = ({ id, name, email }: Settings['observers'][number]): PersonRow => ({ row: id, id, name, email })

export const formOf = (settings: Settings): SettingsForm => ({
  version: settings.version,
  policy: settings.policy,
  approvalMode: settings.approvalMode,
  maxAccessPeriod: settings.maxAccessPeriod,
  maxAccessLevel: settings.maxAccessLevel,
  timeZone: settings.timeZone,
  denyNeedsReason: settings.denyNeedsReason,
  approvers: settings.approvers.map(rowOf),
  observers: settings.observers.map(rowOf),
  auditors: settings.auditors.map((auditor) => ({ ...rowOf(auditor), mails: auditor.mails })),
})

export const bodyOf = (form: SettingsForm): SettingsBody => ({
  ...form,
  approvers: form.approvers.map(personBody),
  observers: form.observers.map(personBody),
  auditors: form.auditors.map((auditor) => ({ ...personBody(auditor), mails: auditor.mails })),
})
const personBody = ({ id, name, email }: PersonRow) => ({ ...(id && { id }), name: name.trim(), email: email.trim() })

/** One thing that is not as it was. */
export interface Change {
  readonly label: string
  readonly before: string
  readonly after: string
}

const none = '–'
const shownAs: readonly (readonly [label: string, (form: SettingsForm) => string])[] = [
  ['Lockbox policy', ({ policy }) => (policy === 'on' ? 'On' : 'Off')],
  ['How decisions are made', ({ approvalMode }) => modeText[approvalMode].label],
  ['Longest access', ({ maxAccessPeriod }) => lengthText(maxAccessPeriod)],
  ['Highest access', ({ maxAccessLevel }) => levelText[maxAccessLevel]],
  ['Time zone', ({ timeZone }) => timeZone],
  ['A denial needs a reason', ({ denyNeedsReason }) => (denyNeedsReason ? 'Yes' : 'No')],
]

/** Everything that differs, in the order of the page: what the confirm dialog shows before it is saved. */
export function changesBetween(before: SettingsForm, after: SettingsForm): readonly Change[] {
  const values = shownAs.flatMap(([label, show]) =>
    show(before) === show(after) ? [] : [{ label, before: show(before), after: show(after) }],
  )
  return [
    ...values,
    ...peopleChanges('Approver', before.approvers, after.approvers),
    ...peopleChanges('Observer', before.observers, after.observers),
    ...peopleChanges('Auditor', before.auditors, after.auditors),
  ]
}

const personText = ({ name, email, mails }: Listed): string =>
  `${name.trim()} <${email.trim()}>${mails ? `, gets ${mails.map((mail) => mailText[mail].toLowerCase()).join(' and ')}` : ''}`

type Listed = PersonRow & Partial<Pick<AuditorRow, 'mails'>>

function peopleChanges(label: string, before: readonly Listed[], after: readonly Listed[]): readonly Change[] {
  const kept = new Map(after.flatMap((person) => (person.id ? [[person.id, person] as const] : [])))
  const changed = before.flatMap((person) => {
    const now = person.id === undefined ? undefined : kept.get(person.id)
    if (!now) return [{ label: `${label} removed`, before: personText(person), after: none }]
    return personText(now) === personText(person)
      ? []
      : [{ label: `${label} changed`, before: personText(person), after: personText(now) }]
  })
  const added = after
    .filter(({ id }) => id === undefined)
    .map((person) => ({ label: `${label} added`, before: none, after: personText(person) }))
  return [...changed, ...added]
}

/** What an auditor may get, in the order of the page. */
export const mailText = {
  checkpoints: 'Daily checkpoints',
  statements: 'Monthly statements',
} as const satisfies Readonly<Record<AuditorRow['mails'][number], string>>

/** Of an auditor's row; undefined: nothing is to be mended there. */
export const mailsProblem = ({ mails }: AuditorRow): string | undefined =>
  mails.length === 0 ? 'Choose at least one.' : undefined

/** What somebody has to mend before it can be saved, by row; the API judges anew, and finally. */
export function personProblem({ name, email }: PersonRow, others: readonly PersonRow[]): string | undefined {
  if (name.trim() === '') return 'Give a name.'
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())) return 'Give an e-mail address.'
  const same = others.filter((other) => other.email.trim().toLowerCase() === email.trim().toLowerCase())
  return same.length > 1 ? 'This address is on the list twice.' : undefined
}
