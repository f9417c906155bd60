import { describe, expect, test } from 'vitest'
import { Proofs } from '../../support/memory-proofs.ts'

const at = (proofs: Proofs, time: string) => {
  proofs.clock.at = Date.parse(time)
}
/** What a ledger function does that somebody has taken over: the chain holds, the times are made up. */
const use = (proofs: Proofs, recordedAt: string) => proofs.append('lockbox.access.used', 'check', {}, recordedAt)

/** Sealed, with the statement of October, at 02:00. */
async function november() {
  const proofs = new Proofs()
  at(proofs, '2026-10-20T12:00:00.000Z')
  proofs.append()
  at(proofs, '2026-11-01T02:00:00.000Z')
  await proofs.run()
  return proofs
}

describe('the signer refuses', () => {
  test('an entry that says it was recorded before the ledger was seen without it', async () => {
    const proofs = await november()
    at(proofs, '2026-11-10T02:00:00.000Z')
    use(proofs, '2026-10-31T23:59:59.999Z')
    expect(await proofs.run()).toEqual({ refused: 'Time', seq: 2 })
    expect(proofs.checkpoints).toHaveLength(1)
  })
  test('one of a time that has not come', async () => {
    const proofs = new Proofs()
    use(proofs, '9999-01-01T00:00:00.000Z')
    expect(await proofs.run()).toEqual({ refused: 'Time', seq: 1 })
    expect(proofs.checkpoints).toEqual([])
  })
  test('and lets pass what was on its way', async () => {
    const proofs = await november()
    use(proofs, '2026-11-01T01:46:00.000Z')
    expect(await proofs.run()).toMatchObject({ seq: 2, signed: 1 })
  })
})

test('a ledger that is longer than a run is no fault: what comes behind a checkpoint was there before it', async () => {
  const proofs = new Proofs()
  proofs.appendMany(8)
  proofs.clock.advance(86_400)
  expect(await proofs.run((own) => own, 0)).toMatchObject({ seq: 3, complete: false })
  // Whatever becomes of the hint.
  proofs.hints.clear()
  expect(await proofs.run((own) => own, 0)).toMatchObject({ seq: 5, complete: false })
  expect(await proofs.run()).toMatchObject({ seq: 8, complete: true })
})

test('nothing falls between two statements: what comes behind one is counted by the next, whenever it says it was', async () => {
  const proofs = await november()
  proofs.hints.clear()
  at(proofs, '2026-11-10T02:00:00.000Z')
  for (let i = 0; i < 5; i++) use(proofs, '2026-10-31T23:59:59.999Z')
  await proofs.run()
  at(proofs, '2026-12-02T02:00:00.000Z')
  use(proofs, proofs.clock.now())
  await proofs.run()
  expect(proofs.statements.map(({ month, entries, counts }) => [month, entries, counts.uses])).toEqual([
    ['2026-10', { first: 1, last: 1 }, 0],
    ['2026-11', { first: 2, last: 6 }, 5],
  ])
})
