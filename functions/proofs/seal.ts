import { sha256Hex } from '../domain/digest.ts'
import { checkpointPlace } from '../domain/proofs/checkpoint.ts'
import { lastMonthOver } from '../domain/proofs/months.ts'
import type { LedgerKey } from '../domain/proofs/published-keys.ts'
import type { ChainLink } from '../domain/proofs/recompute.ts'
import {
  type Announcements,
  checkpointOf,
  isDue,
  missingKeys,
  type SealedCheckpoint,
  signerAfter,
  unendorsed,
} from '../domain/proofs/sealing.ts'
import { proofTypes } from '../domain/proofs/types.ts'
import { dayOf, type Instant } from '../domain/time.ts'
import type { ProofHint } from '../ports.ts'
import { announceAnew, announceKeys, announcementsOf } from './announce-keys.ts'
import { checkpointAt, newestCheckpoint } from './newest.ts'
import { type ProofPorts, SealRefused, type Signer } from './ports.ts'
import { stateMonths } from './state-months.ts'
import { linkTo, walk } from './walk.ts'

/** What a run came to. */
export interface Sealed {
  /** Of the newest checkpoint; missing: the ledger is empty. */
  readonly seq?: number
  /** Checkpoints that this run signed. */
  readonly signed: number
  readonly statements: number
  /** False: time was up, and another run has to go on. */
  readonly complete: boolean
}

/**
 * Seals what is new in one tenant's ledger, and states the months that are over. It begins at the newest checkpoint of the
 * bucket and recomputes the chain from there; whatever does not hold is refused (`SealRefused`), and nothing is signed on
 * top of it. Every step may be repeated: a checkpoint's place is its lock, the rest is done until the hint says it was.
 */
export async function sealTenant(tenantId: string, by: Signer, ports: ProofPorts): Promise<Sealed> {
  const [hint, head] = await stand(tenantId, ports)
  if (hint && isCurrent(hint, head, ports)) return { seq: hint.seq, ...nothing }
  return ports.exclusively(tenantId, () => sealDue(tenantId, by, ports))
}

const nothing = { signed: 0, statements: 0, complete: true } as const

const stand = (tenantId: string, { hints, ledger }: Pick<ProofPorts, 'hints' | 'ledger'>) =>
  Promise.all([hints.read(tenantId), ledger.head(tenantId)])

async function sealDue(tenantId: string, by: Signer, ports: ProofPorts): Promise<Sealed> {
  const { hints, keys, bus } = ports
  const [hint, head] = await stand(tenantId, ports)
  const last = await newestCheckpoint(tenantId, hint, ports)
  if (hint && (last?.claims.seq ?? 0) < hint.seq) throw new SealRefused('Lost', hint.seq)
  if (!head && !last) return nothing

  const all = await keys.all()
  const missing = missingKeys(last?.claims, all)
  if (missing.length > 0) ports.keyMissing(tenantId, missing)
  const announced = await announcementsOf(tenantId, last, all, ports)
  const anew = unendorsed(last, all, announced, ports.clock.now())
  if (anew) await announceAnew(tenantId, anew, ports)
  const { newest, signed, complete, endedAt } = await sealNew(
    tenantId,
    last,
    hint?.endedAt,
    { ...by, all, announced },
    ports,
  )
  if (!newest) return nothing
  const reached = hintOf(newest, endedAt, hint)
  if (!complete) {
    await hints.write(tenantId, reached)
    return { seq: newest.claims.seq, signed, statements: 0, complete }
  }

  await announceKeys(tenantId, newest, all, announced, ports)
  const day = dayOf(newest.claims.time)
  if (hint?.told !== day) {
    const { jws, claims } = newest
    await bus.announce({ tenantId, kind: 'checkpoint', id: `checkpoint-${day}`, jws, time: claims.time })
  }
  const told: ProofHint = { ...reached, told: day }
  await hints.write(tenantId, told)
  const stated = await stateMonths(tenantId, newest, told, by, ports)
  // It had all the time there is: to come again would not help.
  if (!stated.complete && signed === 0) throw new Error('the months that are over take longer than a run')
  if (stated.complete) await hints.write(tenantId, { ...told, ...stated.hint })
  return { seq: newest.claims.seq, signed, statements: stated.statements, complete: stated.complete }
}

/** Whether nothing happened since the hint was written, and nothing is due: this alone costs two reads, and no more. */
const isCurrent = (
  hint: ProofHint,
  head: Pick<ChainLink, 'seq' | 'hash'> | undefined,
  { clock }: Pick<ProofPorts, 'clock'>,
): boolean =>
  head?.seq === hint.seq &&
  head.hash === hint.head &&
  hint.told === dayOf(clock.now()) &&
  (hint.stated ?? '') >= lastMonthOver(clock.now())

const hintOf = (
  { claims }: SealedCheckpoint,
  endedAt: Instant | undefined,
  before: ProofHint | undefined,
): ProofHint => ({
  ...before,
  ...(endedAt && { endedAt }),
  seq: claims.seq,
  head: claims.head,
  time: claims.time,
})

type With = Signer & { readonly all: readonly LedgerKey[]; readonly announced: Announcements }

/** Recomputes from the last checkpoint to the ledger's end, and signs on the way and there. */
async function sealNew(
  tenantId: string,
  last: SealedCheckpoint | undefined,
  endedAt: Instant | undefined,
  by: With,
  ports: ProofPorts,
) {
  let newest = last
  let signed = 0
  const signAt = async (at: Required<ChainLink>) => {
    newest = await sign(tenantId, at, newest, by, ports)
    signed++
  }
  const walked = await walk(tenantId, last && { seq: last.claims.seq, hash: last.claims.head }, by.until, ports, {
    every: by.piece,
    pause: signAt,
    ...(endedAt && { endedAt }),
  })
  const ends = walked.complete ? ports.clock.now() : undefined
  const at = walked.at ?? (last && linkTo(last.claims))
  // What the walk had come to when time was up is sealed as well: the next run begins there.
  if (at && isDue(newest?.claims, at.seq, ports.clock.now())) await signAt(at)
  return { newest, signed, complete: walked.complete, endedAt: ends }
}

/** Signs and keeps one checkpoint; whoever was faster at the same place has the one that counts. */
async function sign(
  tenantId: string,
  at: Required<ChainLink>,
  last: SealedCheckpoint | undefined,
  { iss, all, announced }: With,
  ports: ProofPorts,
): Promise<SealedCheckpoint> {
  const { keys, store, clock } = ports
  const now = clock.now()
  const kid = signerAfter(last, all, announced, now)
  if (!kid) throw new SealRefused('KeyOver', at.seq)
  const lastSha256 = last ? sha256Hex(last.jws) : ''
  const claims = checkpointOf(at, { iss, tenantId, last, lastSha256, keys: all, announced, now })
  const jws = await keys.sign(kid, proofTypes.checkpoint, claims)
  const place = checkpointPlace(claims)
  const kept = await store.write(place, jws)
  if (kept === 'unversioned') throw new SealRefused('NotVersioned', at.seq)
  if (kept === 'written') return { claims, kid, jws }
  const there = await checkpointAt(place, (await store.read(place)) ?? '', ports)
  if (!there) throw new SealRefused('PlaceTaken', at.seq)
  return there
}
