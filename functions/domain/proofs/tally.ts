import { type EventType, isDrill } from '../events.ts'
import type { LedgerEntry } from '../ledger.ts'
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

const nothing: Counts = {
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

/**
 * Counts the entries of some months, which follow each other; the entries come in their order, from the one before the
 * first month on. It keeps no entry, so a month may have any number.
 */
export class Tally {
  readonly #open: MonthTally[]
  readonly #done: MonthTally[] = []
  #head: Statement['head'] = null

  constructor(months: readonly Month[]) {
    this.#open = months.map((month) => ({ month, entries: null, head: null, counts: nothing }))
  }

  add({ seq, hash, recordedAt, event }: LedgerEntry): void {
    this.#closeBefore(recordedAt)
    this.#head = { seq, hash }
    const [now] = this.#open
    if (!now || recordedAt < boundsOf(now.month).from) return
    const drill = isDrill(event.data.details)
    const which = !drill ? counted[event.type] : event.type === 'lockbox.request.started' ? 'drills' : undefined
    this.#open[0] = {
      ...now,
      entries: { first: now.entries?.first ?? seq, last: seq },
      counts: which ? { ...now.counts, [which]: now.counts[which] + 1 } : now.counts,
    }
  }

  /** Every month, once the last entry before the end of the last one was added. */
  get months(): readonly MonthTally[] {
    return [...this.#done, ...this.#open.map((month) => ({ ...month, head: this.#head }))]
  }

  #closeBefore(at: ChainLink['recordedAt'] & string): void {
    for (let [now] = this.#open; now && at >= boundsOf(now.month).to; [now] = this.#open) {
      this.#done.push({ ...now, head: this.#head })
      this.#open.shift()
    }
  }
}
