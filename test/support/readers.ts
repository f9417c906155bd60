// Those who read a ledger, and a ledger to read.
import type { LedgerEntry } from '../../functions/domain/ledger.ts'
import type { Actor } from '../../functions/domain/request.ts'
import type { AuditTrail } from '../../functions/ports.ts'

export const vendorAuditor: Actor = {
  kind: 'auditor',
  id: 'victor@vendor.example',
  name: 'Victor',
  email: 'victor@vendor.example',
  method: 'access-token',
  ip: '203.0.113.9',
}

/** A ledger of these entries as auditors page through it, newest first; by request, type and time. */
export const trailOf = (entries: readonly LedgerEntry[]): AuditTrail & { readonly reads: () => number } => {
  let reads = 0
  return {
    reads: () => reads,
    page: async (tenantId, filter, limit, after) => {
      reads += 1
      const { from, to, type, types, ulid, supportTicket } = filter
      const found = entries
        .filter(({ event, recordedAt }) => {
          const { data } = event
          return (
            data.tenantId === tenantId &&
            (!from || recordedAt >= from) &&
            (!to || recordedAt < to) &&
            (!type || event.type === type) &&
            (!types || types.includes(event.type)) &&
            (!ulid || data.requestId === `${tenantId}.${ulid}`) &&
            (!supportTicket || data.supportTicket === supportTicket)
          )
        })
        .sort((a, b) => b.seq - a.seq)
        .filter(({ seq }) => !after || seq < after.seq)
      const page = found.slice(0, limit)
      const last = found.length > limit ? page.at(-1) : undefined
      const byIndex = from ?? to ?? ulid
      return {
        entries: page,
        ...(last && { next: { seq: last.seq, ...(byIndex && { recordedAt: last.recordedAt }) } }),
      }
    },
  }
}

export const emptyTrail: AuditTrail = trailOf([])
