import { type ProposalAnswer, proposalAnswer } from '../contract/proposal.ts'
import { eventDigest } from '../domain/events.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import { acceptProposal, type Proposal, type ProposalRecord, provenValues, stopEventId } from '../domain/proposal.ts'
import type { Actor } from '../domain/request.ts'
import { everybodyOn } from '../domain/settings-diff.ts'
import type { Clock, LedgerTable, ProposalFacts, Random, StateTable } from '../ports.ts'
import type { DeploymentFacts } from '../runtime/env.ts'
import { listed, type SignedIn } from './caller.ts'
import { type SettingsAnswer, settingsAnswer } from './settings-answer.ts'
import { recordWrites, settingsWrites } from './settings-writes.ts'

interface ProposalPorts {
  readonly table: StateTable
  readonly ledger: Pick<LedgerTable, 'find'>
  readonly clock: Clock
  readonly random: Random
}

/** For whoever is on the list, confirmed or not, and for the proposed person. */
export async function seeProposal(
  caller: SignedIn,
  table: Pick<StateTable, 'proposalFacts'>,
): Promise<Outcome<ProposalAnswer>> {
  const { settings, proposal } = await table.proposalFacts(caller.tenantId)
  const answer = proposalAnswer(proposal, caller.email)
  const who = listed(caller, settings)
  return who.ok || answer.proposal?.you ? done(answer) : who
}

/** Any listed approver stops it, confirmed or not: saying no needs less than saying yes. */
export async function stopProposal(
  caller: SignedIn,
  ports: Pick<ProposalPorts, 'table' | 'clock' | 'random'>,
): Promise<Outcome<ProposalAnswer>> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const { settings, proposal } = await ports.table.proposalFacts(caller.tenantId)
    const who = listed(caller, settings)
    if (!who.ok || !settings) return who.ok ? noProposal : who
    if (proposal?.state !== 'waiting') return noProposal
    const now = ports.clock.now()
    const recorded = recordWrites(
      {
        id: stopEventId(proposal.id),
        type: 'lockbox.approver.proposalStopped',
        tenantId: caller.tenantId,
        at: now,
        actor: who.value.actor,
        before: 'waiting',
        after: 'stopped',
        details: { proposal: proposal.id },
        personal: { 'proposed.name': proposal.name, 'proposed.email': proposal.email },
      },
      [...everybodyOn(settings), { id: proposal.id, name: proposal.name, email: proposal.email }],
      [{ what: 'proposal', before: `${proposal.name}, ${proposal.email}` }],
      ports.random,
    )
    if (!recorded.ok) return recorded
    const committed = await ports.table.commit([
      { kind: 'close-proposal', proposal, state: 'stopped' },
      { kind: 'pin-settings', tenantId: caller.tenantId, version: settings.version },
      ...recorded.value,
    ])
    if (committed.ok) return done(proposalAnswer({ ...proposal, state: 'stopped' }, caller.email))
  }
  return busy
}

/** The proposed person takes the place: a change of settings by the customer's side, never by the vendor's. */
export async function acceptProposed(
  caller: SignedIn,
  facts: DeploymentFacts,
  ports: ProposalPorts,
): Promise<Outcome<SettingsAnswer>> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const { settings, proposal }: ProposalFacts = await ports.table.proposalFacts(caller.tenantId)
    if (!settings || !proposal) return noProposal
    const now = ports.clock.now()
    const accepted = acceptProposal({
      proposal,
      record: await recordOf(proposal, ports.ledger),
      settings,
      email: caller.email,
      vendorDomains: facts.vendor.emailDomains,
      newId: () => ports.random.ulid(now),
      now,
    })
    if (!accepted.ok) return accepted
    const { approverId } = accepted.value
    const by: Actor = { ...caller.actor, id: approverId, name: proposal.name }
    const writes = settingsWrites(accepted.value, by, now, ports.random, { proposal: proposal.id })
    if (!writes.ok) return writes
    const committed = await ports.table.commit([
      ...writes.value,
      { kind: 'close-proposal', proposal, state: 'accepted' },
      { kind: 'close-confirmation', tenantId: caller.tenantId, approverId },
    ])
    if (committed.ok) return done(settingsAnswer(accepted.value.after, approverId, facts))
  }
  return busy
}

/**
 * What the ledger knows of a proposal. The item lies where the vendor's side may write: only what is word for word in
 * the ledger, and so was mailed to everybody, counts.
 */
async function recordOf(proposal: Proposal, ledger: Pick<LedgerTable, 'find'>): Promise<ProposalRecord> {
  const { event } = proposal.sealed
  const stop = stopEventId(proposal.id)
  const found = await ledger.find(proposal.tenantId, [proposal.id, stop])
  const recorded = found.get(proposal.id)
  const proven = provenValues(proposal, event)
  const asRecorded =
    recorded?.digest === eventDigest('vendor-admin', event) &&
    event.type === 'lockbox.approver.proposed' &&
    proven['proposed.name'] === proposal.name &&
    proven['proposed.email'] === proposal.email
  return { ...(asRecorded && recorded && { recordedAt: recorded.recordedAt }), stopped: found.has(stop) }
}

const noProposal: Outcome<never> = refused('NotFound', 'There is no proposal that waits.')
const busy: Outcome<never> = refused('Busy', 'This is being changed right now. Nothing was changed; try again.')
