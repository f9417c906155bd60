import { type EventType, isDrill, opensDoor } from '../events.ts'
import type { LedgerEntry } from '../ledger.ts'
import { closesDoor } from '../request-events.ts'
import { type Instant, isOver, plusSeconds } from '../time.ts'
import { boundsOf, type Month } from './months.ts'
import type { ChainLink } from './recompute.ts'
import type { Statement } from './statement.ts'

export type Counts = Statement['counts']

/** Which count an event adds to. A drill's events add to none, but its start to `drills`. */
const counted: Readonly<Partial<Record<EventType, keyof Counts>>> = {
  'lockbox.request.started': 'requests',
  'lockbox.request.approved': 'approved',
  'lockbox.request.denied': 'denied',
  'lockbox.request.expired': 'expired',
  'lockbox.request.canceled': 'canceled',
  'lockbox.request.revoked': 'revoked',
  'lockbox.request.ended': 'ended',
  'lockbox.request.emergency': 'emergencies',
  'lockbox.access.used': 'uses',
  'lockbox.access.tokenIssued': 'uses',
  'lockbox.access.credentialsIssued': 'uses',
  'lockbox.access.notRequired': 'notGoverned',
}

/**
 * Where one has to begin to read, so as to know every grant that is open at a time: no access is longer than 30 days (the
 * configuration takes no longer `accessPeriod`), counted from before it is recorded. A day is for clocks.
 */
export const readFrom = (from: Instant): Instant => plusSeconds(from, -31 * 86_400)

const nothing: Counts = {
  openAtStart: 0,
  requests: 0,
  approved: 0,
  denied: 0,
  expired: 0,
  canceled: 0,
  revoked: 0,
  ended: 0,
  emergencies: 0,
  uses: 0,
  notGoverned: 0,
  drills: 0,
}

/** What one month's entries come to. */
export interface MonthTally {
  readonly month: Month
  readonly entries: Statement['entries']
  readonly head: Statement['head']
  readonly counts: Counts
}

/** By when it was recorded, as everything that is counted: then a door opens, and a decision to close it counts. */
interface Grant {
  readonly openedAt: Instant
  readonly accessUntil: Instant
  readonly closedAt?: Instant
}

/**
 * Counts the entries of some months, which follow each other; the entries come in their order, from `readFrom` the first
 * month's beginning on. It keeps no entry, only the grants of a month, so a month may have any number.
 */
export class Tally {
  readonly #open: MonthTally[]
  readonly #done: MonthTally[] = []
  readonly #grants = new Map<string, Grant>()
  #head: Statement['head'] = null

  constructor(months: readonly Month[]) {
    this.#open = months.map((month) => ({ month, entries: null, head: null, counts: nothing }))
  }

  add({ seq, hash, recordedAt, event }: LedgerEntry): void {
    this.#closeBefore(recordedAt)
    this.#head = { seq, hash }
    const drill = isDrill(event.data.details)
    if (!drill) this.#follow(event, recordedAt)
    const [now] = this.#open
    if (!now || recordedAt < boundsOf(now.month).from) return
    const which = !drill ? counted[event.type] : event.type === 'lockbox.request.started' ? 'drills' : undefined
    this.#open[0] = {
      ...now,
      entries: { first: now.entries?.first ?? seq, last: seq },
      counts: which ? { ...now.counts, [which]: now.counts[which] + 1 } : now.counts,
    }
  }

  /** Every month, once the last entry before the end of the last one was added. */
  get months(): readonly MonthTally[] {
    return [...this.#done, ...this.#open.map((month) => this.#closed(month))]
  }

  #follow({ type, data: { requestId, details } }: LedgerEntry['event'], recordedAt: Instant): void {
    if (requestId === undefined) return
    const grant = this.#grants.get(requestId)
    // Its end is also its `accessUntil`, recorded or not.
    if (opensDoor(type)) this.#grants.set(requestId, { openedAt: recordedAt, accessUntil: String(details.accessUntil) })
    else if (grant && closesDoor(type)) this.#grants.set(requestId, { ...grant, closedAt: recordedAt })
  }

  #closed(month: MonthTally): MonthTally {
    const { from } = boundsOf(month.month)
    let openAtStart = 0
    for (const { openedAt, accessUntil, closedAt } of this.#grants.values())
      if (openedAt < from && !isOver(accessUntil, from) && (closedAt === undefined || closedAt >= from)) openAtStart++
    return { ...month, head: this.#head, counts: { ...month.counts, openAtStart } }
  }

  #closeBefore(at: ChainLink['recordedAt'] & string): void {
    for (let [now] = this.#open; now && at >= boundsOf(now.month).to; [now] = this.#open) {
      this.#done.push(this.#closed(now))
      this.#open.shift()
      const { to } = boundsOf(now.month)
      for (const [id, { accessUntil, closedAt = accessUntil }] of this.#grants)
        if (isOver(accessUntil, to) || closedAt < to) this.#grants.delete(id)
    }
  }
}
