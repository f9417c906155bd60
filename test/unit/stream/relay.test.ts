import { describe, expect, it } from 'vitest'
import { key } from '../../../functions/domain/keys.ts'
import { sweep } from '../../../functions/events/sweep.ts'
import { decide } from '../../../functions/link/decide.ts'
import { freshMail } from '../../../functions/link/fresh-mail.ts'
import { relay } from '../../../functions/stream/relay.ts'
import { TestExecutions, TestInvoker } from '../../support/doubles.ts'
import { linkOf, World } from '../../support/world.ts'

async function waiting() {
  const world = new World()
  const executions = new TestExecutions()
  const invoker = new TestInvoker()
  const request = await world.open()
  const ports = { table: world.table, executions, invoker, notifyFunction: 'notify' }
  const run = (cause: 'inserted' | 'modified' | 'sweep') => relay({ key: key.request(request), cause }, ports)
  return { world, executions, invoker, request, run }
}

describe('the relay', () => {
  it('starts the execution of a new request, under a name that a repeat meets again', async () => {
    const { executions, request, run } = await waiting()
    await run('inserted')
    await run('inserted')
    expect(new Set(executions.started)).toEqual(new Set([`acme.${request.ulid}-1`]))
  })

  it('wakes the execution once it is parked and the request is decided, not before', async () => {
    const { world, executions, request, run } = await waiting()
    const { linkId, code } = await world.link(request)
    world.table.park(request, 'token')
    await run('modified')
    expect(executions.woken).toEqual([])
    await decide(linkOf(linkId), { decision: 'approve', code }, {}, [], world)
    await run('modified')
    expect(executions.woken).toEqual(['token'])
  })

  it('starts what the sweep finds overdue without a token, also when it was decided meanwhile', async () => {
    const { world, executions, request, run } = await waiting()
    await run('modified')
    expect(executions.started).toEqual([])
    await run('sweep')
    const { linkId, code } = await world.link(request)
    await decide(linkOf(linkId), { decision: 'deny', code }, {}, [], world)
    await run('sweep')
    expect(executions.started).toHaveLength(2)
  })

  it('hands a wish for mails to notify once, and again when it is overdue', async () => {
    const { world, invoker, request, run } = await waiting()
    const { linkId } = await world.link(request)
    for (let i = 0; i < 5; i++) await decide(linkOf(linkId), { decision: 'deny', code: '00000000' }, {}, [], world)
    await freshMail(linkOf(linkId), {}, [], world)
    await run('modified')
    expect(invoker.invoked).toEqual([
      { functionName: 'notify', payload: { v: 1, tenantId: 'acme', ulid: request.ulid } },
    ])
    const stored = await world.table.request(request)
    await world.table.prepareMails(request, [], [], world.clock.now(), stored?.mailWanted)
    await run('modified')
    expect(invoker.invoked).toHaveLength(1)
    await run('sweep')
    expect(invoker.invoked).toHaveLength(2)
  })

  it('has a request whose approvers were not all mailed notified again, once it is overdue', async () => {
    const { world, invoker, request, run } = await waiting()
    world.table.park(request, 'token')
    await run('modified')
    expect(invoker.invoked).toEqual([])
    await run('sweep')
    expect(invoker.invoked).toMatchObject([{ functionName: 'notify' }])
    await world.table.clearDue(request)
    await run('sweep')
    expect(invoker.invoked).toHaveLength(1)
  })

  it('does nothing for keys that are not requests, or requests that are gone', async () => {
    const { executions, world, invoker } = await waiting()
    const ports = { table: world.table, executions, invoker, notifyFunction: 'notify' }
    for (const k of [
      { pk: 'door#acme', sk: 'x' },
      { pk: 'request#acme', sk: '01J0000000000000000000N0NE' },
    ])
      await relay({ key: k, cause: 'inserted' }, ports)
    expect(executions.started).toEqual([])
  })
})

describe('the sweep', () => {
  it('hands overdue outbox items to the ledger, overdue requests and codes to the relay, the oldest first', async () => {
    const invoker = new TestInvoker()
    const { clock } = new World()
    const outbox = (sk: string, dueAt: string) => ({ key: { pk: 'outbox#link#acme', sk }, dueAt })
    const swept = await sweep({
      clock,
      invoker,
      ledgerFunction: 'ledger',
      relayFunction: 'relay',
      index: {
        due: async () => [
          outbox('b', '2026-11-23T08:59:30.000Z'),
          outbox('a', '2026-11-23T08:50:00.000Z'),
          { key: { pk: 'request#acme', sk: 'r' }, dueAt: '2026-11-23T08:00:00.000Z' },
          { key: { pk: 'confirm#acme', sk: 'c' }, dueAt: '2026-11-23T08:01:00.000Z' },
        ],
      },
    })
    expect(swept).toEqual({ outboxItems: 2, requests: 1, codes: 1, oldestOutboxItem: 600 })
    expect(invoker.invoked).toEqual([
      {
        functionName: 'ledger',
        payload: {
          keys: [
            { pk: 'outbox#link#acme', sk: 'a' },
            { pk: 'outbox#link#acme', sk: 'b' },
          ],
        },
      },
      {
        functionName: 'relay',
        payload: {
          keys: [
            { pk: 'request#acme', sk: 'r' },
            { pk: 'confirm#acme', sk: 'c' },
          ],
        },
      },
    ])
  })
})
