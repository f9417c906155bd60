import { brakeHolds, opensTooLong } from '../domain/emergency.ts'
import type { SealedEvent } from '../domain/events.ts'
import { parseRequestId } from '../domain/ids.ts'
import { neighbours } from '../domain/request-events.ts'
import type { Appended, DoorMark, LedgerTable, Outbox, RecordedGrant } from '../ports.ts'

interface MarkPorts {
  readonly outbox: Outbox
  readonly ledger: LedgerTable
}

/**
 * Marks the door that this event opens, unless the ledger has its end too: an event that is presented again opens no door
 * that somebody put back. `known` is what the ledger had of its endings before; it is asked once more after the mark,
 * because an end may have been recorded by another call meanwhile: of the two, whichever comes second sees the other, and
 * takes the mark away.
 */
export async function markDoor(
  sealed: SealedEvent,
  { seq, recordedAt }: Appended,
  known: ReadonlyMap<string, Appended>,
  ports: MarkPorts,
): Promise<DoorMark | 'moved-on'> {
  const { data, time } = sealed.event
  const { endings } = neighbours(sealed.event)
  const isOver = (found: typeof known) => endings.some((id) => found.has(id))
  const grant = recordedGrant(sealed)
  const emergency = grant.basis === 'Emergency'
  // Nobody of the customer was asked: whatever its function says, an emergency opens no door for longer than any may.
  if (emergency && opensTooLong(grant.accessUntil, recordedAt)) return 'differs'
  if (!isOver(known)) {
    // Nor one while the customer's brake holds: that function may have been made to ask none.
    const until = emergency ? await ports.outbox.brakeUntil(grant.tenantId, grant.environmentId) : undefined
    const mark = await ports.outbox.markRecorded(grant, seq, brakeHolds(until, time, recordedAt))
    if (mark !== 'marked' || !isOver(await ports.ledger.find(data.tenantId, endings))) return mark
  }
  // Also where it was marked before: a call that marked it may have died before it looked again.
  await ports.outbox.unmark(grant)
  return 'moved-on'
}

function recordedGrant({ event: { data }, personal }: SealedEvent): RecordedGrant {
  return {
    tenantId: data.tenantId,
    environmentId: data.environmentId ?? '',
    operatorId: personal['operator.id']?.value ?? '',
    ulid: parseRequestId(data.requestId ?? '')?.ulid ?? '',
    service: data.service ?? '',
    basis: data.after === 'Emergency' ? 'Emergency' : 'Approved',
    ...(data.details.client !== undefined && { client: String(data.details.client) }),
    accessLevel: String(data.details.accessLevel),
    accessUntil: String(data.details.accessUntil),
  }
}
