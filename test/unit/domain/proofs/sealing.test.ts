import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Checkpoint } from '../../../../functions/domain/proofs/checkpoint.ts'
import { isValidNow, keyInCharge } from '../../../../functions/domain/proofs/in-charge.ts'
import type { LedgerKey } from '../../../../functions/domain/proofs/published-keys.ts'
import { checkpointOf, isDue, signerAfter, unannounced } from '../../../../functions/domain/proofs/sealing.ts'

const now = '2026-11-23T09:00:00.000Z'
const key = (
  kid: string,
  purpose: LedgerKey['purpose'] = 'checkpoint',
  interval: Partial<LedgerKey> = {},
): LedgerKey => ({
  ...{ kty: 'EC', crv: 'P-256', x: '', y: '', use: 'sig', alg: 'ES256', kid, purpose },
  ...interval,
})
const last = (kid: string, seq: number, receiptKeys: readonly string[] = []) => ({
  kid,
  claims: { seq, time: now, receiptKeys: [...receiptKeys] } as Checkpoint,
  jws: `${kid}.${seq}`,
})

describe('a checkpoint is due', () => {
  test.each([
    ['when there was none', undefined, 1, true],
    ['when there is something new', { seq: 1, time: now }, 2, true],
    ['when nothing is new on the same day: not', { seq: 1, time: now }, 1, false],
    ['when the day is another one', { seq: 1, time: '2026-11-22T23:59:59.999Z' }, 1, true],
  ] as const)('%s', (_, before, seq, due) => expect(isDue(before, seq, now)).toBe(due))
})

describe('an interval', () => {
  test.each([
    [{}, true],
    [{ validFrom: now }, true],
    [{ validUntil: now }, false],
    [{ validFrom: '2026-11-23T09:00:00.001Z' }, false],
    [{ validUntil: '2026-11-23T09:00:00.001Z' }, true],
  ])('%o: %s', (interval, valid) => expect(isValidNow(key('a', 'checkpoint', interval), now)).toBe(valid))
})

describe('the key in charge', () => {
  const keys = [
    key('r2', 'receipt', { validFrom: '2026-11-23T09:00:00.001Z' }),
    key('c1'),
    key('r1', 'receipt', { validUntil: '2026-11-24T00:00:00.000Z' }),
  ]
  test.each([
    [now, 'r1'],
    ['2026-11-23T09:00:00.001Z', 'r2'],
  ])('at %s is the newest whose time has come: %s', (at, kid) => {
    expect(keyInCharge(keys, 'receipt', at)?.kid).toBe(kid)
  })
  test('is nobody when none is valid', () =>
    expect(keyInCharge([key('r', 'receipt', { validUntil: now })], 'receipt', now)).toBeUndefined())
})

describe('which key signs', () => {
  const keys = [key('new'), key('old'), key('r', 'receipt')]
  test.each([
    ['the first, for a tenant without a checkpoint', undefined, new Map(), 'new'],
    ['the old one, while the new one is not announced', last('old', 5), new Map(), 'old'],
    ['the old one, while the announcement is not sealed', last('old', 5), new Map([['new', 6]]), 'old'],
    ['the new one, once it is', last('old', 6), new Map([['new', 6]]), 'new'],
    ['the one that signed before, if it is in charge', last('new', 1), new Map(), 'new'],
  ] as const)('%s', (_, before, announced, kid) => {
    expect(signerAfter(before, keys, announced, now)).toBe(kid)
  })
  test('the new one without a word, once the old one is over; none, where nobody is newer', () => {
    const over = [key('new'), key('old', 'checkpoint', { validUntil: now })]
    expect(signerAfter(last('old', 5), over, new Map(), now)).toBe('new')
    expect(signerAfter(last('old', 5), [...over].reverse(), new Map(), now)).toBeUndefined()
    expect(signerAfter(last('lost', 5), over, new Map(), now)).toBeUndefined()
    expect(signerAfter(last('old', 5), over, new Map([['new', 5]]), now)).toBe('new')
    expect(signerAfter(undefined, [key('old', 'checkpoint', { validUntil: now })], new Map(), now)).toBeUndefined()
  })
  test('never a key for receipts, and never one outside of its interval', () => {
    const interval = fc.record(
      {
        validFrom: fc.constantFrom('2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'),
        validUntil: fc.constantFrom('2026-06-01T00:00:00.000Z', '2027-06-01T00:00:00.000Z'),
      },
      { requiredKeys: [] },
    )
    const some = fc.array(fc.tuple(fc.constantFrom('checkpoint' as const, 'receipt' as const), interval), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(some, fc.option(fc.nat(3)), fc.nat(9), (made, before, seq) => {
        const all = made.map(([purpose, within], i) => key(`k${i}`, purpose, within))
        const kid = signerAfter(before === null ? undefined : last(`k${before}`, 5), all, new Map([['k0', seq]]), now)
        const found = all.find((one) => one.kid === kid)
        expect(kid === undefined || (found?.purpose === 'checkpoint' && isValidNow(found, now))).toBe(true)
      }),
    )
  })
})

describe('what has to be announced', () => {
  const keys = [key('new'), key('old'), key('r2', 'receipt'), key('r1', 'receipt')]
  const kids = (...args: Parameters<typeof unannounced>) => unannounced(...args).map(({ kid }) => kid)
  test('is nothing before the first checkpoint', () => expect(kids(undefined, keys, new Map(), now)).toEqual([]))
  test('is a key that waits for its time too, so that it can sign once that has come; none that is older or over', () => {
    const rotating = [
      key('next', 'checkpoint', { validFrom: '2026-12-01T00:00:00.000Z' }),
      key('void', 'checkpoint', { validUntil: now }),
      ...keys,
    ]
    expect(kids(last('old', 5, ['r1', 'r2']), rotating, new Map(), now)).toEqual(['next', 'new'])
    expect(kids(last('new', 5, ['r1', 'r2']), rotating, new Map(), now)).toEqual(['next'])
  })
  test('is the new key, and each key for receipts that the last checkpoint does not name', () => {
    expect(kids(last('old', 5, ['r1']), keys, new Map(), now)).toEqual(['new', 'r2'])
    expect(kids(last('old', 5, ['r1']), keys, new Map([['r2', 7]]), now)).toEqual(['new'])
    expect(kids(last('new', 5, ['r1', 'r2']), keys, new Map(), now)).toEqual([])
  })
})

test('a key for receipts is listed from the checkpoint on that seals its announcement', () => {
  const keys = [key('old'), key('r2', 'receipt'), key('r1', 'receipt')]
  const before = last('old', 5, ['r1'])
  const listed = (seq: number, announced: ReadonlyMap<string, number>) =>
    checkpointOf(
      { seq, hash: 'h', recordedAt: now },
      { iss: 'i', tenantId: 'acme', last: before, lastSha256: 's', keys, announced, now },
    ).receiptKeys
  expect(listed(6, new Map())).toEqual(['r1'])
  expect(listed(6, new Map([['r2', 7]]))).toEqual(['r1'])
  expect(listed(7, new Map([['r2', 7]]))).toEqual(['r2', 'r1'])
})
