import type { InferOutput } from 'valibot'
import { isSameAddress } from '../domain/identity.ts'
import type { Proposal } from '../domain/proposal.ts'
import type { proposalAnswer as shape } from './answers.ts'

export type ProposalAnswer = InferOutput<typeof shape>

/** A proposal as both sides see it; `email` is the caller's, of the customer's side. */
export const proposalAnswer = (proposal: Proposal | undefined, email?: string): ProposalAnswer =>
  proposal
    ? {
        proposal: {
          id: proposal.id,
          name: proposal.name,
          email: proposal.email,
          reason: proposal.reason,
          proposedAt: proposal.proposedAt,
          effectiveAt: proposal.effectiveAt,
          state: proposal.state,
          you: email !== undefined && isSameAddress(email, proposal.email),
        },
      }
    : {}
