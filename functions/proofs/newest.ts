import * as v from 'valibot'
import { checkpointPlace, checkpointPrefix, checkpointSchema, checkpointsFrom } from '../domain/proofs/checkpoint.ts'
import type { SealedCheckpoint } from '../domain/proofs/sealing.ts'
import { proofTypes } from '../domain/proofs/types.ts'
import type { Kept, ProofHint, ProofStore } from '../ports.ts'
import { type ProofPorts, SealRefused } from './ports.ts'

type Reads = Pick<ProofPorts, 'store' | 'keys' | 'strange'>

/** Every name below a prefix, in order. Refuses where one has no version: there, nobody knows what was written first. */
export async function listAll(store: ProofStore, prefix: string, from?: string): Promise<readonly Kept[]> {
  const found: Kept[] = []
  let after = from
  do {
    const page = await store.list(prefix, after)
    if (page.items.some(({ version }) => version === 'null')) throw new SealRefused('NotVersioned', 0)
    found.push(...page.items)
    after = page.next
  } while (after)
  return found
}

/** The checkpoint that lies at this place, which is below its tenant, if one of our keys signed it for exactly this place. */
export async function checkpointAt(
  place: string,
  jws: string,
  { keys }: Pick<Reads, 'keys'>,
): Promise<SealedCheckpoint | undefined> {
  const signed = await keys.check(proofTypes.checkpoint, jws)
  const read = v.safeParse(checkpointSchema, signed?.claims)
  if (!signed || !read.success || checkpointPlace(read.output) !== place) return undefined
  return { claims: read.output, kid: signed.kid, jws }
}

/**
 * The tenant's newest checkpoint. The hint says where to begin to look, and nothing else; what lies there and is none of
 * ours proves nothing, so it is passed by. Refuses where our own keys have sealed two histories, and where there is
 * nothing but what cannot be checked: a key that was taken out of the configuration too early would else begin anew.
 */
export async function newestCheckpoint(
  tenantId: string,
  hint: Pick<ProofHint, 'seq'> | undefined,
  ports: Reads,
): Promise<SealedCheckpoint | undefined> {
  const { store, strange } = ports
  const prefix = checkpointPrefix(tenantId)
  const hinted = hint ? await listAll(store, prefix, checkpointsFrom(tenantId, hint.seq)) : []
  return (await newestOf(tenantId, hinted, ports)) ?? (await fromScratch())

  async function fromScratch() {
    const all = await listAll(store, prefix)
    const newest = await newestOf(tenantId, all, ports)
    if (newest || all.length === 0) return newest
    strange(tenantId, all.at(-1)?.place ?? prefix)
    throw new SealRefused('UnknownKey', 0)
  }
}

async function newestOf(
  tenantId: string,
  kept: readonly Kept[],
  { store, keys, strange }: Reads,
): Promise<SealedCheckpoint | undefined> {
  const readAt = async (one: Kept) => checkpointAt(one.place, await store.open(one), { keys })
  const passed: string[] = []
  for (const one of [...kept].reverse()) {
    const newest = await readAt(one)
    if (!newest) {
      passed.push(one.place)
      continue
    }
    for (const place of passed) strange(tenantId, place)
    const { seq, head } = newest.claims
    const same = kept.filter(({ place }) => place.startsWith(`${checkpointsFrom(tenantId, seq)}-`))
    for (const other of same.filter(({ place }) => !place.endsWith(`-${head}.jws`)))
      if (await readAt(other)) throw new SealRefused('Contradiction', seq)
    return newest
  }
  return undefined
}
