import type { ProposalBody } from '../contract/bodies.ts'
import { seal } from '../domain/events.ts'
import { isVendorAddress } from '../domain/identity.ts'
import { done, type Outcome, refused } from '../domain/problems.ts'
import { mayPropose, type Proposal, proposalDelay } from '../domain/proposal.ts'
import type { Actor } from '../domain/request.ts'
import { type Instant, plusSeconds } from '../domain/time.ts'
import type { Clock, Random, StateTable, Write } from '../ports.ts'

interface ProposePorts {
  readonly table: StateTable
  readonly clock: Clock
  readonly random: Random
}

/**
 * Proposes an approver for an organisation in which nobody can act any more. It names nobody: tell mails everybody on the
 * list and the proposed person at once, and only that person may accept, after 72 hours in which any of them may stop it.
 */
export async function proposeApprover(
  input: {
    readonly tenantId: string
    readonly body: ProposalBody
    readonly actor: Actor
    readonly vendorDomains: readonly string[]
  },
  ports: ProposePorts,
): Promise<Outcome<Proposal>> {
  const { tenantId, body, vendorDomains } = input
  const { settings, proposal: standing } = await ports.table.proposalFacts(tenantId)
  if (!settings) return refused('UnknownTenant', `There is no tenant "${tenantId}". Check the id.`)
  if (isVendorAddress(body.email, vendorDomains))
    return refused('VendorAddress', "An address in the vendor's own domains cannot approve. Propose one of theirs.")
  const may = mayPropose(settings, vendorDomains)
  if (!may.ok) return may
  if (standing?.state === 'waiting') return alreadyWaiting(standing)

  const now = ports.clock.now()
  const proposal = proposalOf(input, now, ports.random)
  const writes: readonly Write[] = [
    { kind: 'put-proposal', proposal },
    { kind: 'pin-settings', tenantId, version: settings.version },
    { kind: 'emit', domain: 'vendor-admin', sealed: proposal.sealed },
  ]
  const committed = await ports.table.commit(writes)
  if (committed.ok) return done(proposal)
  return refused('Busy', 'The organisation is changing its settings right now. Nothing was proposed; try again.')
}

function proposalOf(
  { tenantId, body, actor }: { readonly tenantId: string; readonly body: ProposalBody; readonly actor: Actor },
  now: Instant,
  random: Random,
): Proposal {
  const id = random.ulid(now)
  const effectiveAt = plusSeconds(now, proposalDelay)
  const sealed = seal(
    {
      id,
      type: 'lockbox.approver.proposed',
      tenantId,
      at: now,
      actor,
      after: 'waiting',
      details: { effectiveAt },
      personal: { 'proposed.name': body.name, 'proposed.email': body.email, reason: body.reason },
    },
    random.bytes,
  )
  return { tenantId, id, ...body, proposedAt: now, effectiveAt, state: 'waiting', sealed }
}

const alreadyWaiting = ({ id, effectiveAt }: Proposal) =>
  refused('RequestAlreadyOpen', 'A proposal waits already. Wait until it is accepted or stopped.', {
    proposalId: id,
    effectiveAt,
  })
