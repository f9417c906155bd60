import { comparableEmail, isSameAddress, isVendorAddress } from './identity.ts'
import { done, type Outcome, refused } from './problems.ts'
import type { AccessLevel } from './request.ts'
import {
  type ApprovalMode,
  type Approver,
  type Auditor,
  type AuditorMail,
  auditorMails,
  maxApprovers,
  maxAuditors,
  maxObservers,
  type Observer,
  type TenantSettings,
} from './settings.ts'
import type { Seconds } from './time.ts'

/** Someone on a list as its organisation wants it; without an id they are new. */
export interface WantedPerson {
  readonly id?: string
  readonly name: string
  readonly email: string
}

/** The same of somebody who gets the ledger's proofs. */
export interface WantedAuditor extends WantedPerson {
  readonly mails: readonly AuditorMail[]
}

/** The settings as the customer wants them: they take the place of the former ones as a whole. */
export interface WantedSettings {
  /** @default - the name stays */
  readonly name?: string
  readonly policy: 'on' | 'off'
  readonly approvalMode: ApprovalMode
  readonly approvers: readonly WantedPerson[]
  readonly observers: readonly WantedPerson[]
  /** @default - the list stays */
  readonly auditors?: readonly WantedAuditor[]
  readonly maxAccessPeriod: Seconds
  readonly maxAccessLevel: AccessLevel
  readonly timeZone: string
  readonly denyNeedsReason: boolean
}

/** The settings after a change, and whose address has to be confirmed because of it. */
export interface SettingsChange {
  readonly before: TenantSettings
  readonly after: TenantSettings
  /** Ids of approvers who are new, or have a new address: a code is mailed to each. */
  readonly toConfirm: readonly string[]
}

/** Approvers whose word counts: their address is confirmed, and is none of the vendor's. */
export const ableApprovers = (settings: TenantSettings, vendorDomains: readonly string[]): readonly Approver[] =>
  Object.values(settings.approvers).filter(
    ({ unconfirmed, email }) => !unconfirmed && !isVendorAddress(email, vendorDomains),
  )

/**
 * What a change makes of the settings, or why it may not be. The rule that counts most: while the policy is on, somebody
 * is left who can decide; otherwise the organisation has locked itself out of its own lockbox.
 */
export function changeSettings(input: {
  readonly before: TenantSettings
  readonly wanted: WantedSettings
  readonly vendorDomains: readonly string[]
  /** Makes the ids of those who are new: a ULID each. */
  readonly newId: () => string
}): Outcome<SettingsChange> {
  const { before, wanted, vendorDomains, newId } = input
  const wantedAuditors = wanted.auditors ?? listed(before.auditors)
  const fault =
    listFault(wanted.approvers, before.approvers, 'approver', maxApprovers) ??
    listFault(wanted.observers, before.observers ?? {}, 'observer', maxObservers) ??
    listFault(wantedAuditors, before.auditors ?? {}, 'auditor', maxAuditors) ??
    doubledAddress([...wanted.approvers, ...wanted.observers]) ??
    // Who decides may keep the proofs too.
    doubledAddress(wantedAuditors)
  if (fault) return refused('InvalidRequest', fault)
  const ofVendor = wanted.approvers.find(({ email }) => isVendorAddress(email, vendorDomains))
  if (ofVendor)
    return refused('VendorAddress', `${ofVendor.email} is one of the vendor's own addresses: it cannot approve.`)

  const toConfirm: string[] = []
  const approvers: Record<string, Approver> = {}
  for (const { id = newId(), name, email } of wanted.approvers) {
    const former = own(before.approvers, id)
    const sameAddress = former !== undefined && isSameAddress(former.email, email)
    if (!sameAddress) toConfirm.push(id)
    approvers[id] = { name, email, ...((!sameAddress || former.unconfirmed) && { unconfirmed: true }) }
  }
  const observers: Record<string, Observer> = {}
  for (const { id = newId(), name, email } of wanted.observers) observers[id] = { name, email }

  const auditors: Record<string, Auditor> = {}
  for (const { id = newId(), name, email, mails } of wantedAuditors)
    auditors[id] = { name, email, mails: auditorMails.filter((mail) => mails.includes(mail)) }

  const { observers: _, auditors: __, denyNeedsReason: ___, ...kept } = before
  const after: TenantSettings = {
    ...kept,
    name: wanted.name ?? before.name,
    version: before.version + 1,
    policy: wanted.policy,
    approvalMode: wanted.approvalMode,
    approvers,
    ...(wanted.observers.length > 0 && { observers }),
    ...(wantedAuditors.length > 0 && { auditors }),
    ...(wanted.denyNeedsReason && { denyNeedsReason: true }),
    maxAccessPeriod: wanted.maxAccessPeriod,
    maxAccessLevel: wanted.maxAccessLevel,
    timeZone: wanted.timeZone,
  }
  if (wanted.approvers.length === 0)
    return refused('LastApprover', 'Your organisation needs an approver: without one nobody can change this again.')
  if (after.policy === 'on' && ableApprovers(after, vendorDomains).length === 0)
    return refused(
      'LastApprover',
      'While the policy is on, at least one approver with a confirmed address has to stay. Confirm another one first.',
    )
  return done({ before, after, toConfirm })
}

/** The settings in which this approver's address is confirmed. */
export function confirmApprover(before: TenantSettings, approverId: string): SettingsChange {
  const { unconfirmed: _, ...approver } = own(before.approvers, approverId) as Approver
  const approvers = { ...before.approvers, [approverId]: approver }
  return { before, after: { ...before, version: before.version + 1, approvers }, toConfirm: [] }
}

/** Own members only: an id comes from outside, and `constructor` is nobody's. */
export const own = <T>(people: Readonly<Record<string, T>>, id: string): T | undefined =>
  Object.hasOwn(people, id) ? people[id] : undefined

const listed = (auditors: TenantSettings['auditors'] = {}): readonly WantedAuditor[] =>
  Object.entries(auditors).map(([id, auditor]) => ({ id, ...auditor }))

function listFault(
  wanted: readonly WantedPerson[],
  former: Readonly<Record<string, unknown>>,
  what: string,
  most: number,
): string | undefined {
  if (wanted.length > most) return `At most ${most} ${what}s fit on the list.`
  const ids = wanted.flatMap(({ id }) => (id === undefined ? [] : [id]))
  if (ids.some((id) => own(former, id) === undefined))
    return `There is no ${what} with one of these ids. Leave the id out for somebody new.`
  return new Set(ids).size === ids.length ? undefined : `An ${what} stands on the list twice.`
}

function doubledAddress(people: readonly WantedPerson[]): string | undefined {
  const seen = new Set<string>()
  for (const { email } of people) {
    const comparable = comparableEmail(email)
    if (seen.has(comparable)) return `${email} is on the lists twice, perhaps with another +tag or in another case.`
    seen.add(comparable)
  }
  return undefined
}
