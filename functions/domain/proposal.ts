import { personalHash, type SealedEvent } from './events.ts'
import { comparableEmail, isSameAddress, isVendorAddress } from './identity.ts'
import { done, type Outcome, refused } from './problems.ts'
import type { TenantSettings } from './settings.ts'
import { maxApprovers } from './settings.ts'
import { ableApprovers, type SettingsChange } from './settings-change.ts'
import { type Instant, plusSeconds } from './time.ts'

/** So long the organisation has to stop a proposal before the proposed person may accept: three days, a weekend. */
export const proposalDelay = 72 * 3600

/** An approver whom the vendor proposes for an organisation in which nobody is left who can act. */
export interface Proposal {
  readonly tenantId: string
  /** A ULID, and the id of its event. */
  readonly id: string
  readonly name: string
  readonly email: string
  readonly reason: string
  readonly proposedAt: Instant
  readonly effectiveAt: Instant
  readonly state: 'waiting' | 'stopped' | 'accepted'
  /** The event as the ledger has it: what was mailed to everybody is what may be accepted. */
  readonly sealed: SealedEvent
}

/** The id of the event that stops a proposal: one per proposal, so that the ledger tells whether it was stopped. */
export const stopEventId = (proposalId: string): string => `approver.${proposalId}#stopped`

/** Whether the vendor may propose: never while the customer can help itself. */
export function mayPropose(settings: TenantSettings, vendorDomains: readonly string[]): Outcome<undefined> {
  return ableApprovers(settings, vendorDomains).length > 0
    ? refused(
        'ApproverCanAct',
        'This organisation has an approver who can act. Ask its own approvers to put somebody on the list.',
      )
    : done(undefined)
}

/** Where a proposal stands in the ledger: recorded when, and whether it was stopped. */
export interface ProposalRecord {
  readonly recordedAt?: Instant
  readonly stopped: boolean
}

/**
 * The settings with the proposed person on them, or why not yet, or not at all. The time counts from the ledger's own
 * record, not from what the vendor's side wrote: what nobody was told of has no effect.
 */
export function acceptProposal(input: {
  readonly proposal: Proposal
  readonly record: ProposalRecord
  readonly settings: TenantSettings
  readonly email: string
  readonly vendorDomains: readonly string[]
  readonly newId: () => string
  readonly now: Instant
}): Outcome<SettingsChange & { readonly approverId: string }> {
  const { proposal, record, settings, now } = input
  if (!isSameAddress(proposal.email, input.email))
    return refused('NotAnApprover', 'Somebody else was proposed. Ask your organisation or the vendor.')
  if (proposal.state !== 'waiting' || record.stopped)
    return refused('NotFound', 'There is no proposal that waits: it was stopped, or accepted already.')
  const from = effectiveFrom(proposal, record)
  if (from === undefined || now < from)
    return refused('ProposalNotDue', `You may accept from ${from ?? proposal.effectiveAt} on, unless it is stopped.`, {
      effectiveAt: from ?? proposal.effectiveAt,
    })
  const may = mayPropose(settings, input.vendorDomains)
  if (!may.ok) return may
  if (isVendorAddress(proposal.email, input.vendorDomains))
    return refused('VendorAddress', "An address in the vendor's own domains cannot approve.")

  const listed = Object.entries(settings.approvers).find(
    ([, { email }]) => comparableEmail(email) === comparableEmail(proposal.email),
  )
  // A full list in which nobody can act takes this one more: otherwise it could never be mended.
  if (!listed && Object.keys(settings.approvers).length > maxApprovers)
    return refused('InvalidRequest', `At most ${maxApprovers} approvers fit on the list.`)
  const approverId = listed?.[0] ?? input.newId()
  const approver = { name: listed?.[1].name ?? proposal.name, email: proposal.email }
  const approvers = { ...settings.approvers, [approverId]: approver }
  const after = { ...settings, version: settings.version + 1, approvers }
  return done({ before: settings, after, toConfirm: [], approverId })
}

/**
 * What a recorded event says of a proposal, in words: of the values that lie beside the item only those whose hashes are
 * in the event. The item is the vendor's to write, the event was recorded; a value that differs is not shown.
 */
export function provenValues(
  { sealed }: Proposal,
  recorded: { readonly id: string; readonly data: { readonly personal: Readonly<Record<string, string>> } },
): Readonly<Record<string, string>> {
  if (sealed.event.id !== recorded.id) return {}
  return Object.fromEntries(
    Object.entries(sealed.personal).flatMap(([name, salted]) =>
      personalHash(salted) === recorded.data.personal[name] ? [[name, salted.value]] : [],
    ),
  )
}

function effectiveFrom({ effectiveAt }: Proposal, { recordedAt }: ProposalRecord): Instant | undefined {
  if (recordedAt === undefined) return undefined
  const counted = plusSeconds(recordedAt, proposalDelay)
  return counted > effectiveAt ? counted : effectiveAt
}
