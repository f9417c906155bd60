import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { accessTokenEvent, issuer } from '../../support/access-token.ts'
import { facts } from '../../support/doubles.ts'

vi.stubEnv('ISSUER', issuer)
vi.stubEnv('STATE_TABLE', 'State')
vi.stubEnv('LEDGER_TABLE', 'Ledger')
vi.stubEnv('LINK_KEY', 'arn:aws:kms:eu-central-1:111122223333:key/link')
vi.stubEnv('SIGNING_KEY', 'arn:aws:kms:eu-central-1:111122223333:key/sign')
vi.stubEnv('AWS_ROLES', '{}')
vi.stubEnv('PUBLIC_URL', 'https://lockbox.example')
vi.stubEnv('DEPLOYMENT', JSON.stringify(facts))
vi.stubEnv('AWS_REGION', 'eu-central-1')
vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', 'FATAL')
const { handler: operator } = await import('../../../functions/operator/handler.ts')
const { handler: approver } = await import('../../../functions/approver/handler.ts')
const { handler: pass } = await import('../../../functions/pass/handler.ts')

const dynamo = mockClient(DynamoDBDocumentClient)
beforeEach(() => {
  dynamo.reset()
  dynamo.on(GetCommand).resolves({})
  dynamo.on(BatchGetCommand).resolves({ Responses: { State: [] } })
  dynamo.on(QueryCommand).resolves({ Items: [] })
  dynamo.on(TransactWriteCommand).resolves({})
})

const id = 'acme.01J00000000000000000000001'
const person = { email: 'olga@vendor.example', 'cognito:groups': ['operator'] }
const machine = { sub: 'tooling', client_id: 'tooling', scope: 'lockbox/requests' }
const ada = { email: 'ada@acme.example', 'cognito:groups': ['approver'], tenant: 'acme' }

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<unknown>
async function call(handler: unknown, routeKey: string, claims: Record<string, unknown>, body?: unknown, of = id) {
  const event = {
    ...accessTokenEvent(claims, { routeKey }),
    pathParameters: { id: of },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
  event.headers['content-type'] = 'application/json'
  const answer = (await (handler as Handler)(event, {} as Context)) as APIGatewayProxyStructuredResultV2
  return { status: answer.statusCode, body: JSON.parse(answer.body ?? '{}') }
}

/** What was put into an outbox: where, by whom, about which call. */
const recorded = () =>
  dynamo.commandCalls(TransactWriteCommand).flatMap(({ args }) =>
    (args[0].input.TransactItems ?? []).flatMap(({ Put }) => {
      const { pk, event } = (Put?.Item ?? {}) as {
        pk?: string
        event?: { data: Record<string, Record<string, unknown>> }
      }
      return pk && event ? [[pk, event.data.actor?.kind, event.data.details?.call, event.data.details?.code]] : []
    }),
  )

describe.each([
  ['an operator', operator, 'GET /requests/{id}', person, 'operator', undefined],
  ['an operator', operator, 'POST /requests/{id}/cancel', person, 'operator', undefined],
  ['support tooling', operator, 'POST /requests/{id}/end', machine, 'operator', {}],
  ['an operator', operator, 'POST /requests/{id}/remind', person, 'operator', undefined],
  ['an operator', operator, 'POST /requests/{id}/comments', person, 'operator', { text: 'Please' }],
  ['an approver who is on no list', approver, 'GET /tenant/requests/{id}', ada, 'approver', undefined],
  ['an approver who is on no list', approver, 'POST /tenant/requests/{id}/revoke', ada, 'approver', {}],
  ['an approver who is on no list', approver, 'POST /tenant/requests/{id}/mails', ada, 'approver', {}],
  ['an approver who is on no list', approver, 'POST /tenant/requests/{id}/acknowledge', ada, 'approver', {}],
  ['an operator', pass, 'POST /requests/{id}/access-token', person, 'pass', undefined],
  ['support tooling', pass, 'POST /requests/{id}/aws-credentials', machine, 'pass', undefined],
] as const)('%s is refused', (_, handler, route, claims, domain, body) => {
  test(`${route}, and it is on record`, async () => {
    const { status, body: problem } = await call(handler, route, claims, body)
    expect([403, 404, 409]).toContain(status)
    const kind = domain === 'approver' ? 'approver' : 'operator'
    expect(recorded()).toEqual([[`outbox#${domain}#acme`, kind, route, problem.code]])
  })

  test(`${route}, and nothing is on record of a request that there is not`, async () => {
    dynamo.on(TransactWriteCommand).rejects(
      new TransactionCanceledException({
        $metadata: {},
        message: '',
        CancellationReasons: [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }, { Code: 'None' }],
      }),
    )
    const { status } = await call(handler, route, claims, body)
    expect([403, 404, 409]).toContain(status)
    expect(dynamo.commandCalls(TransactWriteCommand)).toHaveLength(1)
  })

  test(`${route}, with the same answer when the record cannot be made`, async () => {
    const before = await call(handler, route, claims, body)
    dynamo
      .on(TransactWriteCommand)
      .rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'DynamoDB is down' }))
    expect(await call(handler, route, claims, body)).toEqual(before)
  })
})

describe('nothing is on record', () => {
  test.each([
    ['of a customer of another tenant', approver, 'POST /tenant/requests/{id}/revoke', { ...ada, tenant: 'other' }, {}],
    [
      'of a customer without the group',
      approver,
      'POST /tenant/requests/{id}/revoke',
      { ...ada, 'cognito:groups': [] },
      {},
    ],
    [
      'of an auditor of the vendor’s',
      operator,
      'GET /requests/{id}',
      { ...person, 'cognito:groups': ['vendor-auditor'] },
      undefined,
    ],
    [
      'of a machine without the scope',
      operator,
      'GET /requests/{id}',
      { ...machine, scope: 'lockbox/check' },
      undefined,
    ],
    [
      'of somebody with another issuer’s token',
      operator,
      'GET /requests/{id}',
      { ...person, iss: 'https://x.example' },
      undefined,
    ],
    ['of a malformed body', operator, 'POST /requests/{id}/comments', person, { txt: 'Please' }],
    [
      'of a data service that asks for a token',
      pass,
      'POST /requests/{id}/access-token',
      { ...machine, scope: 'lockbox/check' },
      undefined,
    ],
  ] as const)('%s', async (_, handler, route, claims, body) => {
    const { status } = await call(handler, route, claims, body)
    expect([400, 401, 403, 404]).toContain(status)
    expect(dynamo.commandCalls(TransactWriteCommand)).toEqual([])
  })

  test.each(['x', 'acme', '../acme.01J00000000000000000000001', 'acme#b.01J00000000000000000000001'])(
    'of "%s", which is no id',
    async (of) => {
      for (const handler of [operator, pass])
        await call(
          handler,
          handler === pass ? 'POST /requests/{id}/access-token' : 'GET /requests/{id}',
          person,
          undefined,
          of,
        )
      await call(approver, 'POST /tenant/requests/{id}/revoke', ada, {}, of)
      expect(dynamo.commandCalls(TransactWriteCommand)).toEqual([])
    },
  )
})
