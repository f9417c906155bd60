import { describe, expect, it } from 'vitest'
import type { ProofNotice } from '../../../functions/domain/proofs/notice.ts'
import type { LedgerKey } from '../../../functions/domain/proofs/published-keys.ts'
import { proofTypes } from '../../../functions/domain/proofs/types.ts'
import { tellProof } from '../../../functions/events/tell-proof.ts'
import { withMailedKeys } from '../../../functions/requests/mailed-keys.ts'
import { facts, TestMailer } from '../../support/doubles.ts'
import { testKey } from '../../support/ledger-keys.ts'
import { checkpointNotice, sampleCheckpoint, sampleStatement, statementNotice, unsigned } from '../../support/proofs.ts'
import { crashing, World } from '../../support/world.ts'

const both = { name: 'Internal audit', email: 'audit@acme.example', mails: ['checkpoints', 'statements'] } as const
const daily = { name: 'Dora Daily', email: 'dora@acme.example', mails: ['checkpoints'] } as const
const monthly = { name: 'Mo Monthly', email: 'mo@accountants.example', mails: ['statements'] } as const

const [A, B, C] = ['A', 'B', 'C'].map((letter) => `01J${letter.repeat(23)}`) as [string, string, string]

function set(
  auditors: Readonly<Record<string, typeof both | typeof daily | typeof monthly>> = {
    [A]: both,
    [B]: daily,
    [C]: monthly,
  },
) {
  const world = new World()
  world.set({ auditors })
  const mailer = new TestMailer()
  const ports = { ...world, table: world.table, mailer }
  const run = (notice: unknown, p = ports) => tellProof(notice, facts, 'https://l.example', p)
  const mailed = () => [...world.table.outbox.values()].map(({ event }) => event)
  return { world, mailer, ports, run, mailed }
}

describe('telling a proof', () => {
  it.each([
    ['checkpoint', checkpointNotice(), [both.email, daily.email]],
    ['statement', statementNotice(), [both.email, monthly.email]],
  ])('mails a %s to the auditors who want it, once, and records each mail', async (purpose, notice, addresses) => {
    const { mailer, run, mailed } = set()
    expect(await run(notice)).toEqual({ tenantId: 'acme', proof: notice.id, mails: 2 })
    expect(await run(notice)).toMatchObject({ mails: 0 })
    expect(mailer.sent.map(({ to }) => to.address)).toEqual(addresses)
    expect(mailed().map(({ type, data }) => [type, data.details.purpose, data.details.about])).toEqual([
      ['lockbox.mail.sent', purpose, notice.id],
      ['lockbox.mail.sent', purpose, notice.id],
    ])
    expect(JSON.stringify(mailed())).not.toContain(notice.jws)
  })

  it('mails the next one of its kind again', async () => {
    const { mailer, run } = set({ [B]: daily })
    await run(checkpointNotice())
    const time = '2026-11-24T09:00:00.000Z'
    await run(checkpointNotice({ ...sampleCheckpoint, seq: 50, time }, { id: 'checkpoint-2026-11-24', time }))
    expect(mailer.to(daily.email).map(({ subject }) => subject)).toEqual([
      'Checkpoint 2026-11-23, entry 42: Vendor Customer Lockbox',
      'Checkpoint 2026-11-24, entry 50: Vendor Customer Lockbox',
    ])
  })

  it('mails nobody where nobody wants it, and where there is no such tenant', async () => {
    const { mailer, run } = set({ [C]: monthly })
    expect(await run(checkpointNotice())).toMatchObject({ mails: 0 })
    const other = checkpointNotice({ ...sampleCheckpoint, tenantId: 'other' }, { tenantId: 'other' })
    expect(await run(other)).toMatchObject({ mails: 0 })
    expect(mailer.sent).toEqual([])
  })

  it('tries again only those whose mail failed', async () => {
    const { mailer, run, mailed } = set()
    mailer.refuses.add(daily.email)
    await expect(run(checkpointNotice())).rejects.toThrow('1 of 2')
    mailer.refuses.clear()
    expect(await run(checkpointNotice())).toMatchObject({ mails: 1 })
    expect(mailer.sent).toHaveLength(2)
    expect(mailed().map(({ type }) => type)).toEqual(['lockbox.mail.sent', 'lockbox.mail.failed', 'lockbox.mail.sent'])
  })

  it('heals after a crash at each call', async () => {
    for (const when of ['before', 'after'] as const)
      for (let at = 1; at <= 4; at++) {
        const { mailer, ports, run, mailed } = set({ [B]: daily })
        await run(checkpointNotice(), crashing(ports, at, when)).catch(() => undefined)
        await run(checkpointNotice())
        // A mail that was sent and not yet noted is sent again: better twice than never.
        expect(mailer.sent.length, `${when} ${at}`).toBeGreaterThan(0)
        expect(
          mailed().filter(({ type }) => type === 'lockbox.mail.sent'),
          `${when} ${at}`,
        ).toHaveLength(1)
      }
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a notice with more in it', { ...checkpointNotice(), to: 'eve@evil.example' }],
    ['a tenant that is none', checkpointNotice(sampleCheckpoint, { tenantId: 'ACME' as string })],
    ["another tenant's proof", checkpointNotice({ ...sampleCheckpoint, tenantId: 'other' })],
    ['a proof of another kind', checkpointNotice(sampleCheckpoint, { jws: statementNotice().jws })],
    ['a statement as a checkpoint', { ...statementNotice(), kind: 'checkpoint' } satisfies ProofNotice],
    ['a receipt', checkpointNotice(sampleCheckpoint, { jws: unsigned(proofTypes.receipt, sampleCheckpoint) })],
    ['claims of another form', checkpointNotice({ ...sampleCheckpoint, seq: '42' })],
    ['claims with more in them', statementNotice({ ...sampleStatement, note: 'x' })],
    ['the checkpoint of another day', checkpointNotice({ ...sampleCheckpoint, time: '2026-11-24T09:00:00.000Z' })],
    ['the statement of another month', statementNotice({ ...sampleStatement, month: '2026-09' })],
    ['what is no JWS', checkpointNotice(sampleCheckpoint, { jws: 'a.b' })],
  ])('mails nobody of %s, and fails, so that it ends as a dead letter', async (_, notice) => {
    const { mailer, run, mailed } = set()
    await expect(run(notice)).rejects.toMatchObject({ name: 'UnreadableProof' })
    expect([mailer.sent, mailed()]).toEqual([[], []])
  })
})

describe('the thumbprint in the footer', () => {
  const key = (kid: string, interval: Partial<LedgerKey> = {}): LedgerKey => ({
    ...testKey('checkpoint', interval).published,
    kid,
  })
  const from = '2026-12-01T00:00:00.000Z'
  const named = async (now: string, ...keys: readonly LedgerKey[]) => {
    const { keyThumbprint, otherKeys } = await withMailedKeys(
      facts,
      async () => keys,
      now,
      (error) => {
        throw error
      },
    )
    return { keyThumbprint, otherKeys }
  }

  it('is left out where nobody answers for the keys: no mail waits for it', async () => {
    const failures: Error[] = []
    const failing = () => Promise.reject(new Error('KMS is away'))
    expect(await withMailedKeys(facts, failing, from, (error) => failures.push(error))).toBe(facts)
    expect(failures.map(({ message }) => message)).toEqual(['KMS is away'])
  })
  it('is that of the only key, and nothing beside it', async () => {
    expect(await named(from, key('k1'))).toEqual({ keyThumbprint: 'k1', otherKeys: undefined })
  })
  it('is during a rotation never that of a key alone that vouches for nothing yet', async () => {
    const k2 = key('k2', { validFrom: from })
    expect(await named('2026-11-30T23:59:59.999Z', k2, key('k1'))).toEqual({
      keyThumbprint: 'k1',
      otherKeys: [{ thumbprint: 'k2', from }],
    })
    expect(await named(from, k2, key('k1'))).toEqual({ keyThumbprint: 'k2', otherKeys: [{ thumbprint: 'k1' }] })
    expect(await named(from, k2, key('k1', { validUntil: from }))).toEqual({
      keyThumbprint: 'k2',
      otherKeys: undefined,
    })
  })
})
