import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  askDigest,
  codeFrom,
  formatLinkId,
  macMessage,
  parseLinkId,
  readCode,
  showCode,
  storedLinkName,
} from '../../../functions/domain/links.ts'
import type { AccessRequest } from '../../../functions/domain/request.ts'
import * as arbitrary from '../../support/arbitraries.ts'

const key = fc.record({ tenantId: arbitrary.tenantId, ulid: arbitrary.ulid })
const secret = arbitrary.bytes(16)
const code = arbitrary.bytes(5).map(codeFrom)

describe('a link id', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(key, arbitrary.ulid, secret, (request, approverId, bytes) => {
        const text = formatLinkId(request, approverId, bytes)
        expect(parseLinkId(text)).toEqual({ text, request, approverId })
      }),
    )
  })

  test('can stand in a URL as it is', () => {
    fc.assert(
      fc.property(key, arbitrary.ulid, secret, (request, approverId, bytes) => {
        const text = formatLinkId(request, approverId, bytes)
        expect(encodeURIComponent(text)).toBe(text)
      }),
    )
  })

  const good = formatLinkId(
    { tenantId: 'bank', ulid: '01K000000000000000000000AB' },
    '01K000000000000000000000CD',
    new Uint8Array(16),
  )
  test.each([
    '',
    good.slice(0, -1),
    `${good}A`,
    `${good}.x`,
    ` ${good}`,
    `${good}\n`,
    good.replace('bank', 'BANK'),
    good.replace('CD', 'cd'),
    good.replace('.01K000000000000000000000CD', ''),
    good.replace('bank', 'bank#x'),
    '../../etc/passwd',
  ])('%j is none', (text) => {
    expect(parseLinkId(text)).toBeUndefined()
  })

  test('is stored under a name that shows the approver, not the link', () => {
    fc.assert(
      fc.property(key, arbitrary.ulid, secret, secret, (request, approverId, one, other) => {
        const link = { text: formatLinkId(request, approverId, one), approverId }
        const name = storedLinkName(link)
        expect(name).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}\.[0-9a-f]{32}$/)
        expect(name).not.toContain(Buffer.from(one).toString('base64url'))
        const sameSecret = Buffer.from(one).equals(Buffer.from(other))
        expect(storedLinkName({ text: formatLinkId(request, approverId, other), approverId }) === name).toBe(sameSecret)
      }),
    )
  })
})

describe('a code', () => {
  test('is read as it was printed, in any case, with dashes and spaces anywhere', () => {
    fc.assert(
      fc.property(code, fc.array(fc.nat(9), { maxLength: 4 }), (right, gaps) => {
        expect(right).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/)
        expect(showCode(right)).toMatch(/^.{4}-.{4}$/)
        let typed = showCode(right)
        for (const gap of gaps) typed = `${typed.slice(0, gap)} ${typed.slice(gap)}`
        expect(readCode(typed)).toBe(right)
        expect(readCode(typed.toLowerCase())).toBe(right)
      }),
    )
  })

  test('keeps all forty bits: different bytes give different codes', () => {
    fc.assert(
      fc.property(arbitrary.bytes(5), arbitrary.bytes(5), (a, b) => {
        expect(codeFrom(a) === codeFrom(b)).toBe(Buffer.from(a).equals(Buffer.from(b)))
      }),
    )
    expect(codeFrom(new Uint8Array([0, 0, 0, 0, 0]))).toBe('00000000')
    expect(codeFrom(new Uint8Array([255, 255, 255, 255, 255]))).toBe('ZZZZZZZZ')
    expect(codeFrom(new Uint8Array([1, 0, 0, 0, 31]))).toBe('0400000Z')
  })

  test.each([
    ['oO0o-iIlL', '00001111'],
    ['k7f2–qx9m', undefined],
    ['K7F2QX9M', 'K7F2QX9M'],
    ['K7F2QX9', undefined],
    ['K7F2QX9MM', undefined],
    ['K7F2QX9U', undefined],
    ['Ｋ７Ｆ２ＱＸ９Ｍ', 'K7F2QX9M'],
    ['', undefined],
    ['        ', undefined],
    ['K7F2QX9\u0000', undefined],
  ])('typed as %j is %j', (typed, read) => {
    expect(readCode(typed)).toBe(read)
  })

  test('whatever is typed is a code in its one form, or none', () => {
    fc.assert(
      fc.property(fc.oneof(arbitrary.freeText, code), (typed) => {
        const read = readCode(typed)
        expect(read === undefined || (/^[0-9A-HJKMNP-TV-Z]{8}$/.test(read) && readCode(read) === read)).toBe(true)
      }),
    )
  })
})

describe('what is asked', () => {
  /** Each fact that the approver's consent is about, changed. */
  const changes: Record<string, (request: AccessRequest) => AccessRequest> = {
    tenant: (r) => ({ ...r, tenantId: `${r.tenantId}x` }),
    environment: (r) => ({ ...r, environmentId: `${r.environmentId}x` }),
    service: (r) => ({ ...r, service: `${r.service}x` }),
    'access level': (r) => ({ ...r, accessLevel: r.accessLevel === 'read' ? 'write' : 'read' }),
    'access period': (r) => ({ ...r, accessPeriod: r.accessPeriod + 1 }),
    'operator id': (r) => ({ ...r, operator: { ...r.operator, id: `${r.operator.id}x` } }),
    'operator name': (r) => ({ ...r, operator: { ...r.operator, name: `${r.operator.name}x` } }),
    'operator email': (r) => ({ ...r, operator: { ...r.operator, email: `x${r.operator.email}` } }),
    'machine that asks': (r) => ({ ...r, operator: { ...r.operator, client: `${r.operator.client ?? ''}x` } }),
    country: (r) => ({ ...r, operator: { ...r.operator, country: `${r.operator.country ?? ''}x` } }),
    employer: (r) => ({ ...r, operator: { ...r.operator, employer: `${r.operator.employer ?? ''}x` } }),
    time: (r) => ({ ...r, requestedAt: '2019-01-01T00:00:00.000Z' }),
    'end of the approval window': (r) => ({ ...r, expiresAt: '2039-01-01T00:00:00.000Z' }),
    'environment name': (r) => ({ ...r, environmentName: `${r.environmentName}x` }),
    reason: (r) => ({ ...r, reason: { ...r.reason, detail: `${r.reason.detail}x` } }),
    'support ticket': (r) => ({ ...r, supportTicket: `${r.supportTicket ?? ''}x` }),
  }

  test.each(Object.entries(changes))('has another digest when its %s differs', (_, change) => {
    fc.assert(
      fc.property(arbitrary.startedRequest, (request) => {
        expect(askDigest(change(request))).not.toBe(askDigest(request))
      }),
    )
  })

  test('has the same digest whatever happens to the request later', () => {
    fc.assert(
      fc.property(arbitrary.startedRequest, (request) => {
        const later: AccessRequest = { ...request, version: 3, state: 'Revoked', closed: request.started }
        expect(askDigest(later)).toBe(askDigest(request))
      }),
    )
  })

  test('the MAC is over link, code, address and what is asked: none can be exchanged', () => {
    const text = (message: Uint8Array) => Buffer.from(message).toString('utf8')
    fc.assert(
      fc.property(arbitrary.startedRequest, code, code, arbitrary.email, (request, right, wrong, address) => {
        fc.pre(right !== wrong)
        const message = text(macMessage('link', right, address, request))
        expect(text(macMessage('link', right, address, request))).toBe(message)
        expect(text(macMessage('lin', right, address, request))).not.toBe(message)
        expect(text(macMessage('link', wrong, address, request))).not.toBe(message)
        expect(text(macMessage('link', right, `x${address}`, request))).not.toBe(message)
        const widened: AccessRequest = { ...request, accessPeriod: request.accessPeriod + 1 }
        expect(text(macMessage('link', right, address, widened))).not.toBe(message)
      }),
    )
  })
})
