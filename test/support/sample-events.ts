import { type EventDraft, type SealedEvent, seal } from '../../functions/domain/events.ts'
import type { AccessRequest, Actor } from '../../functions/domain/request.ts'
import { type Command, transition, transitionEventId } from '../../functions/domain/transitions.ts'
import type { Door, Random } from '../../functions/ports.ts'
import { approverIds, operatorActor } from './world.ts'

const ada: Actor = {
  kind: 'approver',
  id: approverIds.ada,
  name: 'Ada Admin',
  email: 'ada@acme.example',
  method: 'link-and-code',
}
const system: Actor = { kind: 'system', id: 'workflow', method: 'clock' }

/** The event of a start, as the operator function writes it. */
export const startedEvent = (request: AccessRequest, random: Random, changes: Partial<EventDraft> = {}): SealedEvent =>
  seal(
    {
      id: transitionEventId(request.ulid, 1),
      type: 'lockbox.request.started',
      tenantId: request.tenantId,
      at: request.requestedAt,
      actor: operatorActor,
      request,
      version: 1,
      after: request.state,
      personal: { 'reason.detail': request.reason.detail },
      ...changes,
    },
    random.bytes,
  )

/** Moves a request: the request after it, and the event that a function of this move writes. */
export function moved(
  request: AccessRequest,
  command: Command['do'],
  random: Random,
  at: string = request.requestedAt,
): { readonly after: AccessRequest; readonly sealed: SealedEvent } {
  const by = command === 'expire' || command === 'end' ? system : command === 'cancel' ? operatorActor : ada
  const result = transition(
    request,
    command === 'approve'
      ? { do: command, by, limits: { accessLevel: 'write', accessPeriod: 28_800 } }
      : { do: command, by },
    at,
  )
  if (!result.ok) throw new Error(result.problem.detail)
  return { after: result.value.after, sealed: seal(result.value.event, random.bytes) }
}

/** The door of an approved request. */
export const doorOf = ({ granted, ...request }: AccessRequest): Door => ({
  request,
  environmentId: request.environmentId,
  operatorId: request.operator.id,
  service: request.service,
  basis: 'Approved',
  ...(request.operator.client && { client: request.operator.client }),
  accessLevel: granted?.accessLevel ?? 'read',
  accessFrom: request.requestedAt,
  accessUntil: granted?.accessUntil ?? '',
})

/** An event that is no transition. */
export const mailSent = (request: AccessRequest, random: Random, changes: Partial<EventDraft> = {}): SealedEvent =>
  seal(
    {
      id: random.ulid(request.requestedAt),
      type: 'lockbox.mail.sent',
      tenantId: request.tenantId,
      at: request.requestedAt,
      actor: { kind: 'system', id: 'notify', method: 'system' },
      request,
      details: { approverId: approverIds.ada, attempt: 1 },
      personal: { 'recipient.email': 'ada@acme.example' },
      ...changes,
    },
    random.bytes,
  )
