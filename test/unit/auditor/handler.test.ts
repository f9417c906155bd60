import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ledgerIndexes } from '../../../functions/runtime/tables.ts'
import { accessTokenEvent, issuer } from '../../support/access-token.ts'

vi.stubEnv('ISSUER', issuer)
vi.stubEnv('LEDGER_TABLE', 'Ledger')
vi.stubEnv('PROOF_BUCKET', 'proofs')
vi.stubEnv('STATE_TABLE', 'State')
vi.stubEnv('EXPORT_FUNCTION', 'export')
vi.stubEnv('EXPORT_BUCKET', 'exports')
vi.stubEnv('EXPORT_DAYS', '7')
vi.stubEnv('AWS_REGION', 'eu-central-1')
vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', 'FATAL')
const { handler } = await import('../../../functions/auditor/handler.ts')

const dynamo = mockClient(DynamoDBDocumentClient)
beforeEach(() => {
  dynamo.reset()
  dynamo.on(QueryCommand).resolves({ Items: [] })
})

async function call(claims: Record<string, unknown>, parameters: Record<string, string> = {}) {
  const event = accessTokenEvent(claims, { routeKey: 'GET /audit', queryStringParameters: parameters })
  const answer = (await handler(event, { functionName: 'auditor' } as Context)) as APIGatewayProxyStructuredResultV2
  return { status: answer.statusCode, body: JSON.parse(answer.body ?? '') }
}

const auditor = { 'cognito:groups': ['auditor'], tenant: 'acme' }

describe('GET /audit', () => {
  test("reads the token's tenant, by one call", async () => {
    expect(await call(auditor)).toEqual({ status: 200, body: { items: [] } })
    const calls = dynamo.commandCalls(QueryCommand)
    expect(calls).toHaveLength(1)
    expect(calls[0]?.args[0].input).toMatchObject({
      TableName: 'Ledger',
      ExpressionAttributeValues: { ':key': 'tenant#acme' },
    })
  })

  test.each([
    [{ requestId: 'acme.01J00000000000000000000000', actor: 'a', environmentId: 'e' }, ledgerIndexes.byRequest.name],
    [{ actor: 'a b#c', environmentId: 'e', from: '2026-01-01T00:00:00Z' }, ledgerIndexes.byActor.name],
    [{ environmentId: 'e', to: '2026-01-01T00:00:00Z', supportTicket: 'T-1' }, ledgerIndexes.byEnvironment.name],
    [
      { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z', type: 'lockbox.mail.sent' },
      ledgerIndexes.byTime.name,
    ],
    [{ type: 'lockbox.mail.sent' }, undefined],
  ])('%o is one call, to the index that leaves the least to filter, within the tenant', async (parameters, index) => {
    expect((await call(auditor, parameters as Record<string, string>)).status).toBe(200)
    const [query, ...more] = dynamo.commandCalls(QueryCommand)
    expect(more).toEqual([])
    expect(query?.args[0].input.IndexName).toBe(index)
    expect(query?.args[0].input.ExpressionAttributeValues?.[':key']).toMatch(
      /^(tenant#acme$|(request|actor|environment)#acme#)/,
    )
    expect(query?.args[0].input.Limit).toBeLessThanOrEqual(250)
  })

  test.each([
    ['without the group', { tenant: 'acme', 'cognito:groups': ['approver'] }, 403, 'Forbidden'],
    ['without a tenant', { 'cognito:groups': ['auditor'] }, 403, 'Forbidden'],
    ['with a tenant that is none', { ...auditor, tenant: 'acme#x' }, 403, 'Forbidden'],
    ['with an ID token', { ...auditor, token_use: 'id' }, 401, 'Unauthenticated'],
    ["with the operators' issuer", { ...auditor, iss: 'https://operators.example' }, 401, 'Unauthenticated'],
    ['as a machine', { ...auditor, sub: 'c1' }, 403, 'Forbidden'],
  ])('refuses a caller %s, and reads nothing', async (_, claims, status, code) => {
    expect(await call(claims)).toMatchObject({ status, body: { code } })
    expect(dynamo.calls()).toEqual([])
  })

  test('refuses a parameter that names a tenant', async () => {
    expect(await call(auditor, { tenantId: 'other' })).toMatchObject({ status: 400, body: { code: 'InvalidRequest' } })
    expect(dynamo.calls()).toEqual([])
  })
})
