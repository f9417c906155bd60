import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { documentClient } from '../../../functions/adapters/dynamodb.ts'
import { listByOperator } from '../../../functions/adapters/state/lists.ts'

const dynamo = mockClient(DynamoDBDocumentClient)
const client = documentClient()
beforeEach(() => dynamo.reset())

const operatorId = 'olga@vendor.example'
const place = {
  pk: 'request#acme',
  sk: '01J00000000000000000000ADA',
  operatorKey: `operator#${operatorId}`,
  requestedAt: '2026-11-23T09:00:00.000Z',
}
const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const list = (cursor?: string) => listByOperator(client, 'State', operatorId, {}, cursor)

describe('a cursor of a list of requests', () => {
  test('goes on where the page before it ended', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [], LastEvaluatedKey: place })
    const { cursor } = await list()
    await list(cursor)
    expect(dynamo.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual(place)
  })

  test.each<[string, unknown]>([
    ["another operator's place", { ...place, operatorKey: 'operator#otto@vendor.example' }],
    ['a key that is too long for DynamoDB', { ...place, sk: '0'.repeat(1025) }],
    ['an empty key', { ...place, sk: '' }],
    ['a place where no request can be', { ...place, pk: 'customer#acme' }],
    ['a tenant that cannot be', { ...place, pk: `request#${'a'.repeat(2048)}` }],
    ['a time that is none', { ...place, requestedAt: 'x' }],
    ['a number', { ...place, requestedAt: 1 }],
    ['a further field', { ...place, more: 'x' }],
    ['nothing', null],
  ])('with %s is refused, and nothing is read', async (_, value) => {
    await expect(list(cursorOf(value))).rejects.toThrow('InvalidRequest: This cursor is not of this list')
    expect(dynamo.calls()).toEqual([])
  })
})
