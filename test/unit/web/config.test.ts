import * as v from 'valibot'
import { describe, expect, it, test } from 'vitest'
import { configAnswer } from '../../../functions/contract/answers.ts'
import type { SignIn } from '../../../functions/runtime/sign-in.ts'
import { configOf } from '../../../functions/web/config.ts'
import { shellHeaders } from '../../../functions/web/headers.ts'
import { facts } from '../../support/doubles.ts'

const pool = {
  issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Abc',
  clientId: 'web',
  cliClientId: 'cli',
  scope: 'openid',
  hosted: 'https://lockbox-customers-1.auth.eu-central-1.amazoncognito.com',
}
const own = { issuer: 'https://id.vendor.example/realm', clientId: 'lockbox', scope: 'openid email' }
const config = (signIn: SignIn) => configOf(facts, signIn, 'https://lockbox.vendor.example')

describe('what is known before a sign-in', () => {
  it('keeps to its schema', () => {
    for (const signIn of [{}, { customers: pool, operators: own }])
      expect(v.safeParse(configAnswer, JSON.parse(JSON.stringify(config(signIn)))).issues).toBeUndefined()
  })

  it('names a pool’s endpoints, so that nobody has to look for them', () => {
    const { customers } = config({ customers: pool })
    expect(customers).toMatchObject({
      authority: pool.issuer,
      clientId: 'web',
      cli: { clientId: 'cli' },
      metadata: {
        authorization_endpoint: `${pool.hosted}/oauth2/authorize`,
        token_endpoint: `${pool.hosted}/oauth2/token`,
      },
      signOutUrl: `${pool.hosted}/logout?client_id=web&logout_uri=https%3A%2F%2Flockbox.vendor.example%2F`,
    })
  })

  it('leaves an own issuer’s endpoints to its discovery, and a side without a client out', () => {
    expect(config({ operators: own })).toMatchObject({
      operators: { authority: own.issuer, scope: 'openid email', cli: { clientId: 'lockbox' } },
    })
    expect(config({ operators: own }).operators).not.toHaveProperty('metadata')
    expect(config({ operators: own })).not.toHaveProperty('customers')
  })

  it('says nothing of the sender and the vendor’s domains', () => {
    expect(JSON.stringify(config({ customers: pool }))).not.toMatch(/emailDomains|lockbox@vendor\.example/)
  })
})

describe('the policy of the shell', () => {
  const policy = (signIn: SignIn, logoUrl?: string) =>
    Object.fromEntries(
      (shellHeaders({ ...(logoUrl && { logoUrl }) }, signIn)['content-security-policy'] ?? '')
        .split('; ')
        .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]),
    )

  it('runs nothing but files of this origin, and is framed by nobody', () => {
    const directives = policy({ customers: pool })
    expect(directives).toMatchObject({
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'frame-ancestors': ["'none'"],
      'base-uri': ["'none'"],
    })
    expect(Object.values(directives).flat().join(' ')).not.toContain('unsafe')
  })

  it('talks to this API and to who signs people in', () => {
    const more = { ...own, origins: ['https://tokens.vendor.example'] }
    expect(policy({ customers: pool, operators: more })['connect-src']).toEqual([
      "'self'",
      pool.hosted,
      'https://id.vendor.example',
      'https://tokens.vendor.example',
    ])
  })

  test('the logo is the only image from elsewhere, and cannot add a directive', () => {
    expect(policy({}, 'https://cdn.example/a;script-src *,b.png')['img-src']).toEqual([
      "'self'",
      'data:',
      'https://cdn.example/a%3Bscript-src%20*%2Cb.png',
    ])
  })
})
