import type { RequestState } from '../domain/request.ts'
import type { Instant } from '../domain/time.ts'

export interface Page<T> {
  readonly items: readonly T[]
  /** Opaque; present when there is more. */
  readonly cursor?: string
}

export interface ListFilter {
  readonly tenantId?: string
  readonly state?: RequestState
  readonly supportTicket?: string
}

/** What approvers list; all of it must hold. `from` counts, `to` does not any more, by the time of the asking. */
export interface TenantList {
  readonly state?: RequestState
  readonly notState?: RequestState
  readonly supportTicket?: string
  readonly from?: Instant
  readonly to?: Instant
  readonly environmentId?: string
  /** Id or address. */
  readonly operator?: string
}

/** Where a page of requests ended. */
export interface RequestPlace {
  readonly ulid: string
  readonly requestedAt: Instant
}
