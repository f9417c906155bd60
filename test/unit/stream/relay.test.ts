import { describe, expect, it } from 'vitest'
import { key } from '../../../functions/domain/keys.ts'
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

  it('hands a wish for mails to notify once; when it is overdue the sweep does', async () => {
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
