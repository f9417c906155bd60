import { type LedgerRefusal, refusalOf } from '../domain/acceptance.ts'
import { eventDigest, opensDoor, type SealedEvent } from '../domain/events.ts'
import { type Domain, type Key, parseOutboxKey } from '../domain/keys.ts'
import { recorded } from '../domain/ledger.ts'
import { closedDoor, neighbours, waitingPlaces } from '../domain/request-events.ts'
import { readSealedEvent } from '../domain/sealed-event.ts'
import type { Appended, Bus, DoorMark, Outbox, OutboxItem, RefusedStore } from '../ports.ts'
import { type AppendPorts, append } from './append.ts'
import { markDoor } from './mark-door.ts'

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
  const opens = opensDoor(event.type, event.data.details)
  const ids = [event.id, near.before, ...(opens ? near.endings : [])].filter((id) => id !== undefined)
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
  const door = opens ? await markDoor(sealed, appended, known, ports) : undefined
  const closed = closedDoor(sealed)
  // Whoever may put doors can have put this one back, and its event again, before this one was recorded.
  if (closed) await ports.outbox.unmark(closed)
  await announce(source.domain, sealed, appended, ports)
  return { outcome: 'recorded', sealed, seq: appended.seq, ...(door && { door }) }
}

async function recordPredecessor(tenantId: string, eventId: string, ports: RecordPorts, depth: number): Promise<void> {
  if (depth >= maxDepth) throw new Error('too many events of one request before this one')
  for (const item of await ports.outbox.read(waitingPlaces(tenantId, eventId))) await record(item, ports, depth + 1)
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
