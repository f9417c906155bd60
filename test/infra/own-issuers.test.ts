import { describe, expect, test } from 'vitest'
import type { SignIn } from '../../functions/runtime/sign-in.ts'
import { configuration as production } from '../../infra/deployments/example-production.ts'
import { resourcesOf } from '../support/synthesis.ts'

const issuers = {
  operators: { issuer: 'https://id.vendor.example', audiences: ['lockbox-api'] },
  customers: {
    issuer: 'https://login.vendor.example/customers',
    audiences: ['lockbox-api'],
    clientId: 'lockbox-web',
    cliClientId: 'lockbox-cli',
    scopes: ['openid', 'lockbox'],
    origins: ['https://tokens.vendor.example'],
  },
}

describe('with issuers of the deployment’s own', () => {
  const resources = resourcesOf({ ...production, issuers })
  const ofType = (type: string) => resources.filter(([, { Type }]) => Type === type)

  test('there is no pool', () => {
    expect(resources.filter(([, { Type }]) => Type.startsWith('AWS::Cognito'))).toEqual([])
  })
  test('nobody is invited: no rule brings the function an event, and it has no right', () => {
    expect(resources.filter(([id]) => id.startsWith('Invitations'))).toEqual([])
    expect(JSON.stringify(ofType('AWS::IAM::Policy'))).not.toContain('cognito-idp')
    expect(JSON.stringify(ofType('AWS::IAM::Policy'))).not.toContain('#invite#')
  })
  test('the admin centre knows how to sign in where there is a client for it, and only there', () => {
    const [[, web] = ['', undefined]] = ofType('AWS::Lambda::Function').filter(([id]) => id.startsWith('FunctionsWeb'))
    const signIn = JSON.parse(web?.Properties.Environment.Variables.SIGN_IN) as SignIn
    expect(signIn).toEqual({
      customers: {
        issuer: issuers.customers.issuer,
        clientId: 'lockbox-web',
        cliClientId: 'lockbox-cli',
        scope: 'openid lockbox',
        origins: ['https://tokens.vendor.example'],
      },
    })
  })
  test('the gateway trusts them, for the audiences that are named', () => {
    const trusted = ofType('AWS::ApiGatewayV2::Authorizer').map(([, { Properties }]) => Properties.JwtConfiguration)
    expect(trusted).toEqual([
      { Issuer: issuers.operators.issuer, Audience: ['lockbox-api'] },
      { Issuer: issuers.customers.issuer, Audience: ['lockbox-api'] },
    ])
  })
})
