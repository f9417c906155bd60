import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import { callerOf } from '../../../sample/caller.ts'
import { customersOf } from '../../../sample/customers.ts'

const eventOf = (claims: object) =>
  ({ requestContext: { authorizer: { jwt: { claims } } } }) as unknown as APIGatewayProxyEventV2WithJWTAuthorizer

describe('who calls the sample', () => {
  const person = {
    token_use: 'access',
    sub: 'u1',
    client_id: 'app',
    email: 'olga@vendor.example',
    email_verified: 'true',
  }
  test.each([
    ['a person, by their verified address', person, { operator: 'olga@vendor.example' }],
    ['a machine, by its client', { token_use: 'access', sub: 'tooling', client_id: 'tooling' }, { client: 'tooling' }],
    ['nobody, with an ID token', { ...person, token_use: 'id' }, { operator: '' }],
    ['nobody, with an address that is not verified', { ...person, email_verified: 'false' }, { operator: '' }],
    ['nobody, without an address', { token_use: 'access', sub: 'u1', client_id: 'app' }, { operator: '' }],
    ['nobody, without a client', { token_use: 'access', sub: '', client_id: '' }, { operator: '' }],
  ])('%s', (_, claims, caller) => {
    expect(callerOf(eventOf(claims))).toEqual(caller)
  })
})

test('its customers are the same each time, and others in each environment', () => {
  expect(customersOf('acme', 'production')).toEqual(customersOf('acme', 'production'))
  expect(customersOf('acme', 'production')).not.toEqual(customersOf('acme', 'staging'))
  expect(customersOf('acme', 'production')).not.toEqual(customersOf('globex', 'production'))
})
