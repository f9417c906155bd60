// `npm run bench:audit`: what a page of `GET /audit` reads, by the length of the history. AWS_ENDPOINT_URL, or
// LOCKBOX_BENCH_AWS=1 with credentials, names another place than a local AWS of its own. The tables are its own, and go.
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type BillingMode,
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  type KeyType,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { auditTrail } from '../../functions/adapters/audit-trail.ts'
import { documentClient } from '../../functions/adapters/dynamodb.ts'
import { entryItem } from '../../functions/adapters/ledger-items.ts'
import { seal } from '../../functions/domain/events.ts'
import { appendTo, type LedgerEntry } from '../../functions/domain/ledger.ts'
import { instant } from '../../functions/domain/time.ts'
import type { AuditFilter, LedgerPosition } from '../../functions/ports.ts'
import { ledgerIndexes } from '../../functions/runtime/tables.ts'
import { operator, testRandom } from '../support/world.ts'

const tenantId = 'acme'
const pageSize = 20
const start = Date.parse('2026-01-01T00:00:00.000Z')
/** Numbers of one length, so that all entries have one size, whatever the history. */
const firstSeq = 1_000_000

/** One request of eight events, in the middle; its partition is as long as any request's. */
const request = { tenantId, ulid: '01J00000000000000000000REQ', environmentId: 'production', service: 'crm', operator }

/** Histories of so many events, of two people and two environments, a minute apart, all of one size. */
function* history(size: number): Generator<LedgerEntry> {
  const random = testRandom()
  let head: LedgerEntry | undefined
  const before = { seq: firstSeq, recordedAt: instant(start), hash: '0'.repeat(64) }
  for (let n = 0; n < size; n++) {
    const at = instant(start + n * 60_000)
    const who = n % 2 === 0 ? 'ada' : 'bob'
    const ofRequest = n >= size / 2 && n < size / 2 + 8
    const sealed = seal(
      {
        id: random.ulid(at),
        type: n % 100 === 0 ? 'lockbox.request.commented' : 'lockbox.request.acknowledged',
        tenantId,
        at,
        actor: { kind: 'approver', id: who, email: `${who}@acme.example`, method: 'signed-in', ip: '203.0.113.7' },
        request: ofRequest ? request : { ...request, ulid: `01J${String(n).padStart(23, '0')}` },
        environmentId: n % 4 < 2 ? 'production' : 'test-place',
        supportTicket: n % 100 === 0 ? 'T-1' : 'T-2',
        details: { note: 'x'.repeat(200) },
      },
      random.bytes,
    )
    head = appendTo(head ?? before, 'approver', sealed, at)
    yield head
  }
}

/** DynamoDB's own rule for the size of an item: names and values in UTF-8, numbers two digits a byte, 3 + 1 each for maps. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1
  if (typeof value !== 'object' || value === null) return 1
  return Object.entries(value).reduce((sum, [name, inner]) => sum + Buffer.byteLength(name) + bytesOf(inner) + 1, 3)
}

interface Read {
  readonly items: number
  readonly consistent: boolean
  /** What the service says that it cost: of a local AWS always one read. */
  readonly answered: number
}

export interface Measured {
  readonly events: number
  readonly list: string
  readonly page: 'first' | 'deep'
  readonly reads: number
  /** That DynamoDB looked at, whether they matched or not. */
  readonly items: number
  /** Read units, by the bytes of these items: 4 KB each, half of that where it is not consistent. */
  readonly units: number
  readonly answered: number
}

const lists = (size: number): readonly (readonly [name: string, filter: AuditFilter])[] => {
  const middle = instant(start + Math.floor(size / 2) * 60_000)
  return [
    ['no filter', {}],
    ['actor', { actor: 'ada@acme.example' }],
    ['environment', { environmentId: 'production' }],
    ['request', { ulid: request.ulid }],
    ['time', { to: instant(start + size * 60_000), from: instant(start) }],
    ['actor and time', { actor: 'ada@acme.example', to: middle, from: instant(start) }],
    ['type (no index)', { type: 'lockbox.request.commented' }],
    ['ticket (no index)', { supportTicket: 'T-1' }],
  ]
}

/** Fills a table of its own for each size, and reads the first page of each list and one in its depth. */
export async function measure(dynamo: DynamoDBClient, sizes: readonly number[]): Promise<readonly Measured[]> {
  const client = documentClient(dynamo)
  const seen: Read[] = []
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName !== 'QueryCommand') return next(args)
      const input = { ...(args.input as object), ReturnConsumedCapacity: 'TOTAL' }
      const answer = await next({ ...args, input } as typeof args)
      const { ScannedCount = 0, ConsumedCapacity } = answer.output as unknown as {
        ScannedCount?: number
        ConsumedCapacity?: { CapacityUnits?: number }
      }
      seen.push({
        items: ScannedCount,
        consistent: (input as { ConsistentRead?: boolean }).ConsistentRead === true,
        answered: ConsumedCapacity?.CapacityUnits ?? 0,
      })
      return answer
    },
    { step: 'initialize', name: 'capacity' },
  )
  const measured: Measured[] = []
  for (const events of sizes) {
    const table = await scratchTable(dynamo, events)
    try {
      const bytes = await fill(client, table, events)
      const trail = auditTrail(client, table)
      for (const [list, filter] of lists(events)) {
        const cost = (page: Measured['page'], reads: readonly Read[]): Measured => ({
          events,
          list,
          page,
          reads: reads.length,
          items: reads.reduce((sum, { items }) => sum + items, 0),
          units: reads.reduce(
            (sum, { items, consistent }) => sum + Math.ceil((items * bytes) / 4096) / (consistent ? 1 : 2),
            0,
          ),
          answered: reads.reduce((sum, { answered }) => sum + answered, 0),
        })
        seen.length = 0
        let page = await trail.page(tenantId, filter, pageSize)
        measured.push(cost('first', seen))
        // As deep as a third of the history, where there is so much: a cursor is a place, so the way there costs nothing.
        const deep = positionAt(events, filter, page.next)
        if (!deep) continue
        seen.length = 0
        page = await trail.page(tenantId, filter, pageSize, deep)
        measured.push(cost('deep', seen))
      }
    } finally {
      await dynamo.send(new DeleteTableCommand({ TableName: table }))
    }
  }
  return measured
}

/** The entry in two thirds of a list, which is an entry of the list: the numbers are multiples of four. */
function positionAt(events: number, { ulid, to, actor }: AuditFilter, next: LedgerPosition | undefined) {
  if (ulid || !next) return undefined
  const n = Math.floor((events * (to && actor ? 0.4 : 0.66)) / 4) * 4
  return { seq: firstSeq + 1 + n, ...(next.recordedAt && { recordedAt: instant(start + n * 60_000) }) }
}

async function scratchTable(dynamo: DynamoDBClient, events: number): Promise<string> {
  const TableName = `lockbox-bench-${events}-${Date.now()}`
  const key = (pk: string, sk: string) => [
    { AttributeName: pk, KeyType: 'HASH' as KeyType },
    { AttributeName: sk, KeyType: 'RANGE' as KeyType },
  ]
  const indexes = Object.values(ledgerIndexes)
  await dynamo.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST' as BillingMode,
      KeySchema: key('pk', 'sk'),
      AttributeDefinitions: [...new Set(['pk', 'sk', ...indexes.flatMap(({ pk, sk }) => [pk, sk])])].map(
        (AttributeName) => ({ AttributeName, AttributeType: 'S' }),
      ),
      GlobalSecondaryIndexes: indexes.map(({ name, pk, sk }) => ({
        IndexName: name,
        KeySchema: key(pk, sk),
        Projection: { ProjectionType: 'ALL' },
      })),
    }),
  )
  await waitUntilTableExists({ client: dynamo, maxWaitTime: 120 }, { TableName })
  return TableName
}

/** Puts the history there; gives the size of one entry. */
async function fill(client: DynamoDBDocumentClient, table: string, events: number): Promise<number> {
  let batch: object[] = []
  let bytes = 0
  const flush = async () => {
    let requests: object[] | undefined = batch.map((Item) => ({ PutRequest: { Item } }))
    batch = []
    while (requests?.length) {
      const { UnprocessedItems }: { UnprocessedItems?: Record<string, object[]> | undefined } = await client.send(
        new BatchWriteCommand({ RequestItems: { [table]: requests } }),
      )
      requests = UnprocessedItems?.[table]
      if (requests?.length) await sleep(100)
    }
  }
  for (const entry of history(events)) {
    const item = entryItem(entry)
    // The longest: `production` and `test-place` are of one length, the two types are not.
    bytes = Math.max(bytes, bytesOf(item) - 3)
    batch.push(item)
    if (batch.length === 25) await flush()
  }
  if (batch.length > 0) await flush()
  return bytes
}

/** A table for people. */
export const shown = (measured: readonly Measured[]): string =>
  [
    ['events', 'list', 'page', 'reads', 'items looked at', 'read units', 'answered'].join('\t'),
    ...measured.map((m) => [m.events, m.list, m.page, m.reads, m.items, m.units, m.answered].join('\t')),
  ].join('\n')
