import { BatchGetCommand, DynamoDBDocumentClient, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { accessTokenEvent, issuer } from '../../support/access-token.ts'

vi.stubEnv('ISSUER', issuer)
vi.stubEnv('STATE_TABLE', 'State')
vi.stubEnv(
  'SERVICES',
  JSON.stringify({ covered: { crm: 'crm-client' }, notCovered: { assistant: 'assistant-client' } }),
)
vi.stubEnv('AWS_REGION', 'eu-central-1')
vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', 'FATAL')
const { handler } = await import('../../../functions/check/handler.ts')

const dynamo = mockClient(DynamoDBDocumentClient)
beforeEach(() => {
  dynamo.reset()
  dynamo.on(QueryCommand).resolves({ Items: [] })
  dynamo.on(BatchGetCommand).resolves({ Responses: { State: [] } })
})

const ask = { operator: ' Olga@Vendor.example ', tenantId: 'acme', environmentId: 'production' }
const machine = (client: string, scope = 'lockbox/check') => ({ sub: client, client_id: client, scope })

async function call(claims: Record<string, unknown>, body: unknown = ask) {
  const event = { ...accessTokenEvent(claims, { routeKey: 'POST /access/check' }), body: JSON.stringify(body) }
  event.headers['content-type'] = 'application/json'
  const answer = (await handler(event, { functionName: 'check' } as Context)) as APIGatewayProxyStructuredResultV2
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body ?? '') }
}

const door = {
  pk: 'door#acme',
  sk: 'production#olga%40vendor.example#01J00000000000000000000000',
  ...{ tenantId: 'acme', ulid: '01J00000000000000000000000', environmentId: 'production' },
  ...{ operatorId: 'olga@vendor.example', service: 'crm', basis: 'Approved', accessLevel: 'read', recordedSeq: 3 },
  ...{ accessFrom: '2026-11-23T09:00:00.000Z', accessUntil: '2999-01-01T00:00:00.000Z' },
}

describe('POST /access/check', () => {
  test.each([
    ['a person', { 'cognito:groups': ['operator'], email: 'olga@vendor.example' }, 'scope'],
    ['a person with the scope', { scope: 'lockbox/check' }, 'scope'],
    ['support tooling', machine('tool', 'lockbox/requests'), 'scope'],
    ["a service's client without the scope", machine('crm-client', 'lockbox/requests'), 'scope'],
    ['a client that is no service’s', machine('tool'), 'client'],
    ['a client named like a member of every object', machine('constructor'), 'client'],
  ])('refuses %s, and reads nothing', async (_, claims, missing) => {
    const answer = await call(claims)
    expect(answer).toMatchObject({ status: 403, body: { code: 'Forbidden' } })
    expect(answer.body.detail).toContain(missing)
    expect(dynamo.calls()).toEqual([])
  })

  test.each([
    ['a service: it is the client’s own', { ...ask, service: 'crm' }],
    ['no operator', { tenantId: 'acme', environmentId: 'production' }],
    ['a level that is none', { ...ask, accessLevel: 'admin' }],
    ['an action that is a text', { ...ask, action: 'look at the data' }],
    ['a resource that is an address', { ...ask, resource: 'anna@bank.example' }],
    ['a tenant that is none', { ...ask, tenantId: 'acme#x' }],
  ])('refuses a body with %s', async (_, body) => {
    expect(await call(machine('crm-client'), body)).toMatchObject({ status: 400, body: { code: 'InvalidRequest' } })
    expect(dynamo.calls()).toEqual([])
  })

  test("reads the operator's doors only, consistently, and lets nobody keep the answer", async () => {
    dynamo.on(QueryCommand).resolves({ Items: [door] })
    dynamo.on(TransactWriteCommand).resolves({})
    const answer = await call(machine('crm-client'))
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } })
    expect(answer.body).toEqual({
      allowed: true,
      basis: 'Approved',
      requestId: 'acme.01J00000000000000000000000',
      until: '2999-01-01T00:00:00.000Z',
    })
    expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      ConsistentRead: true,
      ExpressionAttributeValues: { ':pk': 'door#acme', ':begins': 'production#olga%40vendor.example#' },
    })
    expect(dynamo.commandCalls(BatchGetCommand)).toEqual([])
  })

  test('of a request it reads how it stands, and nothing else', async () => {
    const items = [
      { pk: 'customer#acme', sk: 'settings', policy: 'on' },
      { pk: 'environment#acme', sk: 'production' },
      { pk: 'latest#acme', sk: 'production#olga%40vendor.example#crm', ulid: '01J00000000000000000000000' },
    ]
    dynamo.on(BatchGetCommand).resolves({ Responses: { State: items } })
    dynamo
      .on(QueryCommand, { Select: 'SPECIFIC_ATTRIBUTES' })
      .resolves({ Items: [{ state: 'Denied', expiresAt: '2026-11-23T09:00:00.000Z' }] })
    expect((await call(machine('crm-client'))).body).toEqual({
      allowed: false,
      basis: 'Denied',
      requestId: 'acme.01J00000000000000000000000',
    })
    expect(dynamo.commandCalls(QueryCommand)[1]?.args[0].input).toMatchObject({
      ConsistentRead: true,
      Select: 'SPECIFIC_ATTRIBUTES',
      ProjectionExpression: '#state, #expiresAt, #granted',
    })
  })

  test.each([
    ['the doors cannot be read', () => dynamo.on(QueryCommand).rejects(new Error('down'))],
    ['the use cannot be recorded', () => dynamo.on(TransactWriteCommand).rejects(new Error('down'))],
  ])('where %s it says to try again, not yes', async (_, fails) => {
    // Another grant than above: what was recorded for that one is remembered.
    const sk = 'production#olga%40vendor.example#01J00000000000000000000001'
    dynamo.on(QueryCommand).resolves({ Items: [{ ...door, sk }] })
    fails()
    const answer = await call(machine('crm-client'))
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' }, body: { code: 'Busy' } })
    expect(answer.body.detail).not.toContain('down')
  })
})
