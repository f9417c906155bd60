import { type AccessRequest, display, requestId, type Step } from '../domain/request.ts'
import { formatDuration, type Instant } from '../domain/time.ts'
import { isOpenGrant } from '../domain/transitions.ts'

/** What both sides see of a request. Who decided is named; from where they did is the ledger's to tell. */
const shown = (request: AccessRequest) => ({
  id: requestId(request),
  tenantId: request.tenantId,
  environmentId: request.environmentId,
  environmentName: request.environmentName,
  service: request.service,
  state: request.state,
  display: display[request.state],
  version: request.version,
  operator: request.operator,
  reason: request.reason,
  ...(request.supportTicket && { supportTicket: request.supportTicket }),
  accessLevel: request.accessLevel,
  accessPeriod: formatDuration(request.accessPeriod),
  requestedAt: request.requestedAt,
  expiresAt: request.expiresAt,
  ...(request.extends && { extends: requestId({ tenantId: request.tenantId, ulid: request.extends }) }),
  ...(request.incident && { incident: request.incident }),
  ...(request.acknowledged && { acknowledged: stepAnswer(request.acknowledged) }),
})

const grantOf = (granted: NonNullable<AccessRequest['granted']>) => ({
  accessLevel: granted.accessLevel,
  accessPeriod: formatDuration(granted.accessPeriod),
  accessUntil: granted.accessUntil,
})

const stepsOf = ({ decided, closed }: AccessRequest) => ({
  ...(decided && { decided: stepAnswer(decided) }),
  ...(closed && { closed: stepAnswer(closed) }),
})

const stepAnswer = ({ by, at, reason }: Step) => ({
  at,
  by: { kind: by.kind, ...(by.name && { name: by.name }), ...(by.email && { email: by.email }) },
  method: by.method,
  ...(reason && { reason }),
})

/** A request as the operators' side sees it. */
export const requestAnswer = (request: AccessRequest, now: Instant) => ({
  ...shown(request),
  // Only while it is open: what is over must not look like a grant, whatever the caller checks.
  ...(request.granted && isOpenGrant(request, now) && { granted: grantOf(request.granted) }),
  ...stepsOf(request),
})

/** A request as its own organisation sees it: what was granted stays, and `open` says whether it counts now. */
export const tenantRequestAnswer = (request: AccessRequest, now: Instant) => ({
  ...shown(request),
  ...(request.granted && { granted: grantOf(request.granted) }),
  ...stepsOf(request),
  open: !request.drill && isOpenGrant(request, now),
  ...(request.drill && { drill: request.drill }),
})
