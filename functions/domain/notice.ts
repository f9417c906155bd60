import type { Actor } from './request.ts'
import type { Change, Recipient } from './settings-diff.ts'
import type { Instant } from './time.ts'

/**
 * Who is to be told of an event that is about no request, and what: kept as it was when it happened, because a list of
 * later has lost who was taken off it. Names and addresses are not on the bus; they lie here for 30 days.
 */
export interface Notice {
  readonly tenantId: string
  readonly eventId: string
  readonly at: Instant
  readonly by: Pick<Actor, 'kind' | 'method' | 'id' | 'name' | 'email'>
  readonly recipients: readonly Recipient[]
  readonly changes: readonly Change[]
  /** Of a proposal: why, and from when on it may be accepted. */
  readonly reason?: string
  readonly effectiveAt?: Instant
}

export const noticeBy = ({ kind, method, id, name, email }: Actor): Notice['by'] => ({
  kind,
  method,
  id,
  ...(name && { name }),
  ...(email && { email }),
})
