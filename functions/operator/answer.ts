import { type AccessRequest, display, requestId } from '../domain/request.ts'
import { formatDuration, type Instant } from '../domain/time.ts'
import { isOpenGrant } from '../domain/transitions.ts'

/** A request as the operators' side sees it. Who decided is named; from where they did is the ledger's to tell. */
export const requestAnswer = (request: AccessRequest, now: Instant) => ({
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
  // Only while it is open: what is over must not look like a grant, whatever the caller checks.
  ...(request.granted &&
    isOpenGrant(request, now) && {
      granted: {
        accessLevel: request.granted.accessLevel,
        accessPeriod: formatDuration(request.granted.accessPeriod),
        accessUntil: request.granted.accessUntil,
      },
    }),
  ...(request.decided && { decided: stepAnswer(request.decided) }),
  ...(request.closed && { closed: stepAnswer(request.closed) }),
})

const stepAnswer = ({ by, at, reason }: NonNullable<AccessRequest['decided']>) => ({
  at,
  by: { kind: by.kind, ...(by.name && { name: by.name }), ...(by.email && { email: by.email }) },
  method: by.method,
  ...(reason && { reason }),
})
