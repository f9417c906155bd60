import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { claimsOf, type Federation } from '../../../functions/identity/federation.ts'

const federation: Federation = {
  'acme-sso': { tenantId: 'acme', emailVerified: true, groups: ['approver'] },
  'clinic-sso': { tenantId: 'clinic', emailVerified: false },
}
const identity = (providerName: unknown) => ({ userId: 'u-1', providerName, providerType: 'OIDC', primary: true })
const from = (...providers: unknown[]) => ({
  sub: '1',
  'cognito:user_status': 'EXTERNAL_PROVIDER',
  email: 'Ada@Acme.Example',
  name: 'Ada',
  identities: JSON.stringify(providers.map(identity)),
})
const local = {
  sub: '2',
  'cognito:user_status': 'CONFIRMED',
  email: 'Bob@Bank.Example',
  email_verified: 'true',
  name: 'Bob',
  'custom:tenant': 'bank',
}

describe('a user of the pool', () => {
  it('belongs to the tenant that they were created for', () => {
    expect(claimsOf(local, ['approver'], federation)).toEqual({
      email: 'bob@bank.example',
      name: 'Bob',
      tenant: 'bank',
    })
  })
  it.each(['false', 'True', '', undefined])('has no address that is not verified (%j)', (email_verified) => {
    expect(claimsOf({ ...local, email_verified }, [], federation)).not.toHaveProperty('email')
  })
  it('has no tenant when none was given', () => {
    expect(claimsOf({ ...local, 'custom:tenant': undefined }, [], federation)).not.toHaveProperty('tenant')
  })
})

describe('a user of an organisation’s own provider', () => {
  it('belongs to the tenant of that provider, with the groups of the configuration', () => {
    expect(claimsOf(from('acme-sso'), ['auditor'], federation)).toEqual({
      email: 'ada@acme.example',
      name: 'Ada',
      tenant: 'acme',
      groups: ['approver'],
    })
  })
  it('belongs to no other one, whatever an attribute says', () => {
    const attributes = { ...from('acme-sso'), 'custom:tenant': 'bank', tenant: 'bank' }
    expect(claimsOf(attributes, [], federation).tenant).toBe('acme')
  })
  it('has a verified address only if the provider is trusted with that, whatever an attribute says', () => {
    expect(claimsOf({ ...from('clinic-sso'), email_verified: 'true' }, [], federation)).not.toHaveProperty('email')
    expect(claimsOf({ ...from('acme-sso'), email_verified: 'false' }, [], federation).email).toBe('ada@acme.example')
  })
  it('has the groups that the pool gives where the configuration names none, and no others than there are', () => {
    const given = ['eu-1_Abc_clinic-sso', 'auditor', 'approver x', 'x approver', ' approver', 'Approver', '[approver]']
    expect(claimsOf(from('clinic-sso'), given, federation).groups).toEqual(['auditor'])
  })
  it('is nobody’s when the provider is not known', () => {
    for (const provider of ['other', 'ACME-SSO', 'acme-sso ', '__proto__', 'constructor', '', null, 7, ['acme-sso']])
      expect(claimsOf({ ...from(provider), 'custom:tenant': 'acme' }, ['approver'], federation)).toEqual({
        name: 'Ada',
        groups: [],
      })
  })
  it('is nobody’s when more than one vouches', () => {
    for (const providers of [
      ['acme-sso', 'clinic-sso'],
      ['acme-sso', 'acme-sso'],
      ['acme-sso', 'other'],
    ])
      expect(claimsOf(from(...providers), ['approver'], federation)).toEqual({ name: 'Ada', groups: [] })
  })
  test.each([
    '',
    '[]',
    '{',
    'null',
    '7',
    '"acme-sso"',
    '{"providerName":"acme-sso"}',
    '[null]',
    '[[]]',
    '[{}]',
    '[{"providerName":',
  ])('is nobody’s when what Cognito says cannot be read: %j', (identities) => {
    const attributes = { ...from('acme-sso'), identities, email_verified: 'true', 'custom:tenant': 'acme' }
    expect(claimsOf(attributes, ['approver'], federation)).toEqual({ name: 'Ada', groups: [] })
  })
  it('is never taken for a user of the pool because the list of identities is missing', () => {
    const { identities: _, ...attributes } = from('acme-sso')
    expect(claimsOf({ ...attributes, 'custom:tenant': 'acme', email_verified: 'true' }, [], federation)).toEqual({
      name: 'Ada',
      groups: [],
    })
  })
})

test('whatever is in the list of identities, a tenant is that of the one provider in it, or there is none', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string(),
        fc.array(fc.constantFrom('acme-sso', 'clinic-sso', 'x')).map((names) => JSON.stringify(names.map(identity))),
      ),
      fc.constantFrom('acme', 'clinic', 'bank'),
      (identities, claimed) => {
        const { tenant } = claimsOf({ identities, 'custom:tenant': claimed }, ['approver'], federation)
        const list: unknown = (() => {
          try {
            return JSON.parse(identities)
          } catch {
            return undefined
          }
        })()
        const [only] = Array.isArray(list) && list.length === 1 ? list : []
        const named = only?.providerName
        expect(tenant).toBe(named === 'acme-sso' ? 'acme' : named === 'clinic-sso' ? 'clinic' : undefined)
      },
    ),
  )
})
