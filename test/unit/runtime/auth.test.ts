import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import { ProblemError } from '../../../functions/domain/problems.ts'
import { principalOf } from '../../../functions/runtime/auth.ts'
import { accessTokenEvent, issuer } from '../../support/access-token.ts'

function refusal(event: APIGatewayProxyEventV2): string | undefined {
  try {
    principalOf(event, issuer)
    return undefined
  } catch (error) {
    if (error instanceof ProblemError) return `${error.problem.code}: ${error.problem.detail}`
    throw error
  }
}

describe('ids in a token', () => {
  test.each([
    ['email', { email: `${'a'.repeat(241)}@bank.example` }, { email: `${'a'.repeat(250)}@bank.example` }],
    ['subject', { sub: 'a'.repeat(256) }, { sub: '|'.repeat(86) }],
    ['client', { client_id: 'a'.repeat(256) }, { client_id: 'é'.repeat(43) }],
    ['client', { azp: 'a', client_id: undefined }, { azp: 'a'.repeat(257), client_id: undefined }],
    ['email', { email: '€@bank.example' }, { email: 'a\ud800@bank.example' }],
  ])('%s: what has room in every key is taken, what has not is refused with a reason', (claim, fits, tooLong) => {
    expect(refusal(accessTokenEvent(fits))).toBeUndefined()
    expect(refusal(accessTokenEvent(tooLong))).toMatch(
      new RegExp(`^Unauthenticated: The ${claim} of this token is too long: at most 256 characters`),
    )
  })

  test('an address that grows when it becomes lower case is measured as it is used', () => {
    expect(refusal(accessTokenEvent({ email: 'İ'.repeat(40) }))).toContain('too long')
  })
})

describe('people in a token', () => {
  test.each([[false], ['false'], [undefined]])('an address with email_verified %j is nobody’s', (email_verified) => {
    const event = accessTokenEvent({ email: 'olga@vendor.example', email_verified })
    expect(principalOf(event, issuer)).not.toHaveProperty('email')
  })

  test.each([['Olga\u202eOperator'], ['Olga\nOperator'], ['x'.repeat(101)]])('the name %j is left out', (name) => {
    expect(principalOf(accessTokenEvent({ name }), issuer)).not.toHaveProperty('name')
    expect(principalOf(accessTokenEvent({ name: 'Olga Operator' }), issuer)).toHaveProperty('name')
  })
})
