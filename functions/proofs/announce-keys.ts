import { type EventDraft, seal } from '../domain/events.ts'
import { key } from '../domain/keys.ts'
import { isValidNow } from '../domain/proofs/in-charge.ts'
import { keyChangeId } from '../domain/proofs/key-change.ts'
import { endorsementOf, keyChangeEvent } from '../domain/proofs/key-event.ts'
import type { LedgerKey } from '../domain/proofs/published-keys.ts'
import { type Announcements, type SealedCheckpoint, unannounced } from '../domain/proofs/sealing.ts'
import { proofTypes } from '../domain/proofs/types.ts'
import type { Instant } from '../domain/time.ts'
import type { ProofPorts } from './ports.ts'

/**
 * Where the tenant's ledger announces the keys that need it. The ledger's own marker is believed: it says only when a new
 * key may begin to sign, and whoever verifies asks for the event itself.
 */
export async function announcementsOf(
  tenantId: string,
  last: SealedCheckpoint | undefined,
  all: readonly LedgerKey[],
  { ledger, clock }: Pick<ProofPorts, 'ledger' | 'clock'>,
): Promise<Announcements> {
  const needed = unannounced(last, all, new Map(), clock.now())
  if (needed.length === 0) return new Map()
  const known = await ledger.seqOf(
    tenantId,
    needed.map(({ kid }) => keyChangeId(kid)),
  )
  return new Map(
    needed.flatMap(({ kid }) => {
      const seq = known.get(keyChangeId(kid))
      return seq === undefined ? [] : [[kid, seq] as const]
    }),
  )
}

/**
 * Puts the event of each key that is not announced into the outbox, endorsed by the key that signed until now; with a mark,
 * since the ledger empties the outbox and would refuse another event of the same name.
 */
export async function announceKeys(
  tenantId: string,
  last: SealedCheckpoint,
  all: readonly LedgerKey[],
  announced: Announcements,
  { keys, table, clock, random }: Pick<ProofPorts, 'keys' | 'table' | 'clock' | 'random'>,
): Promise<void> {
  const now = clock.now()
  // What a key says after its time counts for nobody: the next checkpoint is refused for the same reason.
  if (!all.some((one) => one.kid === last.kid && isValidNow(one, now))) return
  for (const one of unannounced(last, all, announced, now)) {
    const change = endorsementOf(one, tenantId, now)
    const endorsement = await keys.sign(last.kid, proofTypes.key, change)
    await emit(keyChangeEvent(change, { endorsement, endorsedBy: last.kid }), one.kid, now, { table, random })
  }
}

/**
 * Puts the event of a key that begins anew into the outbox, with nobody's word. Before it signs anything: once it has, it is
 * the one that signed last, and nothing would have to be announced.
 */
export async function announceAnew(
  tenantId: string,
  { kid, purpose }: LedgerKey,
  { table, clock, random }: Pick<ProofPorts, 'table' | 'clock' | 'random'>,
): Promise<void> {
  const now = clock.now()
  await emit(keyChangeEvent({ tenantId, purpose, keyId: kid, time: now }), kid, now, { table, random })
}

const emit = (
  draft: EventDraft,
  kid: string,
  now: Instant,
  { table, random }: Pick<ProofPorts, 'table' | 'random'>,
): Promise<unknown> =>
  table.commit([
    { kind: 'mark-told', key: key.keyAnnounced(draft.tenantId, kid), now },
    { kind: 'emit', domain: 'checkpoint', sealed: seal(draft, random.bytes) },
  ])
