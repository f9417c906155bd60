import { type LedgerRefusal, refusalOf } from '../domain/acceptance.ts'
import { opensTooLong } from '../domain/emergency.ts'
import { eventDigest, opensDoor, type SealedEvent } from '../domain/events.ts'
import { parseRequestId } from '../domain/ids.ts'
import { type Domain, type Key, parseOutboxKey } from '../domain/keys.ts'
import { recorded } from '../domain/ledger.ts'
import { neighbours, waitingPlaces } from '../domain/request-events.ts'
import { readSealedEvent } from '../domain/sealed-event.ts'
import type { Appended, Bus, DoorMark, Outbox, OutboxItem, RecordedGrant, RefusedStore } from '../ports.ts'
import { type AppendPorts, append } from './append.ts'

export interface RecordPorts extends AppendPorts {
  readonly outbox: Outbox
  readonly bus: Bus
  readonly refused: RefusedStore
  /** Told of every item that is done with, so also of a predecessor that nobody called for. */
  readonly report: (key: Key, done: Recorded) => void
}

/** What became of an outbox item. */
export type Recorded =
  | {
      readonly outcome: 'recorded'
      readonly sealed: SealedEvent
      readonly seq: number
      readonly door?: DoorMark | 'moved-on'
    }
  | { readonly outcome: 'refused'; readonly reason: LedgerRefusal; readonly keptAs: string }

/** A request has three versions, its emergency two: whoever claims more predecessors does not get a deep stack. */
const maxDepth = 8

/**
 * Brings one outbox item into the ledger: its predecessor first, then the entry, the door's mark, the bus, and only
 * then is it removed. A crash between any two of these is healed by doing it all again.
 */
export async function record(item: OutboxItem, ports: RecordPorts, depth = 0): Promise<void> {
  const done = await settle(item, ports, depth)
  await ports.outbox.remove(item.key)
  ports.report(item.key, done)
}

async function settle(item: OutboxItem, ports: RecordPorts, depth: number): Promise<Recorded> {
  const source = parseOutboxKey(item.key)
  const sealed = readSealedEvent(item.sealed)
  if (!source) return refuse(item, 'UnknownDomain', ports)
  if (!sealed) return refuse(item, 'UnknownShape', ports)
  const reason = refusalOf(source, sealed)
  if (reason) return refuse(item, reason, ports)

  const { event } = sealed
  const near = neighbours(event)
  const ids = [event.id, near.before, near.after].filter((id) => id !== undefined)
  let known = await ports.ledger.find(source.tenantId, ids)
  if (near.before && !known.has(event.id)) {
    if (!known.has(near.before)) {
      await recordPredecessor(source.tenantId, near.before, ports, depth)
      known = await ports.ledger.find(source.tenantId, ids)
    }
    const before = known.get(near.before)
    if (!before) throw new Error('the event before this one is in no outbox and not in the ledger')
    if (before.after !== event.data.before) return refuse(item, 'IllegalTransition', ports)
  }

  const appended = known.get(event.id) ?? (await append(source.domain, sealed, ports))
  if (appended.digest !== eventDigest(source.domain, event)) return refuse(item, 'IdTaken', ports)
  // An approval that is presented again after the grant was closed must not open a door that somebody put back.
  const movedOn = near.after !== undefined && known.has(near.after)
  const door = opensDoor(event.type, event.data.details) ? await markDoor(sealed, appended, movedOn, ports) : undefined
  await announce(source.domain, sealed, appended, ports)
  return { outcome: 'recorded', sealed, seq: appended.seq, ...(door && { door }) }
}

async function recordPredecessor(tenantId: string, eventId: string, ports: RecordPorts, depth: number): Promise<void> {
  if (depth >= maxDepth) throw new Error('too many events of one request before this one')
  for (const item of await ports.outbox.read(waitingPlaces(tenantId, eventId))) await record(item, ports, depth + 1)
}

async function markDoor(
  { event, personal }: SealedEvent,
  { seq, recordedAt }: Appended,
  movedOn: boolean,
  ports: RecordPorts,
): Promise<DoorMark | 'moved-on'> {
  if (movedOn) return 'moved-on'
  const { data } = event
  // Nobody of the customer was asked: whatever its function says, an emergency opens no door for longer than any may.
  if (data.after === 'Emergency' && opensTooLong(String(data.details.accessUntil), recordedAt)) return 'differs'
  const grant: RecordedGrant = {
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
  return ports.outbox.markRecorded(grant, seq)
}

const announce = (
  domain: Domain,
  { event }: SealedEvent,
  { seq, hash, recordedAt }: Appended,
  ports: RecordPorts,
): Promise<void> =>
  ports.bus.publish({
    tenantId: event.data.tenantId,
    ...(event.data.requestId && { requestId: event.data.requestId }),
    eventId: event.id,
    seq,
    hash,
    event: recorded(event, { domain, seq, recordedAt }),
  })

/** Kept before it is removed: what was refused can be looked at, and is not presented again. It marks nothing. */
async function refuse(item: OutboxItem, reason: LedgerRefusal, ports: RecordPorts): Promise<Recorded> {
  return { outcome: 'refused', reason, keptAs: await ports.refused.keep({ key: item.key, reason, found: item.sealed }) }
}
