import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { base64urlOf } from '../../../functions/domain/digest.ts'
import { readUnverified, signingInput } from '../../../functions/domain/jws.ts'

const of = (header: unknown, claims: unknown = {}) =>
  `${base64urlOf(JSON.stringify(header))}.${base64urlOf(JSON.stringify(claims))}.sig`

describe('a compact JWS that nobody has verified', () => {
  test('says what was put into it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.jsonValue(), (typ, kid, said) => {
        const claims: unknown = JSON.parse(JSON.stringify(said))
        expect(readUnverified(`${signingInput({ typ, kid }, claims)}.sig`)).toEqual({
          header: { alg: 'ES256', kid, typ },
          claims,
        })
      }),
    )
  })

  test.each([
    ['nothing', ''],
    ['a word', 'hello'],
    ['two parts', of({}).replace('.sig', '')],
    ['an empty signature', of({}).replace('sig', '')],
    ['four parts', `${of({})}.more`],
    ['a header that is no JSON', `${base64urlOf('{')}.${base64urlOf('{}')}.sig`],
    ['a header that is no object', of('alg')],
    ['a list as its header', of([])],
    ['null as its header', of(null)],
    ['claims that are no JSON', `${base64urlOf('{}')}.${base64urlOf('}')}.sig`],
    ['claims that are no UTF-8', `${base64urlOf('{}')}.${base64urlOf(new Uint8Array([34, 255, 34]))}.sig`],
  ])('%s is none', (_, text) => expect(readUnverified(text)).toBeUndefined())

  test('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void readUnverified(text)))
    fc.assert(
      fc.property(
        fc.array(fc.string(), { minLength: 3, maxLength: 3 }),
        (parts) => void readUnverified(parts.join('.')),
      ),
    )
  })
})
