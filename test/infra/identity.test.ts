import { describe, expect, test } from 'vitest'
import { stackOf, stages } from '../support/stack.ts'

describe.each(stages)('%s', (stage) => {
  const stack = stackOf(stage)
  const operators = stack.the('AWS::Cognito::UserPool', 'IdentityOperators').Properties
  const customers = stack.the('AWS::Cognito::UserPool', 'IdentityCustomers').Properties
  const clients = stack.all('AWS::Cognito::UserPoolClient')
  const people = clients.filter(({ id }) => !id.includes('SupportTooling'))
  const groups = (pool: string) =>
    stack
      .all('AWS::Cognito::UserPoolGroup')
      .filter(({ id }) => id.startsWith(`Identity${pool}`))
      .map(({ Properties }) => Properties.GroupName)

  describe.each([
    ['operators', operators],
    ['customers', customers],
  ])('%s', (_, pool) => {
    test('are made by administrators only', () => {
      expect(pool.AdminCreateUserConfig.AllowAdminCreateUserOnly).toBe(true)
    })
    test('have tokens with claims by the trigger of the second version, which needs the Essentials plan', () => {
      expect(pool.LambdaConfig.PreTokenGenerationConfig.LambdaVersion).toBe('V2_0')
      expect(pool.UserPoolTier).toBe('ESSENTIALS')
    })
    test('have a second factor, never by text message; in production they must', () => {
      expect(pool.EnabledMfas).toEqual(['SOFTWARE_TOKEN_MFA'])
      expect(pool.MfaConfiguration).toBe(stage === 'production' ? 'ON' : 'OPTIONAL')
    })
  })

  test('groups are those of the design', () => {
    expect(groups('Operators')).toEqual(['operator', 'breakglass', 'vendor-admin', 'vendor-auditor'])
    expect(groups('Customers')).toEqual(['approver', 'auditor'])
  })
  test('a customer’s tenant is set once; operators have none', () => {
    expect(customers.Schema).toContainEqual(expect.objectContaining({ Name: 'tenant', Mutable: false }))
    expect(JSON.stringify(operators.Schema ?? [])).not.toContain('tenant')
  })

  test.each(people.map(({ id, Properties }) => [id, Properties] as const))(
    '%s: a code with PKCE is the way in',
    (_, c) => {
      expect(c).toMatchObject({
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: ['openid'],
        GenerateSecret: false,
        EnableTokenRevocation: true,
        PreventUserExistenceErrors: 'ENABLED',
      })
    },
  )
  test.each(people.map(({ id, Properties }) => [id, Properties] as const))('%s: users write no claim', (_, c) => {
    expect(c.WriteAttributes).toEqual(['locale'])
  })
  test('passwords never pass through the API; in a sandbox an administrator may, for tests', () => {
    for (const { Properties } of people)
      expect(Properties.ExplicitAuthFlows).toEqual([
        'ALLOW_REFRESH_TOKEN_AUTH',
        ...(stage === 'sandbox' ? ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] : []),
      ])
  })
  test('support tooling has a secret and one scope', () => {
    const [machine] = clients.filter(({ id }) => id.includes('SupportTooling'))
    expect(machine?.Properties).toMatchObject({ AllowedOAuthFlows: ['client_credentials'], GenerateSecret: true })
    expect(JSON.stringify(machine?.Properties.AllowedOAuthScopes)).toContain('/requests')
    expect(machine?.Properties.AllowedOAuthScopes).toHaveLength(1)
  })
})
