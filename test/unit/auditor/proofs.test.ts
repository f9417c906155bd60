import { describe, expect, test } from 'vitest'
import { listCheckpoints, listStatements } from '../../../functions/auditor/proofs.ts'
import { ProblemError } from '../../../functions/domain/problems.ts'
import { checkpointPlace } from '../../../functions/domain/proofs/checkpoint.ts'
import { proofTypes } from '../../../functions/domain/proofs/types.ts'
import { checkpointKey, claimsIn, Proofs } from '../../support/memory-proofs.ts'

const keyId = checkpointKey.published.kid

/** Three checkpoints in three months, so two statements. */
async function three() {
  const proofs = new Proofs()
  for (let i = 0; i < 3; i++) {
    proofs.append()
    await proofs.run()
    proofs.clock.advance(31 * 86_400)
  }
  return proofs
}

describe('the checkpoints', () => {
  test('come oldest first, with what is in them beside them', async () => {
    const { store, checkpoints, checkpointTexts } = await three()
    expect(await listCheckpoints('acme', {}, store)).toEqual({
      items: checkpoints.map(({ seq, head, time }, i) => ({ seq, head, time, keyId, jws: checkpointTexts[i] })),
    })
  })
  test('come page by page, and behind a number', async () => {
    const { store } = await three()
    const first = await listCheckpoints('acme', { after: 1, limit: 1 }, store)
    expect(first.items.map(({ seq }) => seq)).toEqual([2])
    const second = await listCheckpoints('acme', { after: 1, limit: 1, cursor: first.cursor ?? '' }, store)
    expect([second.items.map(({ seq }) => seq), second.cursor]).toEqual([[3], undefined])
    expect((await listCheckpoints('acme', { after: 3 }, store)).items).toEqual([])
    expect((await listCheckpoints('acme', { after: 0 }, store)).items).toHaveLength(3)
  })
  test('are those of the tenant, whatever the cursor says', async () => {
    const { store } = await three()
    for (const tenantId of ['acm', 'acme-2', 'globex'])
      expect(await listCheckpoints(tenantId, {}, store)).toEqual({ items: [] })
    for (const name of ['../acme/x.jws', '', 'x', 'checkpoints/acme/0.jws', '/0000000000000001-2026-11-23.jws'])
      await expect(
        listCheckpoints('globex', { cursor: Buffer.from(name).toString('base64url') }, store),
      ).rejects.toThrow(ProblemError)
  })
  test('do not show what is none', async () => {
    const proofs = await three()
    const claims = claimsIn<Parameters<typeof checkpointPlace>[0]>(proofs.checkpointTexts[0] ?? '')
    const place = (head: string) => checkpointPlace({ ...claims, head: head.repeat(64) })
    for (const [i, jws] of ['x', 'a.b.c', '..', checkpointKey.sign(proofTypes.checkpoint, claims)].entries())
      await proofs.store.write(place(String(i)), jws)
    expect((await listCheckpoints('acme', {}, proofs.store)).items).toHaveLength(3)
  })
})

test('the statements come oldest first', async () => {
  const { store } = await three()
  const { items } = await listStatements('acme', {}, store)
  expect(items.map(({ month }) => month)).toEqual(['2026-11', '2026-12'])
  expect(items.map((item) => item.keyId)).toEqual([keyId, keyId])
  const first = await listStatements('acme', { limit: 1 }, store)
  expect((await listStatements('acme', { cursor: first.cursor ?? '' }, store)).items).toEqual(items.slice(1))
})

test('what lies there under another name is skipped, and pages go on behind it', async () => {
  const { store } = await three()
  const { items } = await listStatements('acme', {}, store)
  for (const name of ['!', '2026-11-zz', 'a/b', 'zzz.jws', 'zzzz'])
    await store.write(`statements/acme/${name}`, 'x.y.z')
  const seen: unknown[] = []
  let cursor: string | undefined
  do {
    const page = await listStatements('acme', { limit: 1, ...(cursor && { cursor }) }, store)
    seen.push(...page.items)
    cursor = page.cursor
  } while (cursor)
  expect(seen).toEqual(items)
})
