import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { comparableEmail, isVendorAddress, samePerson } from '../../../functions/domain/identity.ts'
import { freeText } from '../../support/arbitraries.ts'

describe('one address in many spellings', () => {
  const plain = 'olga.strasse@bank.example'
  test.each([
    'Olga.Strasse@Bank.Example',
    'OLGA.STRASSE@BANK.EXAMPLE',
    'olga.strasse+approver@bank.example',
    'olga.strasse+@bank.example',
    'olga.strasse+a+b@bank.example',
    ' olga.strasse@bank.example\n',
    'olga.straße@bank.example',
    'OLGA.STRAẞE@bank.example',
    'ｏｌｇａ.ｓｔｒａｓｓｅ＠bank.example',
    'olga.ﬆrasse@bank.example',
    'olga.ſtraſſe@bank.example',
    'olga.strasse@bank.example.',
    'olga.strasse@bank。example。',
    'olga.strasse＋tag@bank.example',
  ])('%j', (spelling) => {
    expect(comparableEmail(spelling)).toBe(plain)
  })

  test.each([
    ['x@bücher.example', 'x@xn--bcher-kva.example'],
    ['x@BÜCHER.example', 'x@bu\u0308cher.example'],
    ['ΟΔΟΣ@bank.example', 'οδος@bank.example'],
    ['ΟΔΟΣ@bank.example', 'οδοσ@bank.example'],
    ['\u212Aarl@bank.example', 'karl@bank.example'],
  ])('%j is %j', (a, b) => {
    expect(comparableEmail(a)).toBe(comparableEmail(b))
  })

  test.each([
    ['olga@bank.example', 'olgb@bank.example'],
    ['olga@bank.example', 'olga@bank2.example'],
    ['olga@bank.example', 'olga@sub.bank.example'],
    ['olga@bank.example', 'o.lga@bank.example'],
  ])('%j is not %j', (a, b) => {
    expect(comparableEmail(a)).not.toBe(comparableEmail(b))
  })

  test('is compared in a form that comparing does not change again', () => {
    fc.assert(
      fc.property(freeText, fc.domain(), (local, domain) => {
        const once = comparableEmail(`${local}@${domain}`)
        fc.pre(!once.startsWith('@') && !once.includes('+'))
        expect(comparableEmail(once)).toBe(once)
      }),
    )
  })
})

describe('one person', () => {
  test('is who has the same id or the same address', () => {
    expect(samePerson({ id: 'olga', email: 'o@x.example' }, { id: 'OLGA', email: 'p@x.example' })).toBe(true)
    expect(samePerson({ id: '1', email: 'o@x.example' }, { id: '2', email: 'O+x@X.example' })).toBe(true)
    expect(samePerson({ id: 'o@x.example' }, { id: '2', email: 'o@x.example' })).toBe(true)
    expect(samePerson({ id: '1', email: 'o@x.example' }, { id: '2', email: 'p@x.example' })).toBe(false)
  })

  test('is not found in the absence of an address', () => {
    expect(samePerson({ id: '1', email: '' }, { id: '2', email: '' })).toBe(false)
    expect(samePerson({ id: '1' }, { id: '2' })).toBe(false)
  })
})

describe("the vendor's own addresses", () => {
  const own = ['vendor.example', 'Bücher.example']
  test.each([
    'x@vendor.example',
    'x@VENDOR.EXAMPLE',
    'x@vendor.example.',
    'x@mail.vendor.example',
    'x@evil.example/.vendor.example',
    'x@ｖendor.example',
    'x@bücher.example',
    'x@xn--bcher-kva.example',
    '"x@bank.example"@vendor.example',
  ])('%j is one', (email) => {
    expect(isVendorAddress(email, own)).toBe(true)
  })

  test.each([
    'x@bank.example',
    'x@notvendor.example',
    'x@vendor.example.bank.example',
    'vendor.example@bank.example',
    'x@',
  ])('%j is none', (email) => {
    expect(isVendorAddress(email, own)).toBe(false)
  })
})
