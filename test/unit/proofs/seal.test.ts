import { compactVerify, importJWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { sha256Hex } from '../../../functions/domain/digest.ts'
import type { LedgerEntry } from '../../../functions/domain/ledger.ts'
import { checkpointPlace } from '../../../functions/domain/proofs/checkpoint.ts'
import { proofTypes } from '../../../functions/domain/proofs/types.ts'
import { testKey } from '../../support/ledger-keys.ts'
import { checkpointKey, Proofs, receiptKey } from '../../support/memory-proofs.ts'
import { Crash, crashing } from '../../support/world.ts'

const day = 86_400

describe('a ledger with new events', () => {
  test('gets a checkpoint of its newest entry, which anybody can check with the published key', async () => {
    const proofs = new Proofs()
    proofs.appendMany(3)
    expect(await proofs.run()).toMatchObject({ seq: 3, signed: 1, complete: true })
    const [jws = ''] = proofs.checkpointTexts
    const { payload, protectedHeader } = await compactVerify(jws, await importJWK(checkpointKey.published, 'ES256'))
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: checkpointKey.published.kid, typ: proofTypes.checkpoint })
    const head = proofs.entries[2]!
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual({
      iss: 'https://lockbox.example',
      tenantId: 'acme',
      seq: 3,
      head: head.hash,
      recordedAt: head.recordedAt,
      time: proofs.clock.now(),
      previous: null,
      receiptKeys: [receiptKey.published.kid],
    })
  })
  test('gets one on the way for every piece, each leading to the one before', async () => {
    const proofs = new Proofs()
    proofs.appendMany(14)
    await proofs.run()
    expect(proofs.checkpoints.map(({ seq }) => seq)).toEqual([6, 12, 14])
    const texts = proofs.checkpointTexts
    expect(proofs.checkpoints.map(({ previous }) => previous)).toEqual([
      null,
      { seq: 6, sha256: sha256Hex(texts[0]!) },
      { seq: 12, sha256: sha256Hex(texts[1]!) },
    ])
  })
  test('goes on where the last run ended, and where time was up', async () => {
    const proofs = new Proofs()
    proofs.appendMany(8)
    expect(await proofs.run((own) => own, 0)).toMatchObject({ seq: 3, complete: false })
    expect(await proofs.run((own) => own, 0)).toMatchObject({ seq: 5, complete: false })
    expect(await proofs.run()).toMatchObject({ seq: 8, complete: true })
    proofs.append()
    await proofs.run()
    expect(proofs.checkpoints.map(({ seq }) => seq)).toEqual([3, 5, 8, 9])
  })
  test('is announced by the first checkpoint of a day, and by no other', async () => {
    const proofs = new Proofs()
    for (const seconds of [0, 60, day]) {
      proofs.clock.advance(seconds)
      proofs.append()
      await proofs.run()
    }
    expect(proofs.checkpoints).toHaveLength(3)
    expect(proofs.notices.map(({ kind, id, jws }) => [kind, id, jws])).toEqual([
      ['checkpoint', 'checkpoint-2026-11-23', proofs.checkpointTexts[0]],
      ['checkpoint', 'checkpoint-2026-11-24', proofs.checkpointTexts[2]],
    ])
  })
})

describe('a quiet ledger', () => {
  test('gets one checkpoint a day, and costs nothing in between', async () => {
    const proofs = new Proofs()
    proofs.append()
    await proofs.run()
    const untouched = crashing(proofs.ports, 3, 'before')
    expect(await proofs.run((own) => ({ ...untouched, keys: own.keys }))).toMatchObject({ signed: 0 })
    proofs.clock.advance(day)
    expect(await proofs.run()).toMatchObject({ signed: 1 })
    expect(await proofs.run()).toMatchObject({ signed: 0 })
    expect(proofs.checkpoints.map(({ seq, time }) => [seq, time.slice(0, 10)])).toEqual([
      [1, '2026-11-23'],
      [1, '2026-11-24'],
    ])
  })
  test('gets none while it is empty', async () => {
    const proofs = new Proofs()
    expect(await proofs.run()).toEqual({ signed: 0, statements: 0, complete: true })
    expect(proofs.store.versions.size).toBe(0)
  })
})

test('the hint is not believed: whatever it says, the bucket decides', async () => {
  for (const hint of [
    undefined,
    { seq: 1, head: 'f'.repeat(64), time: '2026-11-23T09:00:00.000Z' },
    { seq: 3, head: 'f'.repeat(64), time: '2026-11-24T09:00:00.000Z', told: '2026-11-23' },
  ]) {
    const proofs = new Proofs()
    proofs.appendMany(5)
    await proofs.run()
    if (hint) proofs.hints.set('acme', hint)
    else proofs.hints.clear()
    proofs.append()
    expect(await proofs.run()).toMatchObject({ seq: 6, signed: 1 })
    expect(proofs.checkpoints.map(({ seq }) => seq)).toEqual([5, 6])
  }
})

describe('nothing is signed', () => {
  /** Sealed up to 5, with three more entries. */
  async function sealed() {
    const proofs = new Proofs()
    proofs.appendMany(5)
    await proofs.run()
    proofs.appendMany(3)
    return proofs
  }
  const refusedAt = async (proofs: Proofs, refused: string, seq: number) => {
    const before = proofs.checkpointTexts
    expect(await proofs.run()).toEqual({ refused, seq })
    expect(proofs.checkpointTexts).toEqual(before)
    expect(await proofs.run()).toEqual({ refused, seq })
  }
  const change = (proofs: Proofs, seq: number, changes: Partial<LedgerEntry>) => {
    proofs.entries[seq - 1] = { ...proofs.entries[seq - 1]!, ...changes }
  }

  test('when the ledger was cut off before the checkpoint', async () => {
    const proofs = await sealed()
    proofs.entries.length = 4
    await refusedAt(proofs, 'CutOff', 5)
  })
  test('when it is gone altogether', async () => {
    const proofs = await sealed()
    proofs.entries.length = 0
    await refusedAt(proofs, 'CutOff', 5)
  })
  test('when another history was written from the start', async () => {
    const proofs = await sealed()
    proofs.entries.length = 0
    proofs.clock.advance(1)
    proofs.appendMany(9)
    await refusedAt(proofs, 'OtherHistory', 5)
  })
  test('when the sealed entry says something else', async () => {
    const proofs = await sealed()
    const { event } = proofs.entries[4]!
    change(proofs, 5, { event: { ...event, type: 'lockbox.mail.failed' } })
    await refusedAt(proofs, 'Hash', 5)
  })
  test('when the sealed entry is gone, and others follow', async () => {
    const proofs = await sealed()
    proofs.entries.splice(4, 1)
    await refusedAt(proofs, 'Sequence', 5)
  })
  test.each<[string, (proofs: Proofs) => void, number]>([
    ['Sequence', (proofs) => proofs.entries.splice(6, 1), 7],
    ['Hash', (proofs) => change(proofs, 7, { hash: 'e'.repeat(64) }), 7],
    ['Link', (proofs) => change(proofs, 7, { prevHash: 'e'.repeat(64) }), 7],
    ['Envelope', (proofs) => change(proofs, 7, { recordedAt: '2026-11-23T09:00:00.001Z' }), 7],
    ['Personal', (proofs) => change(proofs, 7, { personal: { 'actor.id': { salt: 'AAAA', value: 'x' } } }), 7],
    ['Form', (proofs) => change(proofs, 7, { event: {} as never }), 7],
  ])('when a new entry does not hold: %s', async (fault, tamper, seq) => {
    const proofs = await sealed()
    tamper(proofs)
    await refusedAt(proofs, fault, seq)
  })
  test('when the bucket has lost what the hint knows of', async () => {
    const proofs = await sealed()
    proofs.store.versions.clear()
    await refusedAt(proofs, 'Lost', 5)
  })
  test('when our keys have sealed two histories', async () => {
    const proofs = await sealed()
    const [claims] = proofs.checkpoints.slice(-1)
    const other = { ...claims!, head: 'a'.repeat(64) }
    await proofs.store.write(checkpointPlace(other), checkpointKey.sign(proofTypes.checkpoint, other))
    await refusedAt(proofs, 'Contradiction', 5)
  })
  test('when the key that signed so far was taken out of the configuration', async () => {
    const proofs = await sealed()
    proofs.keys.held = [testKey()]
    await refusedAt(proofs, 'UnknownKey', 0)
  })
  test('when the key that is to sign is not valid any more', async () => {
    const proofs = await sealed()
    const [key] = proofs.keys.held
    proofs.keys.held = [{ ...key!, published: { ...key!.published, validUntil: proofs.clock.now() } }]
    await refusedAt(proofs, 'KeyOver', 8)
  })
  test('when something else lies where the checkpoint belongs', async () => {
    const proofs = await sealed()
    const { seq, hash: head } = proofs.entries[7]!
    await proofs.store.write(checkpointPlace({ tenantId: 'acme', seq, head, time: proofs.clock.now() }), 'x.y.z')
    await refusedAt(proofs, 'PlaceTaken', 8)
  })
})

test('what lies among the checkpoints and is none is passed by, and somebody is told', async () => {
  const proofs = new Proofs()
  proofs.append()
  await proofs.run()
  const [claims] = proofs.checkpoints
  const later = { ...claims!, seq: 90 }
  const foreign = [testKey().sign(proofTypes.checkpoint, later), checkpointKey.sign(proofTypes.receipt, later), 'x']
  for (const [i, jws] of foreign.entries())
    await proofs.store.write(checkpointPlace({ ...later, head: `${i}`.repeat(64) }), jws)
  // Of another tenant, and of a place that it does not belong to.
  const moved = checkpointKey.sign(proofTypes.checkpoint, { ...later, tenantId: 'globex' })
  await proofs.store.write(checkpointPlace(later), moved)
  proofs.append()
  expect(await proofs.run()).toMatchObject({ seq: 2, signed: 1 })
  expect(proofs.strange).toHaveLength(4)
})

test('whoever was faster at the same place has the checkpoint that counts', async () => {
  const proofs = new Proofs()
  proofs.append()
  await Promise.all([proofs.run(), proofs.run()])
  proofs.append()
  await proofs.run()
  const [first = ''] = proofs.checkpointTexts
  expect(proofs.checkpoints.map(({ seq }) => seq)).toEqual([1, 2])
  expect(proofs.checkpoints[1]?.previous).toEqual({ seq: 1, sha256: sha256Hex(first) })
})

describe.each(['before', 'after'] as const)('a crash %s a call', (when) => {
  test.each(Array.from({ length: 32 }, (_, i) => i + 1))('the %ith, is healed by the next run', async (at) => {
    const proofs = new Proofs()
    proofs.append()
    await proofs.run()
    // The next month: a statement is due too.
    proofs.clock.advance(10 * day)
    proofs.appendMany(6)
    await proofs.run((own) => crashing(own, at, when)).catch((error: unknown) => expect(error).toBeInstanceOf(Crash))
    expect(await proofs.run()).toMatchObject({ seq: 7, complete: true })
    expect(proofs.checkpoints.map(({ seq }) => seq)).toEqual([1, 6, 7])
    expect(proofs.statements.map(({ month }) => month)).toEqual(['2026-11'])
    expect([...new Set(proofs.notices.map(({ id }) => id))]).toEqual([
      'checkpoint-2026-11-23',
      'checkpoint-2026-12-03',
      'statement-2026-11',
    ])
    const told = proofs.notices.length
    await proofs.run()
    expect(proofs.notices).toHaveLength(told)
  })
})
