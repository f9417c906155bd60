import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { paginateScan } from '@aws-sdk/lib-dynamodb'
import { describe, expect, inject, it } from 'vitest'
import { documentClient } from '../../functions/adapters/dynamodb.ts'
import { undescribed } from '../../functions/domain/event-types/reference.ts'
import type { RecordedEvent } from '../../functions/domain/ledger.ts'
import { clientConfig } from '../../infra/local/aws.ts'
import { recordedCalls } from '../support/recorded-calls.ts'

const target = inject('target')

// Runs behind all others (files go by name), over the ledgers of every tenant that they made.
describe.runIf(target.endpoint)('what the whole suite has recorded', () => {
  it('is as docs/ledger.md describes it, every event of it', async () => {
    const client = documentClient(new DynamoDBClient(clientConfig(target)))
    const faults = new Set<string>()
    let events = 0
    for await (const { Items = [] } of paginateScan({ client }, { TableName: target.outputs.LedgerTable }))
      for (const { event } of Items as { event?: RecordedEvent }[]) {
        if (!event) continue
        events += 1
        for (const fault of undescribed(event)) faults.add(fault)
      }
    expect(events).toBeGreaterThan(0)
    expect([...faults]).toEqual([])
  })

  it('was put into the ledger by one function alone, by inserts that fail on a taken key, and never changed', async () => {
    const { LedgerTable } = target.outputs
    const writing =
      /:(TransactWriteItems|PutItem|UpdateItem|DeleteItem|BatchWriteItem|ExecuteTransaction|ExecuteStatement|BatchExecuteStatement|UpdateTable|UpdateTimeToLive|DeleteTable)$/
    const writes = (await recordedCalls(target)).filter(
      ({ function: by, action, parameters }) =>
        by !== undefined && writing.test(action) && JSON.stringify(parameters).includes(LedgerTable),
    )
    expect(new Set(writes.map(({ function: by = '' }) => by.replace(/[0-9A-F]{8}$/, '')))).toEqual(
      new Set(['FunctionsLedger']),
    )
    expect(new Set(writes.map(({ action }) => action))).toEqual(new Set(['dynamodb:ExecuteTransaction']))
    for (const { parameters } of writes)
      for (const [statement] of JSON.stringify(parameters).matchAll(/"Statement":"(?:[^"\\]|\\.)*"/g))
        expect(statement).toMatch(/^"Statement":"INSERT INTO /)
  })
})
