import { describe, expect, test } from 'vitest'
import { configuration as production } from '../../infra/deployments/example-production.ts'
import { stackOf, stages } from '../support/stack.ts'

describe.each(stages)('%s', (stage) => {
  const stack = stackOf(stage)
  const operators = stack.the('AWS::Cognito::UserPool', 'IdentityOperators').Properties
  const customers = stack.the('AWS::Cognito::UserPool', 'IdentityCustomers').Properties
  const clients = stack.all('AWS::Cognito::UserPoolClient')
  const people = clients.filter(({ id }) => !/SupportTooling|DataServices/.test(id))
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

  test.each([
    ['the admin centre', 'App', ['/app/signed-in'], ['/']],
    ['the command line', 'Cli', [], []],
  ])('%s: a sign-in comes back to it and nowhere else', (_, name, paths, ways) => {
    const origin =
      stage === 'production'
        ? 'https://lockbox.vendor.example'
        : expect.objectContaining({ 'Fn::Join': expect.anything() })
    for (const { Properties } of people.filter(({ id }) => new RegExp(`${name}[0-9A-F]{8}$`).test(id))) {
      if (name === 'Cli')
        expect(Properties.CallbackURLs).toEqual(
          [47811, 47812, 47813].map((port) => `http://localhost:${port}/callback`),
        )
      else if (stage === 'production') {
        expect(Properties.CallbackURLs).toEqual(paths.map((path) => `${origin}${path}`))
        expect(Properties.LogoutURLs).toEqual(ways.map((path) => `${origin}${path}`))
      }
      expect(JSON.stringify(Properties.CallbackURLs)).not.toContain('*')
    }
  })
  test('there is a client for each of the two in each pool', () => {
    expect(people.map(({ id }) => id.replace(/^Identity|[0-9A-F]{8}$/g, '')).sort()).toEqual([
      'CustomersApp',
      'CustomersCli',
      'OperatorsApp',
      'OperatorsCli',
    ])
  })
  test('an invitation names the page, and comes from the deployment’s sender in production', () => {
    for (const pool of [operators, customers]) {
      const { EmailMessage, EmailSubject } = pool.AdminCreateUserConfig.InviteMessageTemplate
      const text = JSON.stringify(EmailMessage)
      for (const part of ['{username}', '{####}', 'support@vendor.example']) expect(text).toContain(part)
      expect(EmailSubject).toContain('Example Vendor')
      if (stage === 'production') {
        expect(text).toContain('https://lockbox.vendor.example/')
        expect(pool.EmailConfiguration).toMatchObject({
          EmailSendingAccount: 'DEVELOPER',
          From: '"Example Vendor" <lockbox@vendor.example>',
          ReplyToEmailAddress: 'support@vendor.example',
        })
        expect(JSON.stringify(pool.EmailConfiguration.SourceArn)).toContain(':identity/vendor.example')
      } else expect(pool.EmailConfiguration?.EmailSendingAccount ?? 'COGNITO_DEFAULT').toBe('COGNITO_DEFAULT')
    }
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
  test('every service of the catalogue has a client of its own, which may ask the check and nothing else', () => {
    const services = clients.filter(({ id }) => id.includes('DataServices'))
    expect(services).toHaveLength(production.catalogue.length)
    for (const { Properties } of services) {
      expect(Properties).toMatchObject({ AllowedOAuthFlows: ['client_credentials'], GenerateSecret: true })
      expect(Properties.AllowedOAuthScopes).toHaveLength(1)
      expect(JSON.stringify(Properties.AllowedOAuthScopes)).toContain('/check')
    }
  })
})
