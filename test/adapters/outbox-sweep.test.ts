// A consumer that was off for longer than the stream remembers: nothing ever comes by the stream here, the tables have none.
import { randomUUID } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { auditTrail } from '../../functions/adapters/audit-trail.ts'
import { documentClient } from '../../functions/adapters/dynamodb.ts'
import { ledgerTable } from '../../functions/adapters/ledger-table.ts'
import { outbox } from '../../functions/adapters/outbox.ts'
import { dueIndex } from '../../functions/adapters/state/due.ts'
import { stateTable } from '../../functions/adapters/state/table.ts'
import type { SealedEvent } from '../../functions/domain/events.ts'
import type { Domain, Key } from '../../functions/domain/keys.ts'
import type { LedgerEntry } from '../../functions/domain/ledger.ts'
import { plusSeconds } from '../../functions/domain/time.ts'
import { sweep } from '../../functions/events/sweep.ts'
import type { Announcement, LedgerPosition } from '../../functions/ports.ts'
import { random } from '../../functions/runtime/ambient.ts'
import { ledger } from '../../functions/stream/ledger.ts'
import { clientConfig } from '../../infra/local/aws.ts'
import { ownTable } from '../support/own-table.ts'
import { mailSent, moved, startedEvent } from '../support/sample-events.ts'
import { verifyChain } from '../support/verify-chain.ts'
import { Crash, crashing, World } from '../support/world.ts'

const target = inject('target')
const { outputs } = target
const dynamo = new DynamoDBClient(clientConfig(target))
const client = documentClient(dynamo)
let state: Awaited<ReturnType<typeof ownTable>>
let book: typeof state
beforeAll(async () => {
  state = await ownTable(dynamo, outputs.StateTable)
  book = await ownTable(dynamo, outputs.LedgerTable)
})
afterAll(async () => {
  await state.remove()
  await book.remove()
})

const happenedAt = '2026-11-23T09:00:00.000Z'

/** Ledger function and sweep on these tables; `now` is theirs. */
function functions(now: string) {
  const clock = { now: () => now }
  const published: Announcement[] = []
  const refused: unknown[] = []
  const ledgerPorts = {
    outbox: outbox(client, state.name),
    ledger: ledgerTable(client, book.name),
    bus: { publish: async (told: Announcement) => void published.push(told) },
    refused: { keep: async (found: unknown) => `refused ${refused.push(found)}` },
    clock,
    random,
    wait: async () => undefined,
    report: () => undefined,
  }
  const handed: Key[][] = []
  const sweepPorts = {
    table: stateTable(client, state.name),
    index: dueIndex(client, state.name),
    invoker: {
      invoke: async (functionName: string, payload: unknown) => {
        if (functionName === 'ledger') handed.push([...(payload as { keys: Key[] }).keys])
      },
    },
    clock,
    random,
    reminders: { first: 1, every: 1, beforeEnd: 1 },
    relayFunction: 'relay',
    ledgerFunction: 'ledger',
    notifyFunction: 'notify',
    failed: () => undefined,
  }
  return { ledgerPorts, sweepPorts, handed, published, refused }
}

/** Everything of some requests, put where its function puts it; the newest first, so that no order helps. */
async function emitted(tenants: readonly string[], requestsEach: number) {
  const table = stateTable(client, state.name)
  const events: [Domain, SealedEvent][] = []
  for (const tenantId of tenants)
    for (let i = 0; i < requestsEach; i++) {
      const request = { ...(await new World().open()), tenantId, ulid: random.ulid(happenedAt) }
      const approval = moved(request, 'approve', random)
      events.push(
        ['operator', startedEvent(request, random)],
        ['workflow', mailSent(request, random)],
        ['link', approval.sealed],
        ['workflow', moved(approval.after, 'end', random, plusSeconds(happenedAt, 28_800)).sealed],
        ['tell', mailSent(request, random)],
      )
    }
  for (const [domain, sealed] of events.reverse()) await table.commit([{ kind: 'emit', domain, sealed }])
  return events.map(([, { event }]) => event)
}

async function chainOf(tenantId: string): Promise<LedgerEntry[]> {
  const trail = auditTrail(client, book.name)
  const entries: LedgerEntry[] = []
  let after: LedgerPosition | undefined
  do {
    const page = await trail.page(tenantId, {}, 100, after)
    entries.push(...page.entries)
    after = page.next
  } while (after)
  return entries.reverse()
}

const newTenants = (count: number) => Array.from({ length: count }, () => `t-${randomUUID().slice(0, 8)}`)

describe('what no stream brings', () => {
  test('is left to the stream for two minutes, then comes by the sweep, all of it, also after days and through crashes', async () => {
    const tenants = newTenants(3)
    const events = await emitted(tenants, 4)
    const early = functions(plusSeconds(happenedAt, 60))
    expect(await sweep(early.sweepPorts)).toMatchObject({ outboxItems: 0 })

    const days = functions(plusSeconds(happenedAt, 10 * 86_400))
    const first = await sweep(days.sweepPorts)
    expect(first).toMatchObject({ outboxItems: events.length, oldestOutboxItem: 10 * 86_400 - 120 })
    // The ledger function dies in the middle of every call that it is handed.
    for (const [i, keys] of days.handed.entries()) {
      const { outbox, ledger: table, bus } = days.ledgerPorts
      const dying = { ...days.ledgerPorts, ...crashing({ outbox, ledger: table, bus }, 7 + 5 * i, 'after') }
      const run = async () => {
        for (const key of keys) await ledger(key, dying)
      }
      await expect(run()).rejects.toThrow(Crash)
    }
    for (let round = 0; ; round++) {
      days.handed.length = 0
      const { outboxItems } = await sweep(days.sweepPorts)
      if (outboxItems === 0) break
      expect(round).toBeLessThan(3)
      for (const keys of days.handed) for (const key of keys) await ledger(key, days.ledgerPorts)
    }

    for (const tenantId of tenants) {
      const entries = await chainOf(tenantId)
      expect(verifyChain(tenantId, entries).faults).toEqual([])
      const own = events.filter(({ data }) => data.tenantId === tenantId).map(({ id }) => id)
      expect(entries.map(({ event }) => event.id).sort()).toEqual(own.sort())
    }
    const told = new Set(days.published.map((each) => `${each.tenantId} ${each.eventId} ${each.hash}`))
    expect(told.size).toBe(events.length)
    expect(days.refused).toEqual([])
  })
})

test('writers at the same time, each with some of the keys, some twice, some dying, keep one chain on DynamoDB', async () => {
  const [tenantId = ''] = newTenants(1)
  const events = await emitted([tenantId], 3)
  const { ledgerPorts, sweepPorts, handed } = functions(plusSeconds(happenedAt, 86_400))
  await sweep(sweepPorts)
  const keys = handed.flat()
  const { outbox, ledger: table, bus } = ledgerPorts
  const call = async (picked: readonly Key[], diesAt?: number) => {
    const ports = diesAt
      ? { ...ledgerPorts, ...crashing({ outbox, ledger: table, bus }, diesAt, 'after') }
      : ledgerPorts
    for (const key of picked) await ledger(key, ports).catch(() => undefined)
  }
  const some = (from: number) => [...keys, ...keys].filter((_, i) => i % 3 !== from)
  await Promise.all([call(keys), call([...keys].reverse(), 9), call(some(0), 20), call(some(1)), call(some(2), 3)])
  await call(keys)
  const entries = await chainOf(tenantId)
  expect(verifyChain(tenantId, entries).faults).toEqual([])
  expect(entries.map(({ event }) => event.id).sort()).toEqual(events.map(({ id }) => id).sort())
  expect(await outbox.read(keys)).toEqual([])
})
