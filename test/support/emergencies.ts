import { acknowledge } from '../../functions/approver/acknowledge.ts'
import { liftBrake } from '../../functions/approver/lift-brake.ts'
import { type OpenAnswer, type OpenPorts, open } from '../../functions/breakglass/open.ts'
import type { EmergencyAsk } from '../../functions/domain/emergency.ts'
import { parseRequestId } from '../../functions/domain/ids.ts'
import { key } from '../../functions/domain/keys.ts'
import { type Outcome, unwrap } from '../../functions/domain/problems.ts'
import type { AccessRequest } from '../../functions/domain/request.ts'
import { stop } from '../../functions/link/stop.ts'
import { notify } from '../../functions/workflow/notify.ts'
import { sendAcknowledge } from '../../functions/workflow/send-acknowledge.ts'
import { facts, type TestMailer } from './doubles.ts'
import { catalogue, linkOf, operator, operatorActor, signedInAs, type World } from './world.ts'

export const emergencyAsk: EmergencyAsk = {
  tenantId: 'acme',
  environmentId: 'production',
  service: 'crm',
  operator,
  accessLevel: 'write',
  incident: 'INC-4711',
  justification: 'The database refuses all connections.',
}

/** Asks for an emergency as the function does. */
export const openIn = (
  world: World,
  changes: Partial<EmergencyAsk> = {},
  ports: OpenPorts = world,
): Promise<Outcome<OpenAnswer>> => {
  const ask = { ...emergencyAsk, ...changes }
  const actor = { ...operatorActor, id: ask.operator.id, email: ask.operator.email }
  return open({ ask, actor }, { catalogue, vendorDomains: world.vendorDomains, limits: facts.emergencyAccess }, ports)
}

/** An emergency that was opened. */
export async function opened(world: World, changes: Partial<EmergencyAsk> = {}): Promise<AccessRequest> {
  const { body } = unwrap(await openIn(world, changes))
  const key = parseRequestId((body as { readonly id: string }).id)
  const stored = key && (await world.table.request(key))
  if (!stored) throw new Error('nothing was opened')
  return stored.request
}

/** Makes every event of emergencies: opened, mailed, acknowledged, stopped by link and code, allowed again. */
export async function emergencies(world: World, mailer: TestMailer): Promise<void> {
  // What was denied or revoked before keeps emergencies out.
  unwrap(await liftBrake(signedInAs(), 'production', world.vendorDomains, world))
  const request = await opened(world)
  await notify(request, facts, 'https://lockbox.example', { ...world, table: world.table, mailer })
  await sendAcknowledge(request, facts, 'https://lockbox.example', { ...world, table: world.table, mailer })
  unwrap(await acknowledge(signedInAs(), request, world.vendorDomains, world))
  const { linkId, code } = await world.link(request)
  await stop(linkOf(linkId), { code, reason: 'Enough' }, { ip: '198.51.100.9' }, world.vendorDomains, world)
  unwrap(await liftBrake(signedInAs(), 'production', world.vendorDomains, world))
  unwrap(await openIn(world, { service: 'assistant' }))
}

/** An emergency of a break-glass function that was taken over: door and request say of themselves what they like. */
export async function lyingDoor(world: World) {
  const request = await opened(world)
  const k = key.door('acme', 'production', request.operator.id, request.ulid)
  const door = world.table.doors.get(`${k.pk} ${k.sk}`)
  const item = [...world.table.requests.values()].find((stored) => stored.request.ulid === request.ulid)
  if (!door || !item) throw new Error('nothing was opened')
  world.table.doors.set(`${k.pk} ${k.sk}`, {
    ...door,
    request: { tenantId: 'other', ulid: `${request.ulid.slice(0, -1)}X` },
    environmentId: 'sandbox',
    operatorId: 'nobody@vendor.example',
  })
  item.request = { ...request, state: 'Ended', version: 2 }
  return request
}
