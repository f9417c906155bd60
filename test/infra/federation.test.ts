import { describe, expect, test } from 'vitest'
import { checkConfiguration, type DeploymentConfiguration } from '../../infra/configuration.ts'
import { configuration as production } from '../../infra/deployments/example-production.ts'
import { resourcesOf } from '../support/synthesis.ts'

const oidc = { issuer: 'https://login.acme-bank.example', clientId: 'lockbox', clientSecretName: 'lockbox/acme-sso' }
const federation = [
  { tenantId: 'acme-bank', name: 'Acme-SSO', oidc, emailVerified: true, groups: ['approver'] },
  { tenantId: 'north-clinic', name: 'clinic', saml: { metadataUrl: 'https://idp.clinic.example/metadata' } },
] as const

describe('customers with a provider of their own', () => {
  const resources = resourcesOf({ ...production, federation })
  const ofType = (type: string) => resources.filter(([, { Type }]) => Type === type)
  const providers = ofType('AWS::Cognito::UserPoolIdentityProvider')
  const provider = (name: string) =>
    providers.find(([, { Properties }]) => Properties.ProviderName === name)?.[1].Properties
  const publicClients = ofType('AWS::Cognito::UserPoolClient').filter(([id]) => /Customers(App|Cli)/.test(id))

  test('are in the customers’ pool only', () => {
    expect(providers).toHaveLength(2)
    for (const [, { Properties }] of providers) expect(Properties.UserPoolId.Ref).toMatch(/^IdentityCustomersPool/)
  })
  test('no provider fills in the tenant', () => {
    for (const [, { Properties }] of providers)
      expect(Object.keys(Properties.AttributeMapping).sort()).toEqual(['email', 'name'])
  })
  test('the secret of a client is named, not held', () => {
    const { ProviderDetails } = provider('Acme-SSO')
    expect(ProviderDetails.client_secret).toBe('{{resolve:secretsmanager:lockbox/acme-sso:SecretString:::}}')
    expect(ProviderDetails).toMatchObject({ oidc_issuer: oidc.issuer, authorize_scopes: 'openid email profile' })
  })
  test('SAML comes with its metadata', () => {
    expect(provider('clinic')).toMatchObject({
      ProviderType: 'SAML',
      ProviderDetails: { MetadataURL: 'https://idp.clinic.example/metadata' },
    })
  })
  test('may use admin centre and command line, which come after them', () => {
    expect(publicClients).toHaveLength(2)
    for (const [, { Properties, DependsOn }] of publicClients) {
      expect(Properties.SupportedIdentityProviders).toEqual(['COGNITO', ...providers.map(([id]) => ({ Ref: id }))])
      expect(DependsOn).toEqual(expect.arrayContaining(providers.map(([id]) => id)))
      // Cognito refuses a sign-in whose attributes the client may not write.
      expect([...Properties.WriteAttributes].sort()).toEqual(['email', 'locale', 'name'])
    }
  })
  test('the trigger knows whose they are', () => {
    const [[, trigger] = ['', undefined]] = ofType('AWS::Lambda::Function').filter(([id]) =>
      id.startsWith('FunctionsPreToken'),
    )
    expect(JSON.parse(trigger?.Properties.Environment.Variables.FEDERATION)).toEqual({
      'Acme-SSO': { tenantId: 'acme-bank', emailVerified: true, groups: ['approver'] },
      clinic: { tenantId: 'north-clinic', emailVerified: false },
    })
  })
})

describe('a mistake is named', () => {
  const wrong = (change: object): string => {
    try {
      checkConfiguration({ ...production, ...change } as DeploymentConfiguration)
    } catch (error) {
      return (error as Error).message
    }
    return ''
  }
  const [first] = federation
  test.each<[string, object, string]>([
    ['a tenant that cannot be', { ...first, tenantId: 'Acme#' }, 'federation.tenantId'],
    ['a name that Cognito has', { ...first, name: 'google' }, 'federation.name: this name is taken'],
    ['a name with a separator', { ...first, name: 'a_b' }, 'federation.name: 3 to 32'],
    ['no provider at all', { ...first, oidc: undefined }, 'federation: give either oidc or saml'],
    ['two at once', { ...first, saml: { metadataUrl: 'https://x.example' } }, 'federation: give either oidc or saml'],
    ['a group of the vendor’s', { ...first, groups: ['operator'] }, 'federation.groups: of approver, auditor'],
    ['plain http', { ...first, oidc: { ...oidc, issuer: 'http://x.example' } }, 'federation.oidc.issuer'],
    [
      'a secret itself',
      { ...first, oidc: { ...oidc, clientSecretName: 'my secret!' } },
      'clientSecretName: the name of',
    ],
  ])('%s', (_, entry, message) => {
    expect(wrong({ federation: [entry] })).toContain(message)
  })
  test('one name twice', () => {
    expect(wrong({ federation: [first, { ...first, name: 'ACME-sso' }] })).toContain('federation: every name once')
  })
  test('beside an issuer that does it itself', () => {
    const customers = { issuer: 'https://id.example', audiences: ['lockbox'] }
    expect(wrong({ federation: [first], issuers: { customers } })).toContain('federation: only in the stack')
  })
})
