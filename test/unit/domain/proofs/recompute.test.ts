import { describe, expect, test } from 'vitest'
import { appendTo, chainHash } from '../../../../functions/domain/ledger.ts'
import { chainFault, isTimely } from '../../../../functions/domain/proofs/recompute.ts'
import { Proofs } from '../../../support/memory-proofs.ts'

const proofs = new Proofs()
proofs.appendMany(2)
const [first, second] = proofs.entries as [(typeof proofs.entries)[0], (typeof proofs.entries)[0]]

describe('an entry', () => {
  test('holds behind the one before it, and the first behind none', () => {
    expect(chainFault('acme', undefined, first)).toBeUndefined()
    expect(chainFault('acme', first, second)).toBeUndefined()
  })
  test('does not hold in another place, or for another tenant', () => {
    expect(chainFault('acme', undefined, second)).toBe('Sequence')
    expect(chainFault('acme', first, first)).toBe('Sequence')
    expect(chainFault('globex', undefined, first)).toBe('Tenant')
  })
  // Whoever can write the table can compute hashes too.
  test('of a type that its domain may not make does not hold, however right its hash is', () => {
    const { event, personal } = second
    const forged = appendTo(
      first,
      'tell',
      { event: { ...event, type: 'lockbox.request.approved' }, personal },
      second.recordedAt,
    )
    expect(chainFault('acme', first, forged)).toBe('Domain')
  })
  test('recorded before its predecessor does not hold, however right its hash is', () => {
    const recordedAt = '2020-01-01T00:00:00.000Z'
    const event = { ...second.event, data: { ...second.event.data, recordedAt } }
    const earlier = { ...second, recordedAt, event, hash: chainHash(second.prevHash, event) }
    expect(chainFault('acme', first, earlier)).toBe('Time')
    const { seq, hash } = first
    expect(chainFault('acme', { seq, hash }, earlier)).toBeUndefined()
  })
  describe('whose hash is right, as whoever writes into the table can compute it, does not hold', () => {
    const requestId = 'acme.01KAR2ZC00000000000000000A'
    const ended = {
      id: '01KAR2ZC00000000000000000A#3',
      type: 'lockbox.request.ended',
      subject: requestId,
      data: { requestId, version: 3, before: 'Approved', after: 'Ended' },
    }
    const made = (more: { readonly data?: object; readonly [member: string]: unknown } = {}) => {
      const event = {
        ...second.event,
        ...ended,
        ...more,
        data: { ...second.event.data, ...ended.data, ...more.data },
      } as typeof second.event
      return { ...second, event, hash: chainHash(second.prevHash, event) }
    }
    test.each<[string, Parameters<typeof made>[0], string | undefined]>([
      ['unless it is what it says', {}, undefined],
      ['of another source', { source: 'urn:lockbox:globex' }, 'Tenant'],
      ['about another request than it is of', { subject: 'acme.01KAR2ZC00000000000000000B' }, 'Subject'],
      ['with the id of another version', { id: '01KAR2ZC00000000000000000A#2' }, 'Subject'],
      ['with an id of its own', { id: second.event.id }, 'Subject'],
      ['from a state that nothing leads out of', { data: { before: 'Denied' } }, 'Transition'],
      ['to a state that it does not lead to', { data: { after: 'Approved' } }, 'Transition'],
    ])('%s', (_, more, fault) => expect(chainFault('acme', first, made(more))).toBe(fault))
    test('about a request of another tenant', () => {
      const foreign = 'globex.01KAR2ZC00000000000000000A'
      expect(chainFault('acme', first, made({ subject: foreign, data: { requestId: foreign } }))).toBe('Subject')
    })
  })
  test('whose values were erased holds', () => {
    expect(chainFault('acme', first, { ...second, personal: {} })).toBeUndefined()
  })
})

describe('a new entry is timely', () => {
  const now = '2026-11-23T09:00:00.000Z'
  test.each([
    ['at the time of signing', now, true],
    ['five minutes ahead of it', '2026-11-23T09:05:00.000Z', true],
    ['more than that ahead', '2026-11-23T09:05:00.001Z', false],
    ['fifteen minutes before the ledger was seen to end', '2026-11-23T07:45:00.000Z', true],
    ['more than that before', '2026-11-23T07:44:59.999Z', false],
    ['at what is no time', '2026-11-23T08', false],
  ])('%s', (_, recordedAt, timely) => {
    expect(isTimely(recordedAt, now, '2026-11-23T08:00:00.000Z')).toBe(timely)
  })
  test('however old it is, when nobody knows where the ledger ended', () => {
    expect(isTimely('2020-01-01T00:00:00.000Z', now, undefined)).toBe(true)
  })
})
