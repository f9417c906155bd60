import { compactVerify, importJWK } from 'jose'
import { describe, expect, test } from 'vitest'
import type { Checkpoint } from '../../../functions/domain/proofs/checkpoint.ts'
import type { KeyChange } from '../../../functions/domain/proofs/key-change.ts'
import type { LedgerKey } from '../../../functions/domain/proofs/published-keys.ts'
import { proofTypes } from '../../../functions/domain/proofs/types.ts'
import { Findings } from '../../../verifier/findings.ts'
import { keysOf } from '../../../verifier/keys.ts'
import { isProof, readProof } from '../../../verifier/proof.ts'
import { endorsementsIn, spreadTrust } from '../../../verifier/trust.ts'
import { testKey } from '../../support/ledger-keys.ts'
import { kidIn, Proofs } from '../../support/memory-proofs.ts'

const k1 = testKey()
const k2 = testKey()
const r1 = testKey('receipt')
const r2 = testKey('receipt')

/** What a stranger does with a signature: the published key, and any JOSE library. */
async function read<T>(jws: string, key: LedgerKey, typ: string): Promise<T> {
  const { payload, protectedHeader } = await compactVerify(jws, await importJWK(key, 'ES256'))
  expect(protectedHeader).toEqual({ alg: 'ES256', kid: key.kid, typ })
  return JSON.parse(new TextDecoder().decode(payload)) as T
}

/** Sealed by the first keys; then the configuration names the given ones. */
async function renewed(...keys: Proofs['keys']['held']) {
  const proofs = new Proofs('acme', k1, r1)
  proofs.append()
  await proofs.run()
  proofs.keys.held = keys
  proofs.append()
  return proofs
}

/** What the ledger function does with what lies in the outbox. */
const record = async (proofs: Proofs) => {
  expect(await proofs.memory.run()).toEqual([])
  expect([...proofs.memory.refused.values()]).toEqual([])
}

test('a new key signs only once the old one has sealed the event that announces it; a stranger follows from one to the other', async () => {
  const proofs = await renewed(k2, k1, r1)
  await proofs.run()
  await proofs.run()
  expect(proofs.world.table.outbox.size).toBe(1)
  await record(proofs)
  await proofs.run()
  proofs.append()
  await proofs.run()
  const texts = proofs.checkpointTexts
  expect(texts.map(kidIn)).toEqual([k1, k1, k1, k2].map(({ published }) => published.kid))

  // All that a stranger has: the entries, the checkpoints, the published keys, and the thumbprint of the first key.
  const event = proofs.entries.find((entry) => entry.event.type === 'lockbox.key.changed')!
  const { endorsement, ...details } = event.event.data.details
  expect(event.event.id).toBe(`key.${k2.published.kid}`)
  expect(details).toEqual({ purpose: 'checkpoint', keyId: k2.published.kid, endorsedBy: k1.published.kid })
  const change = await read<KeyChange>(String(endorsement), k1.published, proofTypes.key)
  expect(change).toEqual({
    tenantId: 'acme',
    purpose: 'checkpoint',
    keyId: k2.published.kid,
    x: k2.published.x,
    y: k2.published.y,
    time: proofs.clock.now(),
  })
  const old = await read<Checkpoint>(texts[2]!, k1.published, proofTypes.checkpoint)
  const fresh = await read<Checkpoint>(texts[3]!, k2.published, proofTypes.checkpoint)
  expect(old.seq).toBeGreaterThanOrEqual(event.seq)
  expect(fresh.previous?.seq).toBe(old.seq)
  expect(proofs.memory.verified().faults).toEqual([])
})

test('an event that waits for the ledger is not made anew, and the old key goes on meanwhile', async () => {
  const proofs = await renewed(k2, k1, r1)
  for (let i = 0; i < 3; i++) {
    proofs.append()
    await proofs.run()
  }
  expect(proofs.world.table.outbox.size).toBe(1)
  expect(proofs.checkpointTexts.map(kidIn)).toEqual(Array(4).fill(k1.published.kid))
})

test('statements are signed by the key of the checkpoint that seals them', async () => {
  const proofs = await renewed(k2, k1, r1)
  proofs.clock.advance(20 * 86_400)
  await proofs.run()
  expect(proofs.store.texts('statements/').map(kidIn)).toEqual([k1.published.kid])
})

test('a new key for receipts is announced first, and listed once that is sealed', async () => {
  const proofs = await renewed(k1, r2, r1)
  await proofs.run()
  await record(proofs)
  await proofs.run()
  expect(proofs.checkpoints.map(({ receiptKeys }) => receiptKeys)).toEqual([
    [r1.published.kid],
    [r1.published.kid],
    [r2.published.kid, r1.published.kid],
  ])
  const event = proofs.entries.find((entry) => entry.event.type === 'lockbox.key.changed')!
  const { endorsement, ...details } = event.event.data.details
  expect(details).toEqual({ purpose: 'receipt', keyId: r2.published.kid, endorsedBy: k1.published.kid })
  await read(String(endorsement), k1.published, proofTypes.key)
})

test('a tenant that had no checkpoint yet begins with the newest keys, and has nothing to announce', async () => {
  const proofs = new Proofs('acme', k2, k1, r2, r1)
  proofs.append()
  await proofs.run()
  expect(proofs.checkpointTexts.map(kidIn)).toEqual([k2.published.kid])
  expect(proofs.checkpoints[0]?.receiptKeys).toEqual([r2.published.kid, r1.published.kid])
  expect(proofs.world.table.outbox.size).toBe(0)
})

test('a key for receipts that was taken out of the configuration stays listed, and somebody is told', async () => {
  const proofs = await renewed(k1, r1)
  expect(proofs.missing).toEqual([])
  proofs.keys.held = [k1]
  await proofs.run()
  expect(proofs.missing).toEqual([r1.published.kid])
  expect(proofs.checkpoints.at(-1)?.receiptKeys).toEqual([r1.published.kid])
})

describe('intervals', () => {
  test('a key that is configured ahead of its time is announced at once, and signs from that time on', async () => {
    const validFrom = '2026-11-26T00:00:00.000Z'
    const later = testKey('checkpoint', { validFrom })
    const proofs = await renewed(later, k1, r1)
    await proofs.run()
    await record(proofs)
    await proofs.run()
    proofs.clock.at = Date.parse(validFrom) - 1
    await proofs.run()
    proofs.clock.advance(0.001)
    await proofs.run()
    const kids = proofs.checkpointTexts.map(kidIn)
    expect([...new Set(kids.slice(0, -1))]).toEqual([k1.published.kid])
    expect(kids.at(-1)).toBe(later.published.kid)
    expect(proofs.checkpoints.at(-1)?.time).toBe(validFrom)
  })
  test('an old key that is over with nobody to take over signs nothing', async () => {
    const proofs = await renewed(k1, r1)
    const over = { ...k1, published: { ...k1.published, validUntil: proofs.clock.now() } }
    proofs.keys.held = [over, r1]
    expect(await proofs.run()).toEqual({ refused: 'KeyOver', seq: 2 })
    proofs.keys.held = [testKey('checkpoint', { validFrom: '2027-01-01T00:00:00.000Z' }), over, r1]
    expect(await proofs.run()).toEqual({ refused: 'KeyOver', seq: 2 })
    expect(proofs.world.table.outbox.size).toBe(0)
  })
  test('a key that is over vouches for nobody, and states no month', async () => {
    const proofs = new Proofs('acme', k1, r1)
    proofs.append()
    await proofs.run()
    const over = { ...k1, published: { ...k1.published, validUntil: proofs.clock.now() } }
    proofs.keys.held = [over, r2, r1]
    proofs.hints.clear()
    expect(await proofs.run()).toMatchObject({ signed: 0, complete: true })
    expect(proofs.world.table.outbox.size).toBe(0)
  })
})

describe('after an end without a succession', () => {
  const compromised = async () => {
    const proofs = await renewed(k2, k1, r1)
    proofs.clock.advance(60)
    proofs.keys.held = [k2, { ...k1, published: { ...k1.published, validUntil: proofs.clock.now() } }, r1]
    return proofs
  }
  test('the newer key begins anew on top of the last checkpoint, and its event has nobody’s word', async () => {
    const proofs = await compromised()
    expect(await proofs.run()).toMatchObject({ signed: 1, complete: true })
    await record(proofs)
    expect(await proofs.run()).toMatchObject({ signed: 1 })
    expect(proofs.checkpointTexts.map(kidIn)).toEqual([k1, k2, k2].map(({ published }) => published.kid))
    expect(proofs.checkpoints[1]?.previous?.seq).toBe(1)
    const events = proofs.entries.filter((entry) => entry.event.type === 'lockbox.key.changed')
    expect(events.map(({ event }) => [event.id, event.data.details])).toEqual([
      [`key.${k2.published.kid}`, { purpose: 'checkpoint', keyId: k2.published.kid }],
    ])
    expect(proofs.memory.verified().faults).toEqual([])
  })
  test('the event is there when a run stops behind it, and once when it comes again', async () => {
    const proofs = await compromised()
    const failing = { ...proofs.keys, all: proofs.keys.all, check: proofs.keys.check }
    const stops = proofs.run((own) => ({
      ...own,
      keys: { ...failing, sign: () => Promise.reject(new Error('KMS is away')) },
    }))
    await expect(stops).rejects.toThrow('KMS is away')
    expect(proofs.world.table.outbox.size).toBe(1)
    await proofs.run()
    expect(proofs.world.table.outbox.size).toBe(1)
    await record(proofs)
  })
  test('whoever pinned the old key trusts nothing of the new one; whoever pins the new one is led back', async () => {
    const proofs = await compromised()
    await proofs.run()
    await record(proofs)
    await proofs.run()
    const trustOf = async (pin: string) => {
      const keys = await keysOf({ keys: await proofs.keys.all() }, [pin], new Findings())
      const lines = proofs.entries.map(({ prevHash, ...entry }) => ({ ...entry, previousHash: prevHash }))
      const endorsements = (await endorsementsIn(lines, 'acme', keys)).filter(isProof)
      const checkpoints = await Promise.all(
        proofs.checkpointTexts.map((jws, i) => readProof('checkpoint', jws, keys, `checkpoint ${i}`)),
      )
      spreadTrust(keys, checkpoints.filter(isProof), endorsements)
      return [k1, k2].map(({ published: { kid } }) => keys.get(kid)?.trust)
    }
    expect(await trustOf(k1.published.kid)).toEqual(['pinned', undefined])
    expect(await trustOf(k2.published.kid)).toEqual(['before', 'pinned'])
  })
})
