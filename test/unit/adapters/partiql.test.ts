import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, ExecuteTransactionCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { documentClient } from '../../../functions/adapters/dynamodb.ts'
import { ledgerTable } from '../../../functions/adapters/ledger-table.ts'
import { stateTable } from '../../../functions/adapters/state/table.ts'
import { appendTo } from '../../../functions/domain/ledger.ts'
import { startedEvent } from '../../support/sample-events.ts'
import { settings, testRandom, World } from '../../support/world.ts'

const dynamo = mockClient(DynamoDBDocumentClient)
const client = documentClient()
beforeEach(() => dynamo.reset())

const sealed = startedEvent(await new World().open(), testRandom())
const entry = appendTo(undefined, 'operator', sealed, '2026-11-23T09:00:00.000Z')
const append = () => ledgerTable(client, 'Ledger').insert(entry, 'digest')
const create = () => stateTable(client, 'State').createSettings(settings(), sealed)

const canceled = (...codes: (string | undefined)[]) =>
  new TransactionCanceledException({
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ ...(Code && { Code }) })),
  })

describe('inserts in one transaction', () => {
  test('take place together, without attributes that are undefined', async () => {
    dynamo.on(ExecuteTransactionCommand).resolves({})
    expect([await append(), await create()]).toEqual([true, true])
    const [first] = dynamo.commandCalls(ExecuteTransactionCommand)
    const [item, marker] = first?.args[0].input.TransactStatements ?? []
    expect(item?.Statement).toMatch(/^INSERT INTO "Ledger" VALUE \{'pk': \?, 'sk': \?, /)
    expect(item?.Parameters?.slice(0, 2)).toEqual(['tenant#acme', '0000000000000001'])
    expect(marker?.Parameters?.slice(0, 2)).toEqual(['event#acme', entry.event.id])
    for (const each of [item, marker]) expect(each?.Parameters).not.toContain(undefined)
  })

  // What a transaction may answer: API_ExecuteTransaction, and API_BatchStatementError for PartiQL's own codes.
  test.each([
    ['DuplicateItem', 'None'],
    ['None', 'DuplicateItem'],
    ['DuplicateItem', 'DuplicateItem'],
    ['ConditionalCheckFailed', 'None'],
    ['DuplicateItemException', 'None'],
    ['DuplicateItem', undefined],
    ['DuplicateItem', 'TransactionConflict'],
  ])('whose answer is %s, %s found a key taken', async (...codes) => {
    dynamo.on(ExecuteTransactionCommand).rejects(canceled(...codes))
    expect(await append()).toBe(false)
    expect(await create()).toBe(false)
  })

  test('that met another transaction are tried again by the ledger, and never reported as a lost race', async () => {
    dynamo.on(ExecuteTransactionCommand).rejects(canceled('TransactionConflict', 'None'))
    expect(await append()).toBe(false)
    await expect(create()).rejects.toThrow('Busy: ')
  })

  test.each([
    ['ValidationError', 'None'],
    ['ItemCollectionSizeLimitExceeded', 'None'],
    ['ProvisionedThroughputExceeded', 'None'],
    ['ThrottlingError', 'None'],
    ['AccessDenied', 'None'],
    ['ResourceNotFound', 'None'],
    ['InternalServerError', 'None'],
    ['RequestLimitExceeded', 'None'],
    ['DuplicateItem', 'ThrottlingError'],
    ['TransactionConflict', 'ValidationError'],
    ['XDuplicateItem', 'None'],
    ['duplicateitem', 'None'],
    ['None', 'None'],
    [undefined, undefined],
  ])('whose answer is %s, %s failed', async (...codes) => {
    const error = canceled(...codes)
    dynamo.on(ExecuteTransactionCommand).rejects(error)
    await expect(append()).rejects.toBe(error)
    await expect(create()).rejects.toBe(error)
  })

  test('that failed without reasons, or with another error, failed', async () => {
    const errors = [
      new TransactionCanceledException({ message: 'x', $metadata: {} }),
      Object.assign(new Error('DuplicateItem'), { name: 'DuplicateItemException' }),
      Object.assign(new Error('x'), { name: 'TransactionInProgressException' }),
    ]
    for (const error of errors) {
      dynamo.on(ExecuteTransactionCommand).rejects(error)
      await expect(append()).rejects.toBe(error)
      await expect(create()).rejects.toBe(error)
    }
  })
})
