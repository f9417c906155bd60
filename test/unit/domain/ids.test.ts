import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitsKey, isName, isTenantId, isUlid, keyPart, parseRequestId } from '../../../functions/domain/ids.ts'
import { requestId } from '../../../functions/domain/request.ts'
import * as arbitrary from '../../support/arbitraries.ts'

const ulid = '01K000000000000000000000AB'

describe('ids', () => {
  test.each(['', 'A', 'bank.ch', 'bank#1', 'bänk', 'a b', 'a\n', 'x'.repeat(41), '*', 'bank/..'])(
    '%j is no tenant',
    (text) => {
      expect(isTenantId(text)).toBe(false)
    },
  )

  test.each(['', 'a b', 'a#b', 'a.b', 'a/b', 'a\n', 'ä', 'x'.repeat(65)])('%j names no environment', (text) => {
    expect(isName(text)).toBe(false)
  })

  test('tenants and names may be as long as the design says', () => {
    expect(isTenantId('x'.repeat(40))).toBe(true)
    expect(isName('X_-9'.repeat(16))).toBe(true)
  })

  test.each([ulid.toLowerCase(), ulid.slice(1), `${ulid}0`, `${ulid.slice(1)}U`, `${ulid.slice(1)}I`, `${ulid}\n`])(
    '%j is no ULID',
    (text) => {
      expect(isUlid(text)).toBe(false)
    },
  )
})

describe('a request id', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(arbitrary.tenantId, arbitrary.ulid, (tenantId, ulid) => {
        expect(parseRequestId(requestId({ tenantId, ulid }))).toEqual({ tenantId, ulid })
      }),
    )
  })

  test.each([
    '',
    '.',
    ulid,
    `bank.${ulid}.more`,
    `.${ulid}`,
    'bank.',
    `bank#x.${ulid}`,
    `bank. ${ulid}`,
    `bank.${ulid} `,
  ])('%j is none', (text) => {
    expect(parseRequestId(text)).toBeUndefined()
  })

  test('is nothing but what it was written from', () => {
    fc.assert(
      fc.property(arbitrary.freeText, (text) => {
        const found = parseRequestId(text)
        expect(found === undefined || requestId(found) === text).toBe(true)
      }),
    )
  })
})

test('a part of a key never contains the separator, and different texts stay different', () => {
  fc.assert(
    fc.property(arbitrary.freeText, arbitrary.freeText, (a, b) => {
      expect(keyPart(a)).not.toContain('#')
      expect(keyPart(a) === keyPart(b)).toBe(a === b)
    }),
  )
})

test.each([
  ['an address of 254 characters', `${'a'.repeat(241)}@bank.example`, true],
  ['257 characters', 'a'.repeat(257), false],
  ['29 characters that take nine bytes each when encoded', '€'.repeat(29), false],
  ['half a surrogate pair, which cannot be encoded', 'a\ud800', false],
])('a key has room for an id or not: %s', (_, id, fits) => {
  expect(fitsKey(id)).toBe(fits)
})
