import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  domains,
  type Key,
  key,
  parseConfirmKey,
  parseDoorKey,
  parseOutboxKey,
  parseRequestKey,
  prefix,
} from '../../../functions/domain/keys.ts'
import { transitionEventId } from '../../../functions/domain/transitions.ts'
import * as arbitrary from '../../support/arbitraries.ts'

const { tenantId, name, ulid, idText, at, domain } = arbitrary

/** Every kind of key, with arguments as far as callers choose them: what the API validates is a name, the rest is free. */
const kinds: Record<string, fc.Arbitrary<{ key: Key; from: readonly unknown[] }>> = {
  settings: fc.tuple(tenantId).map((from) => ({ key: key.settings(...from), from })),
  unmanaged: fc.tuple(tenantId, name).map((from) => ({ key: key.unmanaged(...from), from })),
  environment: fc.tuple(tenantId, name).map((from) => ({ key: key.environment(...from), from })),
  request: fc.record({ tenantId, ulid }).map((from) => ({ key: key.request(from), from: [from.tenantId, from.ulid] })),
  door: fc.tuple(tenantId, name, idText, ulid).map((from) => ({ key: key.door(...from), from })),
  outbox: fc.tuple(domain, tenantId, ulid).map((from) => ({ key: key.outbox(...from), from })),
  latest: fc.tuple(tenantId, name, idText, name).map((from) => ({ key: key.latest(...from), from })),
  idempotency: fc.tuple(tenantId, idText, idText, idText).map((from) => ({ key: key.idempotency(...from), from })),
  count: fc
    .tuple(domain, tenantId, fc.constantFrom('start', 'mail'), idText, at)
    .map((from) => ({ key: key.count(...from), from: [...from.slice(0, 4), from[4].slice(0, 13)] })),
  told: fc.tuple(tenantId, ulid, idText).map((from) => ({ key: key.told(...from), from })),
  invited: fc.tuple(tenantId, idText).map((from) => ({ key: key.invited(...from), from })),
}

describe('keys', () => {
  test.each(Object.entries(kinds))('%s: two different things never have the same key', (_, made) => {
    fc.assert(
      fc.property(made, made, (a, b) => {
        const sameKey = a.key.pk === b.key.pk && a.key.sk === b.key.sk
        expect(sameKey).toBe(JSON.stringify(a.from) === JSON.stringify(b.from))
      }),
      { numRuns: 300 },
    )
  })

  test('no free text reaches into another part of its key', () => {
    fc.assert(
      fc.property(tenantId, name, idText, idText, ulid, (tenant, environment, who, other, id) => {
        expect(key.door(tenant, environment, who, id).sk.split('#')).toHaveLength(3)
        expect(key.latest(tenant, environment, who, environment).sk.split('#')).toHaveLength(3)
        expect(key.idempotency(tenant, who, other, who).sk.split('#')).toHaveLength(3)
        expect(key.count('operator', tenant, 'start', who, '2026-11-23T21:00:00.000Z').sk.split('#')).toHaveLength(3)
        expect(key.told(tenant, `${id}#2`, who).sk.split('#')).toHaveLength(4)
      }),
    )
  })

  test.each([
    ['a#b', 'a%23b'],
    ['a%23b', 'a%2523b'],
    ['x@bank.example', 'x%40bank.example'],
  ])('an operator called %j is %j in a key', (operator, part) => {
    expect(key.door('bank', 'prod', operator, 'U').sk).toBe(`prod#${part}#U`)
  })

  test('the settings, which the vendor creates, share no partition with the unmanaged marks, which it must not', () => {
    expect(key.settings('bank')).toEqual({ pk: 'customer#bank', sk: 'settings' })
    expect(key.unmanaged('bank', 'settings')).toEqual({ pk: 'unmanaged#bank', sk: 'settings' })
  })
})

describe('prefixes', () => {
  const all = [
    prefix.customer,
    prefix.unmanaged,
    prefix.environment,
    prefix.request,
    prefix.door,
    prefix.latest,
    prefix.idempotency,
    ...domains.map(prefix.outbox),
    ...domains.map(prefix.count),
  ]

  test('no role that is held to one prefix reaches the keys of another', () => {
    for (const a of all) for (const b of all) if (a !== b) expect(b.startsWith(a), `${a} reaches ${b}`).toBe(false)
  })

  test('every one ends with the separator, so that a tenant cannot prolong it', () => {
    for (const each of all) expect(each.endsWith('#')).toBe(true)
  })
})

describe('keys taken apart', () => {
  test('an outbox key gives back the domain that IAM vouches for', () => {
    fc.assert(
      fc.property(domain, tenantId, ulid, fc.integer({ min: 1, max: 9 }), (d, tenant, id, version) => {
        const eventId = transitionEventId(id, version)
        expect(parseOutboxKey(key.outbox(d, tenant, eventId))).toEqual({ domain: d, tenantId: tenant, eventId })
      }),
    )
  })

  test.each([
    'outbox#nobody#bank',
    'outbox#link',
    'outbox#link#',
    'outbox#link#bank#x',
    'inbox#link#bank',
    'outbox##bank',
  ])('%s is no outbox key', (pk) => {
    expect(parseOutboxKey({ pk, sk: 'x' })).toBeUndefined()
  })

  test('a request key gives back its request', () => {
    fc.assert(
      fc.property(fc.record({ tenantId, ulid }), (request) => {
        expect(parseRequestKey(key.request(request))).toEqual(request)
      }),
    )
  })

  test('the key of a wish for a code gives back whose it is, and is no other key', () => {
    fc.assert(
      fc.property(fc.record({ tenantId, approverId: ulid }), ({ tenantId: tenant, approverId }) => {
        const k = key.confirm(tenant, approverId)
        expect(parseConfirmKey(k)).toEqual({ tenantId: tenant, approverId })
        expect([parseRequestKey(k), parseOutboxKey(k)]).toEqual([undefined, undefined])
        expect(parseConfirmKey(key.request({ tenantId: tenant, ulid: approverId }))).toBeUndefined()
      }),
    )
  })

  test('the key of a door gives back whose it is and whither', () => {
    fc.assert(
      fc.property(tenantId, name, idText, ulid, (tenant, environmentId, operatorId, id) => {
        const place = { request: { tenantId: tenant, ulid: id }, environmentId, operatorId }
        expect(parseDoorKey(key.door(tenant, environmentId, operatorId, id))).toEqual(place)
      }),
    )
  })

  // Whoever puts doors could put one where a look for another's begins.
  test.each([
    ['door#bank', 'production#a%40b'],
    ['door#bank', 'production#a%40b#01K000000000000000000000AB#x'],
    ['door#bank', 'production#a@b#01K000000000000000000000AB'],
    ['door#bank', 'production#%61#01K000000000000000000000AB'],
    ['door#bank', 'production#%#01K000000000000000000000AB'],
    ['request#bank', 'production#a%40b#01K000000000000000000000AB'],
  ])('%s %s is no key of a door', (pk, sk) => {
    expect(parseDoorKey({ pk, sk })).toBeUndefined()
  })

  test.each(['door#bank', 'requests#bank', 'outbox#link#bank'])('%s is no request key', (pk) => {
    expect(parseRequestKey({ pk, sk: '01K000000000000000000000AB' })).toBeUndefined()
  })
})
