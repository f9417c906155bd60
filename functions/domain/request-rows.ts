import {
  accessIn,
  type Doer,
  doerOf,
  grantIn,
  operatorIn,
  outcomeOfType,
  type ReadEntry,
  reasonIn,
  whyIn,
} from './entry-words.ts'
import { isDrill } from './events.ts'
import { isTransition } from './request-events.ts'
import type { Instant } from './time.ts'

/** One thing that happened to a request: when, by whom, why, and where the ledger has it. */
interface Happened {
  readonly at: Instant
  readonly seq: number
  readonly by: Doer
  /** What they said of it. */
  readonly why?: string
}

/** One request in a line: what an auditor samples from. All of it is from the ledger; an erased value is missing. */
export interface RequestRow {
  readonly requestId: string
  readonly tenantId: string
  readonly environmentId: string
  readonly service: string
  readonly supportTicket?: string
  /** Opened without an approval. */
  readonly emergency?: true
  /** A fire drill of the customer's own: no access came of it. */
  readonly drill?: true
  readonly operator: ReturnType<typeof operatorIn>
  readonly asked: Happened & {
    /** By this time rows are looked for. */
    readonly recordedAt: Instant
    readonly reason?: { readonly type?: string; readonly detail?: string }
    readonly accessLevel?: 'read' | 'write'
    readonly accessPeriod?: string
    readonly incident?: string
  }
  readonly decided?: Happened & { readonly decision: 'approved' | 'denied' }
  readonly granted?: {
    readonly accessLevel: 'read' | 'write'
    readonly accessPeriod?: string
    readonly accessUntil: Instant
  }
  /** Of an emergency: who took note of it. */
  readonly acknowledged?: Happened
  /** Missing: never, as far as anybody recorded. */
  readonly used?: {
    /** Minutes with at least one access, by the data services. */
    readonly accesses: number
    readonly tokens: number
    readonly credentials: number
    readonly firstAt: Instant
    readonly lastAt: Instant
    readonly firstSeq: number
    readonly lastSeq: number
  }
  readonly ended?: Happened & { readonly how: 'expired' | 'canceled' | 'revoked' | 'ended' }
  /** `waiting`, or what its newest transition says. */
  readonly outcome: 'waiting' | (typeof outcomeOfType)[keyof typeof outcomeOfType]
  /** Where the ledger has its transitions. */
  readonly seqs: readonly number[]
}

const uses = {
  'lockbox.access.used': 'accesses',
  'lockbox.access.tokenIssued': 'tokens',
  'lockbox.access.credentialsIssued': 'credentials',
} as const
const decisions: readonly string[] = ['approved', 'denied']

const happened = (entry: ReadEntry): Happened => ({
  at: entry.event.time,
  seq: entry.seq,
  by: doerOf(entry),
  ...whyIn(entry),
})

/** The row that a request begins with. */
function begin(entry: ReadEntry): RequestRow {
  const { requestId = '', tenantId, environmentId = '', service = '', supportTicket, details } = entry.event.data
  const emergency = entry.event.type === 'lockbox.request.emergency'
  const reason = reasonIn(entry)
  const granted = grantIn(entry)
  return {
    requestId,
    tenantId,
    environmentId,
    service,
    ...(supportTicket !== undefined && { supportTicket }),
    ...(emergency && { emergency }),
    ...(isDrill(details) && { drill: true }),
    operator: operatorIn(entry),
    asked: {
      ...happened(entry),
      recordedAt: entry.recordedAt,
      ...(reason && { reason }),
      ...(!emergency && accessIn(entry)),
      ...(typeof details.incident === 'string' && { incident: details.incident }),
    },
    ...(granted && { granted }),
    outcome: emergency ? 'emergency' : 'waiting',
    seqs: [entry.seq],
  }
}

/** The row after one more transition. */
function move(row: RequestRow, entry: ReadEntry): RequestRow {
  const outcome = outcomeOfType[entry.event.type as keyof typeof outcomeOfType]
  const after = { ...row, outcome, seqs: [...row.seqs, entry.seq] }
  if (decisions.includes(outcome)) {
    const granted = row.drill ? undefined : grantIn(entry)
    return {
      ...after,
      decided: { ...happened(entry), decision: outcome as 'approved' | 'denied' },
      ...(granted && { granted }),
    }
  }
  return { ...after, ended: { ...happened(entry), how: outcome as 'expired' | 'canceled' | 'revoked' | 'ended' } }
}

function use(row: RequestRow, entry: ReadEntry, what: (typeof uses)[keyof typeof uses]): RequestRow {
  const { time } = entry.event
  const former = row.used ?? {
    ...{ accesses: 0, tokens: 0, credentials: 0 },
    ...{ firstAt: time, lastAt: time, firstSeq: entry.seq },
  }
  const used = {
    ...former,
    [what]: former[what] + 1,
    ...span(former.firstAt, former.lastAt, time),
    lastSeq: entry.seq,
  }
  return { ...row, used }
}

/** Two functions' clocks differ: the ledger's order is not that of their times. */
function span(...times: [Instant, Instant, Instant]): { readonly firstAt: Instant; readonly lastAt: Instant } {
  const [firstAt = times[0], , lastAt = times[0]] = times.sort()
  return { firstAt, lastAt }
}

/** The row after one more entry about the same request; what no row tells of changes nothing. */
function next(row: RequestRow, entry: ReadEntry): RequestRow {
  const { type } = entry.event
  if (isTransition(type)) return move(row, entry)
  if (Object.hasOwn(uses, type)) return use(row, entry, uses[type as keyof typeof uses])
  if (type === 'lockbox.request.acknowledged') return { ...row, acknowledged: happened(entry) }
  return row
}

/** Whether an entry is what a request begins with. */
const asks = ({ event }: Pick<ReadEntry, 'event'>): boolean => (askTypes as readonly string[]).includes(event.type)

/** The events that requests begin with; `notRequired` is none, because nothing is to be decided. */
export const askTypes = ['lockbox.request.started', 'lockbox.request.emergency'] as const

/** Takes the entries of a ledger one by one, in the order of their numbers; remembers rows, and no entry. */
export interface RowsBuilder {
  readonly add: (entry: ReadEntry) => void
  /** In the order in which the requests were asked. Requests that began before the first entry that was added are left out. */
  readonly rows: () => readonly RequestRow[]
}

export function rowsBuilder(): RowsBuilder {
  const rows = new Map<string, RequestRow>()
  return {
    add: (entry) => {
      const { requestId } = entry.event.data
      if (requestId === undefined) return
      const row = rows.get(requestId)
      if (row) rows.set(requestId, next(row, entry))
      else if (asks(entry)) rows.set(requestId, begin(entry))
    },
    rows: () => [...rows.values()],
  }
}

/** The row of one request, by its entries in their order; undefined where they do not begin with its beginning. */
export function rowOf(entries: readonly ReadEntry[]): RequestRow | undefined {
  const builder = rowsBuilder()
  for (const entry of entries) builder.add(entry)
  return builder.rows()[0]
}
