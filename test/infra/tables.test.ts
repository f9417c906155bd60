import { describe, expect, test } from 'vitest'
import { ledgerIndexes, listedAttributes, stateIndexes, ttlAttribute } from '../../functions/runtime/tables.ts'
import { stackOf, stages } from '../support/stack.ts'

const stack = stackOf('production')
const state = stack.the('AWS::DynamoDB::Table', 'State').Properties
const ledger = stack.the('AWS::DynamoDB::Table', 'Ledger').Properties

interface Index {
  readonly IndexName: string
  readonly KeySchema: readonly { readonly AttributeName: string }[]
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] }
}
const keysOf = (index: Index) => [index.IndexName, ...index.KeySchema.map((k) => k.AttributeName)]
const expected = (indexes: Readonly<Record<string, { name: string; pk: string; sk: string }>>) =>
  Object.values(indexes).map(({ name, pk, sk }) => [name, pk, sk])

describe.each([
  ['State', state],
  ['Ledger', ledger],
])('%s', (_, table) => {
  test('is encrypted, on demand, keyed by pk and sk', () => {
    expect(table.SSESpecification.SSEEnabled).toBe(true)
    expect(table.BillingMode).toBe('PAY_PER_REQUEST')
    expect(table.KeySchema).toEqual([
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ])
  })
  test('has no name of its own: two stacks fit in one account', () => {
    expect(table).not.toHaveProperty('TableName')
  })
})

describe('State', () => {
  test('streams keys only: no personal value, token or MAC leaves it', () => {
    expect(state.StreamSpecification).toEqual({ StreamViewType: 'KEYS_ONLY' })
  })
  test('has all its indexes from the first release', () => {
    expect(state.GlobalSecondaryIndexes.map(keysOf)).toEqual(expected(stateIndexes))
  })
  test('shows no link, code, counter or task token in any index', () => {
    const shown = (state.GlobalSecondaryIndexes as Index[]).flatMap((i) => i.Projection.NonKeyAttributes ?? [])
    expect(new Set(shown)).toEqual(new Set(listedAttributes))
    for (const secret of ['links', 'wrongCodes', 'mails', 'taskToken', 'mailWanted'])
      expect(shown).not.toContain(secret)
    for (const { Projection } of state.GlobalSecondaryIndexes) expect(Projection.ProjectionType).not.toBe('ALL')
  })
  test('forgets counters and stored answers', () => {
    expect(state.TimeToLiveSpecification).toEqual({ AttributeName: ttlAttribute, Enabled: true })
  })
})

describe('Ledger', () => {
  test('is indexed by time, actor, request and environment', () => {
    expect(ledger.GlobalSecondaryIndexes.map(keysOf)).toEqual(expected(ledgerIndexes))
  })
  test('has no stream and forgets nothing', () => {
    expect(ledger).not.toHaveProperty('StreamSpecification')
    expect(ledger).not.toHaveProperty('TimeToLiveSpecification')
  })

  describe.each(stages)('%s: its policy', (stage) => {
    const { Statement: statements } = stackOf(stage).the('AWS::DynamoDB::Table', 'Ledger').Properties.ResourcePolicy
      .PolicyDocument as { Statement: Record<string, unknown>[] }

    test('denies everyone, whoever they are, to change, drop or age out an item', () => {
      const denial = statements.find((s) => s.Condition === undefined)
      expect(denial).toMatchObject({ Effect: 'Deny', Principal: { AWS: '*' }, Resource: '*' })
      for (const action of [
        'PutItem',
        'UpdateItem',
        'DeleteItem',
        'BatchWriteItem',
        'PartiQLUpdate',
        'PartiQLDelete',
        'UpdateTimeToLive',
      ])
        expect(denial?.Action).toContain(`dynamodb:${action}`)
    })
    test('lets nobody insert but the ledger function', () => {
      expect(statements.find((s) => s.Action === 'dynamodb:PartiQLInsert')).toMatchObject({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Resource: '*',
        Condition: {
          ArnNotEquals: {
            'aws:PrincipalArn': { 'Fn::GetAtt': [expect.stringMatching(/^FunctionsLedgerRole/), 'Arn'] },
          },
        },
      })
    })
    test('allows nothing to anyone', () => {
      expect(statements.map((s) => s.Effect)).toEqual(statements.map(() => 'Deny'))
    })
  })
})
