import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { expect, test } from 'vitest'
import { type GuardedContext, guardMiddleware } from '../../../guard/middy.ts'
import { claimsAt, door, keySetOf, lockbox, testKey, tokenOf } from '../../support/access-tokens.ts'

interface Event {
  readonly token?: string
  readonly environment: string
}

const now = Date.parse('2026-11-23T09:00:00.000Z')
const key = testKey('k1')
const refusals: string[] = []
const handled: Event[] = []
const handler = middy<Event>()
  .use(
    guardMiddleware<Event>({
      issuer: lockbox,
      service: 'crm',
      keys: keySetOf(key),
      now: () => now,
      access: ({ token, environment }) => ({
        token,
        environment,
        tenant: 'acme',
        caller: { operator: door.operatorId },
      }),
      onRefused: ({ code }) => refusals.push(code),
    }),
  )
  .handler(async (event, context) => {
    handled.push(event)
    return { statusCode: 200, body: JSON.stringify((context as GuardedContext).grant) }
  })

test('the handler gets the grant', async () => {
  const event = { token: tokenOf(claimsAt(now), key), environment: 'production' }
  const answer = await handler(event, {} as Context)
  expect(JSON.parse(answer.body)).toMatchObject({ operator: door.operatorId, tenant: 'acme', basis: 'AccessToken' })
})

test('a refusal is problem+json, and the handler is not called', async () => {
  handled.length = 0
  const answer = await handler({ environment: 'production' }, {} as Context)
  expect(answer).toMatchObject({
    statusCode: 403,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  })
  expect(JSON.parse(answer.body)).toMatchObject({ type: 'about:blank', status: 403, code: 'AccessTokenMissing' })
  expect(handled).toEqual([])
  expect(refusals).toEqual(['AccessTokenMissing'])
})

test('a typo in the options is an error before the first call', () => {
  const access = () => ({ token: '', caller: { operator: '' }, tenant: '', environment: '' })
  expect(() => guardMiddleware({ issuer: lockbox, service: 'crm', access, skew: 5 } as never)).toThrow(/skew/)
  expect(() => guardMiddleware({ issuer: lockbox, service: 'crm' } as never)).toThrow(/access/)
})
