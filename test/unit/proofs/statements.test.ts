import { describe, expect, test } from 'vitest'
import { sha256Hex } from '../../../functions/domain/digest.ts'
import { type Statement, statementPlace } from '../../../functions/domain/proofs/statement.ts'
import { proofTypes } from '../../../functions/domain/proofs/types.ts'
import { checkpointKey, claimsIn, Proofs } from '../../support/memory-proofs.ts'

const day = 86_400
const at = (proofs: Proofs, time: string) => {
  proofs.clock.at = Date.parse(time)
}

/** A tenant whose ledger begins at this time. */
function since(time: string): Proofs {
  const proofs = new Proofs()
  at(proofs, time)
  proofs.append()
  return proofs
}

describe('a month that is over', () => {
  test('is stated once, with its range and head, also when nothing happened in it', async () => {
    const proofs = since('2026-09-20T12:00:00.000Z')
    proofs.appendMany(2)
    at(proofs, '2026-11-02T12:00:00.000Z')
    expect(await proofs.run()).toMatchObject({ statements: 2, complete: true })
    expect(await proofs.run()).toMatchObject({ statements: 0 })
    const head = { seq: 3, hash: proofs.entries[2]?.hash }
    const [september, october] = proofs.statements
    expect(september).toMatchObject({
      iss: 'https://lockbox.example',
      tenantId: 'acme',
      vendor: 'Vendor',
      month: '2026-09',
      from: '2026-09-01T00:00:00.000Z',
      to: '2026-10-01T00:00:00.000Z',
      entries: { first: 1, last: 3 },
      head,
      previous: null,
      time: '2026-11-02T12:00:00.000Z',
    })
    const [first = ''] = proofs.store.texts('statements/acme/')
    expect(october).toMatchObject({
      entries: null,
      head,
      previous: { month: '2026-09', sha256: sha256Hex(first) },
    })
    expect(october?.text).toContain('No governed access by Vendor in October 2026.')
    expect(proofs.notices.filter(({ kind }) => kind === 'statement').map(({ id }) => id)).toEqual([
      'statement-2026-09',
      'statement-2026-10',
    ])
  })
  test('is waited for an hour: what was recorded in its last second may still be on its way', async () => {
    const proofs = since('2026-10-31T23:59:59.999Z')
    at(proofs, '2026-11-01T00:59:59.999Z')
    await proofs.run()
    expect(proofs.statements).toEqual([])
    at(proofs, '2026-11-01T01:00:00.000Z')
    await proofs.run()
    expect(proofs.statements.map(({ month }) => month)).toEqual(['2026-10'])
  })
  test('counts what lies in it and nothing else, wherever pages end', async () => {
    const proofs = since('2026-08-30T12:00:00.000Z')
    const use = () => proofs.append('lockbox.access.used', 'check')
    for (const time of ['2026-08-31T23:59:59.999Z', '2026-09-01T00:00:00.000Z', '2026-10-01T00:00:00.000Z']) {
      at(proofs, time)
      use()
      use()
    }
    at(proofs, '2026-11-01T02:00:00.000Z')
    use()
    await proofs.run()
    expect(proofs.statements.map(({ month, entries, counts }) => [month, entries, counts.uses])).toEqual([
      ['2026-08', { first: 1, last: 3 }, 2],
      ['2026-09', { first: 4, last: 5 }, 2],
      ['2026-10', { first: 6, last: 7 }, 2],
    ])
  })
  test('counts the access that was open when it began, in the first run and in one that begins there', async () => {
    const proofs = since('2026-08-05T12:00:00.000Z')
    at(proofs, '2026-09-05T12:00:00.000Z')
    await proofs.run()
    proofs.appendMany(5)
    const about = { tenantId: 'acme', ulid: '01KAR2ZC00000000000000000A' }
    at(proofs, '2026-09-20T12:00:00.000Z')
    proofs.append('lockbox.request.approved', 'approver', {
      id: `${about.ulid}#2`,
      about,
      ...{ version: 2, before: 'ActionNeeded', after: 'Approved' },
      details: { accessUntil: '2026-10-15T12:00:00.000Z' },
    })
    proofs.appendMany(5)
    at(proofs, '2026-10-02T12:00:00.000Z')
    proofs.append()
    await proofs.run()
    at(proofs, '2026-10-15T12:00:00.000Z')
    proofs.append('lockbox.request.ended', 'workflow', {
      id: `${about.ulid}#3`,
      about,
      ...{ version: 3, before: 'Approved', after: 'Ended' },
    })
    at(proofs, '2026-12-02T12:00:00.000Z')
    await proofs.run()
    expect(proofs.statements.map(({ month, counts }) => [month, counts.openAtStart])).toEqual([
      ['2026-08', 0],
      ['2026-09', 0],
      ['2026-10', 1],
      ['2026-11', 0],
    ])
    expect(proofs.statements[2]?.text).not.toContain('No governed access')
  })
  test('goes on from the month that was stated last', async () => {
    const proofs = since('2026-08-30T12:00:00.000Z')
    for (const month of ['09', '10', '11', '12']) {
      at(proofs, `2026-${month}-01T02:00:00.000Z`)
      proofs.append('lockbox.access.used', 'check')
      await proofs.run()
      // Whatever becomes of the hint.
      if (month === '10') proofs.hints.clear()
    }
    expect(proofs.statements.map(({ month, entries }) => [month, entries])).toEqual([
      ['2026-08', { first: 1, last: 1 }],
      ['2026-09', { first: 2, last: 2 }],
      ['2026-10', { first: 3, last: 3 }],
      ['2026-11', { first: 4, last: 4 }],
    ])
  })
})

test('a month whose entries are not what was sealed is not stated', async () => {
  const proofs = since('2026-10-20T12:00:00.000Z')
  proofs.appendMany(8)
  await proofs.run()
  at(proofs, '2026-11-20T12:00:00.000Z')
  proofs.append()
  const entry = proofs.entries[3]!
  proofs.entries[3] = { ...entry, event: { ...entry.event, type: 'lockbox.mail.failed' } }
  expect(await proofs.run()).toEqual({ refused: 'Hash', seq: 4 })
  expect(proofs.statements).toEqual([])
})

test('a month whose history was written anew after it was sealed is not stated', async () => {
  const proofs = since('2026-10-20T12:00:00.000Z')
  proofs.appendMany(4)
  await proofs.run()
  at(proofs, '2026-11-20T12:00:00.000Z')
  const answer = await proofs.run((own) => ({
    ...own,
    bus: {
      // Between the checkpoint and the statement; each entry of it follows from the one before.
      announce: async () => {
        proofs.entries.length = 0
        proofs.appendMany(5)
      },
    },
  }))
  expect(answer).toEqual({ refused: 'OtherHistory', seq: 5 })
  expect(proofs.statements).toEqual([])
})

describe('a month is not stated when somebody changed a time that was sealed long ago', () => {
  const dated = (proofs: Proofs, seq: number, recordedAt: string) => {
    proofs.entries[seq - 1] = { ...proofs.entries[seq - 1]!, recordedAt }
  }
  test('of the first entry, so that there would be no month to state', async () => {
    const proofs = since('2026-10-05T12:00:00.000Z')
    proofs.appendMany(2)
    await proofs.run()
    dated(proofs, 1, '2026-12-01T00:00:00.000Z')
    at(proofs, '2026-11-20T12:00:00.000Z')
    expect(await proofs.run()).toEqual({ refused: 'Envelope', seq: 1 })
  })
  test('of those in the month before, so that less would be counted', async () => {
    const proofs = since('2026-08-20T12:00:00.000Z')
    at(proofs, '2026-10-01T02:00:00.000Z')
    proofs.appendMany(6)
    await proofs.run()
    for (const seq of [2, 3, 4]) dated(proofs, seq, '2026-08-30T00:00:00.000Z')
    at(proofs, '2026-11-20T12:00:00.000Z')
    expect(await proofs.run()).toEqual({ refused: 'Envelope', seq: 2 })
    expect(proofs.statements.map(({ month }) => month)).toEqual(['2026-08', '2026-09'])
  })
  test('of whatever a search comes by: what it finds is looked at once more', async () => {
    const proofs = since('2026-08-20T12:00:00.000Z')
    at(proofs, '2026-10-01T02:00:00.000Z')
    proofs.appendMany(6)
    await proofs.run()
    at(proofs, '2026-11-20T12:00:00.000Z')
    const answer = await proofs.run((own) => ({
      ...own,
      ledger: {
        ...own.ledger,
        // A search asks for one entry at a time, the recomputation for pages.
        from: async (tenantId, seq, limit) =>
          (await own.ledger.from(tenantId, seq, limit)).map((entry) =>
            limit === 1 && entry.seq < 6 ? { ...entry, recordedAt: '2026-08-30T00:00:00.000Z' } : entry,
          ),
      },
    }))
    expect(answer).toMatchObject({ statements: 1 })
    expect(proofs.statements.at(-1)).toMatchObject({ entries: { first: 2, last: 7 } })
  })
})

test('a month that takes longer than a run is a failure, not an endless one', async () => {
  const proofs = since('2026-10-20T12:00:00.000Z')
  await proofs.run()
  at(proofs, '2026-11-20T12:00:00.000Z')
  const slow = () =>
    proofs.run(
      (own) => ({
        ...own,
        ledger: {
          ...own.ledger,
          from: (tenantId, seq, limit) => {
            proofs.clock.advance(10)
            return own.ledger.from(tenantId, seq, limit)
          },
        },
      }),
      15,
    )
  // It had other things to do as well: once more, with all the time for this.
  expect(await slow()).toMatchObject({ signed: 1, complete: false })
  await expect(slow()).rejects.toThrow('longer than a run')
  expect(await proofs.run()).toMatchObject({ statements: 1, complete: true })
})

test('what lies in the place of a statement and is none stays there, and somebody is told', async () => {
  const proofs = since('2026-10-20T12:00:00.000Z')
  const place = statementPlace({ tenantId: 'acme', month: '2026-10' })
  await proofs.store.write(place, checkpointKey.sign(proofTypes.statement, { month: '2026-10' }))
  at(proofs, '2026-12-20T12:00:00.000Z')
  await proofs.run()
  expect(proofs.strange).toEqual([place])
  expect(proofs.store.texts('statements/').length).toBe(2)
  expect(proofs.notices.map(({ id }) => id)).toEqual(['checkpoint-2026-12-20', 'statement-2026-11'])
  proofs.clock.advance(day)
  await proofs.run()
  expect(proofs.strange).toEqual([place])
})

test.each(['9999-01.jws', 'zzz.jws', '2026-13.jws', '2026-10.jws.bak', '2026-10/x.jws', '1999-01.jws'])(
  'a foreign object (%s) does not end the statements, and somebody is told',
  async (name) => {
    const proofs = since('2026-10-20T12:00:00.000Z')
    await proofs.run()
    await proofs.store.write(`statements/acme/${name}`, 'x.y.z')
    for (const time of ['2026-12-20T12:00:00.000Z', '2027-01-20T12:00:00.000Z']) {
      at(proofs, time)
      proofs.append()
      await proofs.run()
    }
    const texts = proofs.store.texts('statements/acme/').filter((text) => text !== 'x.y.z')
    expect(texts.map((jws) => claimsIn<Statement>(jws).month)).toEqual(['2026-10', '2026-11', '2026-12'])
    expect(proofs.strange).toContain(`statements/acme/${name}`)
  },
)
