import { key } from '../../functions/domain/keys.ts'
import type { AccessRequest } from '../../functions/domain/request.ts'
import type { Door, StoredRequest } from '../../functions/ports.ts'
import type { World } from './world.ts'

/** What the operator's function can do to a request, if it is taken over: put another item in its place. */
export function writeOver(world: World, request: AccessRequest, changes: Partial<AccessRequest>): void {
  const { granted: _, decided: __, ...asked } = request
  const item = [...world.table.requests.values()].find((stored) => stored.request.ulid === request.ulid)
  ;(item as { request: StoredRequest['request'] }).request = { ...asked, version: 1, state: 'ActionNeeded', ...changes }
}

/** What the break-glass function can leave out, if it is taken over: there is a door and its event, and no request. */
export const dropRequest = (world: World, request: AccessRequest): void => {
  const { pk, sk } = key.request(request)
  world.table.requests.delete(`${pk} ${sk}`)
}

/** What the break-glass function can do, if it is taken over: the door is another one than its request says. */
export function moveDoor(world: World, { ulid }: AccessRequest, changes: Partial<Door>): Door {
  const [name, door] = [...world.table.doors].find(([, { request }]) => request.ulid === ulid) ?? []
  if (name === undefined || !door) throw new Error('there is no door to move')
  world.table.doors.delete(name)
  return putDoor(world, { ...door, ...changes })
}

/** A door, wherever it may come from. */
export function putDoor(world: World, door: Door): Door {
  const { pk, sk } = key.door(door.request.tenantId, door.environmentId, door.operatorId, door.request.ulid)
  world.table.doors.set(`${pk} ${sk}`, door)
  return door
}
