import type { InferOutput } from 'valibot'
import type { receiptAnswer } from '../../../functions/contract/audit-answers.ts'
import type { RequestState } from '../../../functions/domain/request.ts'
import { type FakeAnswer, ok, problem } from './answers.ts'
import type { Detail } from './data.ts'

type Issued = InferOutput<typeof receiptAnswer>

const outcomes: Partial<Record<RequestState, Issued['outcome']>> = {
  Approved: 'approved',
  Denied: 'denied',
  Expired: 'expired',
  Canceled: 'canceled',
  Emergency: 'emergency',
  Revoked: 'revoked',
  Ended: 'ended',
}

/** The receipt of a request, signed with no key that there is. */
export function receiptOf(request: Detail): FakeAnswer {
  const outcome = outcomes[request.state]
  if (!outcome) return problem(409, 'NoOutcome', 'The request waits for its decision.')
  const { id, tenantId, environmentId, service, operator, reason, granted, supportTicket } = request
  const last = request.closed ?? request.decided
  const asked = { kind: 'operator', method: 'access-token', id: operator.id, name: operator.name }
  const by = last ? { ...last.by, method: last.method } : asked
  const [seq, hash] = [42, 'ab12'.repeat(16)]
  const at = last?.at ?? request.requestedAt
  const issuedAt = new Date().toISOString()
  const receipt: Issued['receipt'] = {
    iss: 'https://lockbox.vendor.example',
    issuedAt,
    tenantId,
    requestId: id,
    environmentId,
    service,
    ...(supportTicket && { supportTicket }),
    accessLevel: request.accessLevel,
    accessPeriod: request.accessPeriod,
    operator: { id: operator.id, name: operator.name, email: operator.email },
    reason,
    ...(request.drill && { drill: true }),
    outcome,
    at,
    by,
    ...(last?.reason && { why: last.reason }),
    ...(granted && { granted }),
    seq,
    hash,
    history: [
      { type: 'lockbox.request.started', at: request.requestedAt, seq: 12, hash: 'cd34'.repeat(16), by: asked },
      { type: `lockbox.request.${outcome}`, at, seq, hash, by },
    ],
  }
  const keyId = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'
  const jws = `${Buffer.from(JSON.stringify({ alg: 'ES256', kid: keyId, typ: 'lockbox-receipt+jws' })).toString('base64url')}.${Buffer.from(JSON.stringify(receipt)).toString('base64url')}.${'c2lnbmVk'.repeat(10)}`
  return ok({ requestId: id, outcome, seq, hash, issuedAt, keyId, jws, receipt })
}
