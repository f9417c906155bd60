import { generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { type Access, guard } from '../../../guard/guard.ts'
import type { GuardOptions } from '../../../guard/options.ts'
import { AccessRefused } from '../../../guard/refusal.ts'
import { claimsAt, door, forged, keySetOf, lockbox, testKey, tokenOf } from '../../support/access-tokens.ts'

const now = Date.parse('2026-11-23T09:00:00.000Z')
const key = testKey('k1')
const another = testKey('k2')
const stranger = testKey('k1')
const keys = keySetOf(key, another)
const token = tokenOf(claimsAt(now), key)

const letIn = (changes: Partial<GuardOptions> = {}) =>
  guard({ issuer: lockbox, service: 'crm', keys, now: () => now, ...changes })
const access = (changes: Partial<Access> = {}): Access => ({
  token,
  caller: { operator: door.operatorId },
  tenant: 'acme',
  environment: 'production',
  ...changes,
})

/** Code of the refusal; `let in` when there was none. */
const outcome = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'let in',
    (error: unknown) => {
      if (error instanceof AccessRefused) return error.code
      throw error
    },
  )

describe('a token of the lockbox', () => {
  test('lets in its operator, and tells the handler why', async () => {
    expect(await letIn()(access())).toEqual({
      basis: 'AccessToken',
      operator: door.operatorId,
      tenant: 'acme',
      environment: 'production',
      level: 'read',
      request: 'acme.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C',
      until: '2026-11-23T09:05:00.000Z',
    })
  })

  test('lets in whatever case the service writes the operator in', async () => {
    expect(await outcome(letIn()(access({ caller: { operator: 'Olga@Vendor.example' } })))).toBe('let in')
  })

  test('may be signed by any of the published keys, so that they can be rotated', async () => {
    expect(await outcome(letIn()(access({ token: tokenOf(claimsAt(now), another) })))).toBe('let in')
  })

  test('lets in the machine that it names, and then nobody in person', async () => {
    const ofMachine = tokenOf(claimsAt(now, { act: { sub: 'tooling' } }), key)
    expect(await letIn()(access({ token: ofMachine, caller: { client: 'tooling' } }))).toMatchObject({
      operator: door.operatorId,
      client: 'tooling',
    })
    expect(await outcome(letIn()(access({ token: ofMachine })))).toBe('WrongCaller')
    expect(await outcome(letIn()(access({ token: ofMachine, caller: { client: 'other' } })))).toBe('WrongCaller')
    expect(await outcome(letIn()(access({ caller: { client: 'tooling' } })))).toBe('WrongCaller')
  })
})

describe('a token that is the lockbox’s', () => {
  const cases: readonly (readonly [string, Partial<Access>, string])[] = [
    ['of another tenant', { tenant: 'globex' }, 'WrongTenant'],
    ['of another environment', { environment: 'staging' }, 'WrongEnvironment'],
    ['of another operator', { caller: { operator: 'otto@vendor.example' } }, 'WrongCaller'],
    ['shown by nobody known', { caller: { operator: '' } }, 'WrongCaller'],
    ['for reading, shown to write', { level: 'write' }, 'LevelTooLow'],
    [
      'of another service',
      { token: tokenOf(claimsAt(now, { aud: 'lockbox/files', service: 'files' }), key) },
      'WrongService',
    ],
    [
      'for several services',
      {
        token: forged(
          { alg: 'ES256', typ: 'lockbox-access+jwt', kid: 'k1' },
          { ...claimsAt(now), aud: ['lockbox/crm', 'lockbox/files'] },
          { key },
        ),
      },
      'AccessTokenInvalid',
    ],
    ['of another audience', { token: tokenOf(claimsAt(now, { aud: 'lockbox/files' }), key) }, 'WrongService'],
    ['whose audience and service differ', { token: tokenOf(claimsAt(now, { service: 'files' }), key) }, 'WrongService'],
    [
      'of another lockbox',
      { token: tokenOf(claimsAt(now, { iss: 'https://other.example' }), key) },
      'AccessTokenInvalid',
    ],
    ['that is over', { token: tokenOf(claimsAt(now - 305_000), key) }, 'AccessTokenExpired'],
    [
      'that says it lives longer',
      { token: tokenOf(claimsAt(now - 310_000, { exp: now / 1000 + 900 }), key) },
      'AccessTokenExpired',
    ],
    ['that is made in the future', { token: tokenOf(claimsAt(now + 6000), key) }, 'AccessTokenNotYetValid'],
    [
      'that does not count yet',
      {
        token: forged(
          { alg: 'ES256', typ: 'lockbox-access+jwt', kid: 'k1' },
          { ...claimsAt(now), nbf: now / 1000 + 6 },
          { key },
        ),
      },
      'AccessTokenNotYetValid',
    ],
  ]
  test.each(cases)('%s is refused', async (_, changes, code) => {
    expect(await outcome(letIn()(access(changes)))).toBe(code)
  })

  test('is taken within the tolerance of clocks, and no longer', async () => {
    const over = (ms: number) => outcome(letIn()(access({ token: tokenOf(claimsAt(now - 300_000 - ms), key) })))
    expect([await over(4000), await over(5000)]).toEqual(['let in', 'AccessTokenExpired'])
  })

  test('for writing lets write', async () => {
    const writes = tokenOf(claimsAt(now, { level: 'write' }), key)
    expect(await outcome(letIn()(access({ token: writes, level: 'write' })))).toBe('let in')
  })
})

describe('what is no token of the lockbox is refused:', () => {
  const header = { alg: 'ES256', typ: 'lockbox-access+jwt', kid: 'k1' }
  const claims = claimsAt(now)
  const [h = '', p = '', s = ''] = token.split('.')
  const pem = key.publicKey.export({ format: 'pem', type: 'spki' })
  const spki = key.publicKey.export({ format: 'der', type: 'spki' })
  const changed = Buffer.from(JSON.stringify({ ...claims, level: 'write' })).toString('base64url')
  const cases: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['no JWT', 'abc'],
    ['tampered claims', `${h}.${changed}.${s}`],
    ['a tampered signature', `${h}.${p}.${s.startsWith('A') ? 'B' : 'A'}${s.slice(1)}`],
    ['no signature', `${h}.${p}.`],
    ['alg none', forged({ ...header, alg: 'none' }, claims)],
    ['HS256 with the public key in PEM', forged({ ...header, alg: 'HS256' }, claims, { secret: pem })],
    ['HS256 with the public key in DER', forged({ ...header, alg: 'HS256' }, claims, { secret: spki })],
    ['another ECDSA', forged({ ...header, alg: 'ES384' }, claims, { key })],
    ['an OIDC access token', forged({ ...header, typ: 'at+jwt' }, claims, { key })],
    ['a receipt', forged({ ...header, typ: 'lockbox-receipt+jwt' }, claims, { key })],
    ['no typ', forged({ alg: 'ES256', kid: 'k1' }, claims, { key })],
    ['no kid', forged({ alg: 'ES256', typ: header.typ }, claims, { key })],
    ['an unknown key', forged({ ...header, kid: 'k9' }, claims, { key: stranger })],
    ['a stranger’s key under a known name', forged(header, claims, { key: stranger })],
    ['a key in its header', forged({ ...header, jwk: stranger.jwk }, claims, { key: stranger })],
    [
      'a key in its header, and no kid',
      forged({ alg: 'ES256', typ: header.typ, jwk: stranger.jwk }, claims, { key: stranger }),
    ],
    [
      'an address of keys in its header',
      forged({ ...header, kid: 'k9', jku: 'https://evil.example/jwks.json' }, claims, { key: stranger }),
    ],
    [
      'a certificate in its header',
      forged({ ...header, kid: 'k9', x5u: 'https://evil.example/x5u' }, claims, { key: stranger }),
    ],
    ['a header that must be understood', forged({ ...header, crit: ['exp'] }, claims, { key })],
    ['no exp', forged(header, { ...claims, exp: undefined }, { key })],
    ['no iat', forged(header, { ...claims, iat: undefined }, { key })],
    ['an exp that is text', forged(header, { ...claims, exp: '9999999999' }, { key })],
    ['a level that there is not', forged(header, { ...claims, level: 'admin' }, { key })],
    ['no operator', forged(header, { ...claims, sub: '' }, { key })],
    ['an actor who is nobody', forged(header, { ...claims, act: {} }, { key })],
  ]
  test.each(cases)('%s', async (_, text) => {
    const code = await outcome(letIn()(access({ token: text })))
    expect(['AccessTokenInvalid', 'AccessTokenMissing']).toContain(code)
  })
})

test('a key is found by its name only, also where there is but one', async () => {
  const unnamed = forged({ alg: 'ES256', typ: 'lockbox-access+jwt' }, claimsAt(now), { key })
  expect(await outcome(letIn({ keys: keySetOf(key) })(access({ token: unnamed })))).toBe('AccessTokenInvalid')
})

test('a key of another kind signs nothing, even if it was configured', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const rsa = { ...publicKey.export({ format: 'jwk' }), kty: 'RSA', kid: 'r1' }
  const signed = await new SignJWT({ ...claimsAt(now) })
    .setProtectedHeader({ alg: 'RS256', typ: 'lockbox-access+jwt', kid: 'r1' })
    .sign(privateKey)
  const keysOfAll = { keys: [...keys.keys, rsa] }
  expect(await outcome(letIn({ keys: keysOfAll })(access({ token: signed })))).toBe('AccessTokenInvalid')
})

describe('the keys', () => {
  const served = (answer: () => Promise<Response>) => {
    const asked: string[] = []
    const fetch = async (url: string | URL | Request) => {
      asked.push(String(url))
      return answer()
    }
    return { asked, fetch: fetch as typeof globalThis.fetch }
  }
  const byUrl = (fetch: typeof globalThis.fetch) => guard({ issuer: lockbox, service: 'crm', now: () => now, fetch })

  test('come from the lockbox, once for many tokens', async () => {
    const { asked, fetch } = served(async () => Response.json(keys))
    const remote = byUrl(fetch)
    for (let i = 0; i < 3; i++) expect(await outcome(remote(access()))).toBe('let in')
    expect(asked).toEqual([`${lockbox}/.well-known/jwks.json`])
  })

  const broken: readonly (readonly [string, () => Promise<Response>])[] = [
    ['are not there', async () => new Response('', { status: 503 })],
    ['are out of reach', () => Promise.reject(new TypeError('fetch failed'))],
    ['are no JSON', async () => new Response('<html>')],
    ['are no keys', async () => Response.json({ keys: 'none' })],
    ['lie elsewhere', async () => new Response('', { status: 302, headers: { location: 'https://evil.example' } })],
  ]
  test.each(broken)('that %s let nobody in', async (_, answer) => {
    expect(await outcome(byUrl(served(answer).fetch)(access()))).toBe('NoAnswer')
  })
})

describe('options', () => {
  const wrong: readonly (readonly [string, object])[] = [
    ['a typo', { audiance: 'crm' }],
    ['no issuer', { issuer: undefined }],
    ['an issuer without https', { issuer: 'http://lockbox.vendor.example' }],
    ['an issuer with a slash at its end', { issuer: `${lockbox}/` }],
    ['no service', { service: '' }],
    ['keys without names', { keys: { keys: [{ kty: 'EC' }] } }],
    ['no keys', { keys: { keys: [] } }],
    ['a tolerance of minutes', { clockTolerance: 300 }],
    ['a check without a client', { check: { tokenUrl: 'https://issuer.example/token', clientSecret: 's' } }],
    [
      'a typo in the check',
      { check: { tokenUrl: 'https://i.example/t', clientId: 'c', clientSecret: 's', timeOut: 1 } },
    ],
    [
      'an unknown way of doing without a token',
      { check: { tokenUrl: 'https://i.example/t', clientId: 'c', clientSecret: 's', withoutToken: 'allow' } },
    ],
  ]
  test.each(wrong)('%s is an error when the guard is made', (_, changes) => {
    expect(() => letIn(changes)).toThrow(TypeError)
  })

  test('the error names the option', () => {
    expect(() => letIn({ audiance: 'crm' } as object)).toThrow(/audiance/)
  })
})
