import { list, placeOf } from '../audit/list.ts'
import type { AuditQuery } from '../audit/query.ts'
import { type SealedEvent, seal } from '../domain/events.ts'
import { key } from '../domain/keys.ts'
import { ProblemError, refused, unwrap } from '../domain/problems.ts'
import type { Actor } from '../domain/request.ts'
import type { Instant } from '../domain/time.ts'
import type { AuditTrail, Clock, Committed, Random, StateTable } from '../ports.ts'

/** Pages an hour of one auditor in one tenant's ledger: 12,000 entries. */
export const readsAnHour = 120

export interface ReadPorts {
  readonly table: Pick<StateTable, 'commit'>
  readonly trail: AuditTrail
  readonly clock: Clock
  readonly random: Random
}

/**
 * A page of a tenant's ledger for an auditor of the vendor's. That they read, and what they look for, is on its way into
 * that very ledger before anything is read: no record, no read. Of the tenant it is only seen that it exists.
 */
export async function read(tenantId: string, query: AuditQuery, actor: Actor, ports: ReadPorts) {
  // A cursor that leads nowhere is no read, and needs no record.
  placeOf(tenantId, query)
  const now = ports.clock.now()
  const committed = await recorded(tenantId, sealedRead(tenantId, query, actor, now, ports.random), actor, now, ports)
  if (!committed.ok) unwrap(whyNot(tenantId, committed.failed))
  return list(tenantId, query, ports.trail)
}

function sealedRead(tenantId: string, query: AuditQuery, actor: Actor, at: Instant, random: Random): SealedEvent {
  const { cursor, limit: _limit, actor: sought, ...filters } = query
  return seal(
    {
      id: random.ulid(at),
      type: 'lockbox.audit.read',
      tenantId,
      at,
      actor,
      details: {
        continued: cursor !== undefined,
        ...Object.fromEntries(Object.entries(filters).map(([name, value]) => [`filter.${name}`, value])),
      },
      // Somebody's address.
      personal: { 'filter.actor': sought },
    },
    random.bytes,
  )
}

/** Whatever keeps it from being recorded is no fault of the caller's, and they may try again. */
async function recorded(
  tenantId: string,
  sealed: SealedEvent,
  { id }: Actor,
  now: Instant,
  { table }: ReadPorts,
): Promise<Committed> {
  try {
    return await table.commit([
      { kind: 'pin-tenant', tenantId },
      { kind: 'count', key: key.count('vendor-auditor', tenantId, 'read', id, now), below: readsAnHour, now },
      { kind: 'emit', domain: 'vendor-auditor', sealed },
    ])
  } catch (cause) {
    throw new ProblemError(notRecorded, { cause })
  }
}

const notRecorded = {
  code: 'Busy',
  detail: 'That you read it could not be recorded, so nothing was read; try again.',
} as const

function whyNot(tenantId: string, failed: readonly string[]) {
  if (failed.includes('pin-tenant')) return refused('UnknownTenant', `There is no tenant "${tenantId}". Check the id.`)
  if (failed.includes('count'))
    return refused(
      'TooManyRequests',
      `At most ${readsAnHour} pages of an organisation's ledger an hour. Narrow the search, or wait for the next hour.`,
    )
  return { ok: false, problem: notRecorded } as const
}
