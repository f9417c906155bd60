import { revoke } from '../../functions/approver/revoke.ts'
import { key } from '../../functions/domain/keys.ts'
import { unwrap } from '../../functions/domain/problems.ts'
import type { AccessRequest, Operator } from '../../functions/domain/request.ts'
import { close } from '../../functions/operator/close.ts'
import { opened } from './emergencies.ts'
import type { MemoryLedger } from './memory-ledger.ts'
import { mailSent, moved, startedEvent } from './sample-events.ts'
import { operatorActor, signedInAs, type World } from './world.ts'

/** What became of a request before the ledger function heard of any of it. */
export interface History {
  readonly request: AccessRequest
  /** Whether its door stands open, and is to be marked once all is recorded. */
  readonly open: boolean
}

const grant = async (world: World, memory: MemoryLedger, operator: Operator) => {
  const request = await world.approved({ operator })
  memory.emit('operator', startedEvent({ ...request, version: 1, state: 'ActionNeeded' }, world.random))
  return request
}
const end = (world: World, request: AccessRequest) =>
  close({ do: 'end', key: request, maySee: () => true, actor: () => operatorActor }, world).then(unwrap)
const stop = (world: World, request: AccessRequest) =>
  revoke({ caller: signedInAs(), key: request }, world.vendorDomains, world).then(unwrap)
const emergency = async (world: World, operator: Operator) => {
  world.table.brakes.clear()
  return opened(world, { operator })
}

/**
 * Every way in which a door is opened, closed, or never was: made by the use cases, so that every event waits in the
 * outbox where its function put it. Each is another `operator`'s, because a
 * revocation ends all grants of one.
 */
export const grantHistories: Readonly<
  Record<string, (world: World, memory: MemoryLedger, operator: Operator) => Promise<History>>
> = {
  waiting: async (world, memory, operator) => {
    const request = await world.open({ operator })
    memory.emit('operator', startedEvent(request, world.random))
    memory.emit('workflow', mailSent(request, world.random))
    return { request, open: false }
  },
  denied: async (world, memory, operator) => {
    const request = await world.open({ operator })
    memory.emit('operator', startedEvent(request, world.random))
    memory.emit('link', moved(request, 'deny', world.random).sealed)
    return { request, open: false }
  },
  approved: async (world, memory, operator) => ({ request: await grant(world, memory, operator), open: true }),
  'approved, ended': async (world, memory, operator) => {
    const request = await grant(world, memory, operator)
    await end(world, request)
    return { request, open: false }
  },
  'approved, revoked': async (world, memory, operator) => {
    const request = await grant(world, memory, operator)
    await stop(world, request)
    return { request, open: false }
  },
  'approved, written over, closed': async (world, memory, operator) => {
    const request = await grant(world, memory, operator)
    const item = [...world.table.requests.values()].find((stored) => stored.request.ulid === request.ulid)
    if (item) item.request = { ...request, state: 'Denied' }
    await stop(world, request)
    return { request, open: false }
  },
  emergency: async (world, _, operator) => ({ request: await emergency(world, operator), open: true }),
  'emergency, ended': async (world, _, operator) => {
    const request = await emergency(world, operator)
    await end(world, request)
    return { request, open: false }
  },
  'emergency, revoked': async (world, _, operator) => {
    const request = await emergency(world, operator)
    await stop(world, request)
    // What is to be seen here is the end of this one, not what the customer's brake does to others.
    world.table.brakes.clear()
    return { request, open: false }
  },
  'approved, revoked, and its door put back': async (world, memory, operator) => {
    const request = await grant(world, memory, operator)
    return putBack(world, request, () => stop(world, request))
  },
  'emergency, ended, and its door put back': async (world, _, operator) => {
    const request = await emergency(world, operator)
    return putBack(world, request, () => end(world, request))
  },
}

/** Whoever may put doors puts this one again, after it was closed. */
async function putBack(world: World, request: AccessRequest, closes: () => Promise<unknown>): Promise<History> {
  const { pk, sk } = key.door(request.tenantId, request.environmentId, request.operator.id, request.ulid)
  const door = world.table.doors.get(`${pk} ${sk}`)
  await closes()
  if (!door || world.table.doors.has(`${pk} ${sk}`)) throw new Error('it was open, and is closed')
  world.table.doors.set(`${pk} ${sk}`, door)
  return { request, open: false }
}
