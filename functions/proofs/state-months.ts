import * as v from 'valibot'
import { sha256Hex } from '../domain/digest.ts'
import type { LedgerEntry } from '../domain/ledger.ts'
import { isValidNow } from '../domain/proofs/in-charge.ts'
import {
  boundsOf,
  isMonth,
  lastMonthOver,
  type Month,
  monthAfter,
  monthOf,
  monthsFrom,
} from '../domain/proofs/months.ts'
import type { SealedCheckpoint } from '../domain/proofs/sealing.ts'
import { type Statement, statementPlace, statementPrefix, statementSchema } from '../domain/proofs/statement.ts'
import { statementText } from '../domain/proofs/statement-text.ts'
import { type MonthTally, readFrom, Tally } from '../domain/proofs/tally.ts'
import { proofTypes } from '../domain/proofs/types.ts'
import { type Instant, isOver } from '../domain/time.ts'
import type { ProofHint } from '../ports.ts'
import { listAll } from './newest.ts'
import { type ProofPorts, SealRefused, type Signer } from './ports.ts'
import { chainLink } from './walk.ts'

interface KeptStatement {
  readonly claims: Statement
  readonly jws: string
}

export interface Stated {
  readonly hint: Pick<ProofHint, 'statement' | 'stated'>
  readonly statements: number
  /** False: there was no time, and another run has to do it. */
  readonly complete: boolean
}

/**
 * States every month that is over and has no statement yet, once its last entry is sealed: the place in the bucket is the
 * lock. A statement is announced until the hint says that it was.
 */
export async function stateMonths(
  tenantId: string,
  sealed: SealedCheckpoint,
  hint: ProofHint,
  by: Signer,
  ports: ProofPorts,
): Promise<Stated> {
  const { store, ledger, clock } = ports
  const due = lastMonthOver(clock.now())
  if ((hint.stated ?? '') >= due) return { hint: {}, statements: 0, complete: true }
  const from = hint.statement && statementPlace({ tenantId, month: hint.statement }).replace(/\.jws$/, '')
  const kept: KeptStatement[] = []
  let taken: Month = ''
  for (const { place } of await listAll(store, statementPrefix(tenantId), from)) {
    const month = monthAt(tenantId, place)
    // Whoever put it there must not end the tenant's statements by that.
    if (month === undefined || month > due) {
      ports.strange(tenantId, place)
      continue
    }
    const found = await statementAt(tenantId, place, ports)
    taken = month
    if (found) kept.push(found)
  }
  for (const one of kept) if (one.claims.month > (hint.statement ?? '')) await tell(tenantId, one, ports)

  const stated = kept.length > 0
  const [first] = stated ? [] : await ledger.from(tenantId, 1, 1)
  const begins = stated ? monthAfter(taken) : monthOf(first?.recordedAt ?? clock.now())
  const months = monthsFrom(begins, due).filter((month) => month > taken)
  // Which month is the first one says the first entry, so the chain is read from there; later on, only from the last month.
  const tallies = await tallied(tenantId, months, stated, kept.at(-1)?.claims, sealed, by.until, ports)
  if (!tallies) return { hint: {}, statements: 0, complete: false }
  const all = await ports.keys.all()
  if (tallies.length > 0 && !all.some((key) => key.kid === sealed.kid && isValidNow(key, clock.now())))
    throw new SealRefused('KeyOver', sealed.claims.seq)
  let last = kept.at(-1)
  for (const tally of tallies) {
    last = (await state(tenantId, tally, last, sealed.kid, by, ports)) ?? last
    if (last?.claims.month === tally.month) await tell(tenantId, last, ports)
  }
  const newest = last?.claims.month
  return { hint: { ...(newest && { statement: newest }), stated: due }, statements: tallies.length, complete: true }
}

const tell = (tenantId: string, { claims, jws }: KeptStatement, { bus }: ProofPorts): Promise<void> =>
  bus.announce({ tenantId, kind: 'statement', id: `statement-${claims.month}`, jws, time: claims.time })

/** The month that a name is of; undefined: it is no statement's. */
function monthAt(tenantId: string, place: string): Month | undefined {
  const month = place.slice(statementPrefix(tenantId).length, -'.jws'.length)
  return isMonth(month) && place === statementPlace({ tenantId, month }) ? month : undefined
}

/** The statement that lies there; undefined when one of our keys did not sign it for this place. */
async function statementAt(tenantId: string, place: string, ports: ProofPorts): Promise<KeptStatement | undefined> {
  const jws = (await ports.store.read(place)) ?? ''
  const signed = await ports.keys.check(proofTypes.statement, jws)
  const read = v.safeParse(statementSchema, signed?.claims)
  if (read.success && statementPlace(read.output) === place) return { claims: read.output, jws }
  ports.strange(tenantId, place)
  return undefined
}

/**
 * Counts the months in one pass that ends at the sealed entry: the chain from there back is what was sealed, or the hashes
 * would not meet. Undefined: time was up.
 */
async function tallied(
  tenantId: string,
  months: readonly Month[],
  stated: boolean,
  last: Statement | undefined,
  { claims }: SealedCheckpoint,
  until: Instant,
  { ledger, clock }: ProofPorts,
): Promise<readonly MonthTally[] | undefined> {
  const [month] = months
  if (!month && stated) return []
  const tally = new Tally(months)
  const from = month && stated ? readFrom(boundsOf(month).from) : ''
  // From the entry before on, since the ledger stands there when there is none behind it; and it shows that nothing that
  // counts lies before it, once its own hash is known to be right.
  const found = from ? (await firstFrom(tenantId, from, claims.seq, ledger)) - 1 : 1
  const start = Math.max(1, Math.min(found, last?.head?.seq ?? found))
  let at: ReturnType<typeof chainLink> | undefined
  while ((at?.seq ?? 0) < claims.seq) {
    if (isOver(until, clock.now())) return undefined
    const page = await ledger.from(tenantId, at ? at.seq + 1 : start)
    if (page.length === 0) throw new SealRefused('CutOff', claims.seq)
    for (const entry of page) {
      if (entry.seq > claims.seq) break
      at = chainLink(tenantId, at ?? (start === 1 ? undefined : { seq: start - 1, hash: entry.prevHash }), entry)
      if (entry.seq === start && start > 1 && entry.recordedAt >= from) throw new SealRefused('Time', start)
      tally.add(last ? behind(last, entry) : entry)
    }
  }
  if (at?.hash !== claims.head) throw new SealRefused('OtherHistory', claims.seq)
  return tally.months
}

/** What comes behind a statement's head is counted by a later one, whenever it says that it was recorded. */
const behind = ({ head, to }: Statement, entry: LedgerEntry): LedgerEntry =>
  entry.seq > (head?.seq ?? 0) && entry.recordedAt < to ? { ...entry, recordedAt: to } : entry

/** The first number that was recorded at this time or later; one behind `last` when there is none. Times never go back. */
async function firstFrom(tenantId: string, time: Instant, last: number, ledger: ProofPorts['ledger']): Promise<number> {
  let [low, high] = [1, last + 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [entry] = await ledger.from(tenantId, middle, 1)
    if (entry && entry.recordedAt < time) low = middle + 1
    else high = middle
  }
  return low
}

/** Signs and keeps one; undefined when something else lies in its place. */
async function state(
  tenantId: string,
  tally: MonthTally,
  last: KeptStatement | undefined,
  keyId: string,
  { iss, vendor }: Signer,
  ports: ProofPorts,
): Promise<KeptStatement | undefined> {
  const { keys, store, clock } = ports
  const { month, entries, head, counts } = tally
  const claims: Statement = {
    iss,
    tenantId,
    vendor,
    month,
    ...boundsOf(month),
    entries,
    head,
    counts,
    text: statementText(vendor, tally),
    time: clock.now(),
    previous: last ? { month: last.claims.month, sha256: sha256Hex(last.jws) } : null,
  }
  const jws = await keys.sign(keyId, proofTypes.statement, claims)
  const place = statementPlace(claims)
  const kept = await store.write(place, jws)
  if (kept === 'unversioned') throw new SealRefused('NotVersioned', head?.seq ?? 0)
  return kept === 'written' ? { claims, jws } : statementAt(tenantId, place, ports)
}
