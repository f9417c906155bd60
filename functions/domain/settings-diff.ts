import { comparableEmail } from './identity.ts'
import type { Approver, Auditor, AuditorMail, TenantSettings } from './settings.ts'
import { formatDuration } from './time.ts'

/** One line of what changed, as a mail says it: a missing side means that there was, or is, nothing. */
export interface Change {
  readonly what:
    | 'name'
    | 'policy'
    | 'approvalMode'
    | 'maxAccessPeriod'
    | 'maxAccessLevel'
    | 'timeZone'
    | 'denyNeedsReason'
    | 'approver'
    | 'observer'
    | 'auditor'
    /** An approver whose address was confirmed. */
    | 'confirmed'
    | 'managed'
    | 'proposal'
    /** Whether emergencies are refused, after a denial or a revocation. */
    | 'emergency'
  /** Of which environment. */
  readonly name?: string
  readonly before?: string
  readonly after?: string
  /** Of an auditor: what they got by mail, and what they get. */
  readonly mails?: { readonly before?: readonly AuditorMail[]; readonly after?: readonly AuditorMail[] }
}

/** A change of settings as its audit event has it, and as its mail says it. */
export interface SettingsDiff {
  readonly details: Readonly<Record<string, string>>
  /** Names and addresses. */
  readonly personal: Readonly<Record<string, string>>
  readonly changes: readonly Change[]
}

const plain = {
  name: (s: TenantSettings) => s.name,
  policy: (s: TenantSettings) => s.policy,
  approvalMode: (s: TenantSettings) => s.approvalMode,
  maxAccessPeriod: (s: TenantSettings) => formatDuration(s.maxAccessPeriod),
  maxAccessLevel: (s: TenantSettings) => s.maxAccessLevel,
  timeZone: (s: TenantSettings) => s.timeZone,
  denyNeedsReason: (s: TenantSettings) => (s.denyNeedsReason ? 'yes' : 'no'),
} as const

/** What is different between two versions of the settings; empty when nothing is. */
export function diffSettings(before: TenantSettings, after: TenantSettings): SettingsDiff {
  const details: Record<string, string> = {}
  const personal: Record<string, string> = {}
  const changes: Change[] = []
  for (const what of Object.keys(plain) as (keyof typeof plain)[]) {
    const [was, is] = [plain[what](before), plain[what](after)]
    if (was === is) continue
    details[`${what}.before`] = was
    details[`${what}.after`] = is
    changes.push({ what, before: was, after: is })
  }
  for (const [what, was, is] of [
    ['approver', before.approvers, after.approvers],
    ['observer', before.observers ?? {}, after.observers ?? {}],
    ['auditor', before.auditors ?? {}, after.auditors ?? {}],
  ] as const satisfies readonly [Change['what'], People, People][])
    for (const id of new Set([...Object.keys(was), ...Object.keys(is)])) {
      const mails = mailsOf(was[id], is[id])
      const step = personStep(was[id], is[id]) ?? (mails && 'changed')
      if (!step) continue
      details[`${what}.${id}`] = step
      if (mails?.before) details[`${what}.${id}.mails.before`] = mails.before.join(' ')
      if (mails?.after) details[`${what}.${id}.mails.after`] = mails.after.join(' ')
      Object.assign(personal, personalOf(`${what}.${id}`, was[id], is[id]))
      changes.push({
        what: step === 'confirmed' ? 'confirmed' : what,
        ...(was[id] && step !== 'confirmed' && { before: shown(was[id]) }),
        ...(is[id] && { after: shown(is[id]) }),
        ...(mails && { mails }),
      })
    }
  return { details, personal, changes }
}

type Person = Approver & Partial<Pick<Auditor, 'mails'>>
type People = Readonly<Record<string, Person>>

/** What somebody gets by mail, before and after; undefined where that did not change. */
function mailsOf(was: Person | undefined, is: Person | undefined): Change['mails'] {
  if (was?.mails?.join() === is?.mails?.join()) return undefined
  return { ...(was?.mails && { before: was.mails }), ...(is?.mails && { after: is.mails }) }
}

const shown = ({ name, email }: Person): string => `${name}, ${email}`

function personStep(was: Person | undefined, is: Person | undefined) {
  if (!was) return 'added'
  if (!is) return 'removed'
  if (was.name !== is.name || was.email !== is.email) return 'changed'
  return was.unconfirmed && !is.unconfirmed ? 'confirmed' : undefined
}

function personalOf(prefix: string, was: Person | undefined, is: Person | undefined): Record<string, string> {
  const now = is ?? was
  return {
    ...(now && { [`${prefix}.name`]: now.name, [`${prefix}.email`]: now.email }),
    ...(was && is && was.name !== is.name && { [`${prefix}.name.before`]: was.name }),
    ...(was && is && was.email !== is.email && { [`${prefix}.email.before`]: was.email }),
  }
}

/** Somebody who is to be told. */
export interface Recipient {
  readonly id: string
  readonly name: string
  readonly email: string
}

/** Approvers and observers at this moment. Auditors are witnesses of the ledger: what happens is not mailed to them. */
export const everybodyOn = (settings: TenantSettings): readonly Recipient[] =>
  [...Object.entries(settings.approvers), ...Object.entries(settings.observers ?? {})].map(([id, { name, email }]) => ({
    id,
    name,
    email,
  }))

/**
 * Everybody before and after a change, the removed ones too; a changed address under its former one as well: whoever
 * takes somebody's place must not be able to keep that from them.
 */
export function affected(before: TenantSettings, after: TenantSettings): readonly Recipient[] {
  const found = new Map<string, Recipient>()
  for (const [suffix, settings] of [
    ['', after],
    ['.before', before],
  ] as const)
    for (const [id, { name, email }] of [
      ...Object.entries(settings.approvers),
      ...Object.entries(settings.observers ?? {}),
    ]) {
      const address = comparableEmail(email)
      if (!found.has(address)) found.set(address, { id: `${id}${suffix}`, name, email })
    }
  return [...found.values()]
}
