import { parseRequestId } from '../domain/ids.ts'
import type { AccessRequest } from '../domain/request.ts'
import type { Announcement } from '../ports.ts'

/** Stands for an operator whom the bus does not name. */
const nobody = { id: 'unknown', name: 'Somebody whose name is not on record', email: 'unknown' } as const

/** Whether an operator is known, so that they can be mailed. */
export const isKnown = ({ operator }: AccessRequest): boolean => operator.id !== nobody.id

/**
 * The request of a recorded emergency that is in no table, or says something else there, as far as its event tells: a door
 * was opened and recorded, and whoever left the request out, or lied in it, must not thereby keep the customer from hearing
 * of what was opened. Undefined for every other event.
 */
export function unknownEmergency({ event }: Announcement): AccessRequest | undefined {
  const { data } = event
  const key = parseRequestId(data.requestId ?? '')
  if (event.type !== 'lockbox.request.emergency' || !key) return undefined
  const { accessLevel, accessPeriod, accessUntil, incident } = data.details
  const level = accessLevel === 'read' ? 'read' : 'write'
  const until = String(accessUntil)
  const period = Number(accessPeriod ?? 0)
  return {
    ...key,
    version: 1,
    state: 'Emergency',
    environmentId: data.environmentId ?? '',
    environmentName: data.environmentId ?? '',
    service: data.service ?? '',
    operator: nobody,
    reason: {
      type: 'ProductionAlert',
      detail: 'Not on record: the request itself is missing, or says something else. Ask the vendor at once.',
    },
    ...(typeof incident === 'string' && { incident }),
    accessLevel: level,
    accessPeriod: period,
    requestedAt: event.time,
    expiresAt: until,
    started: { by: { kind: 'operator', id: nobody.id, method: data.actor.method }, at: event.time },
    granted: { accessLevel: level, accessPeriod: period, accessUntil: until },
  }
}
