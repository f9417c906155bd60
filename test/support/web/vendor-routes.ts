import { display, type RequestState } from '../../../functions/domain/request.ts'
import { type FakeAnswer, type FakeCall, type FakeRoute, notFound, ok, problem } from './answers.ts'
import { pageOf } from './customer-routes.ts'
import { type Detail, minutesFromNow, requestOf } from './data.ts'
import { receiptOf } from './receipt.ts'
import type { FakeTenant } from './tenant.ts'

const asked = ({
  open,
  digest,
  atMost,
  refusals,
  mails,
  events,
  alsoOpen,
  drill,
  comments,
  uses,
  ...rest
}: Detail) => ({
  ...rest,
  ...(!open && { granted: undefined }),
})

/** The routes of operators and of the vendor's administrators. */
export function vendorRoutes(tenants: Record<string, FakeTenant>): Record<string, FakeRoute> {
  const started = new Map<string, FakeAnswer>()
  const reminded = new Set<string>()
  const all = () => Object.values(tenants).flatMap(({ requests }) => requests)
  const one =
    (answer: (call: FakeCall, request: Detail) => FakeAnswer): FakeRoute =>
    (call) => {
      const request = all().find(({ id }) => id === call.params[0])
      return request ? answer(call, request) : notFound()
    }
  const change = (request: Detail, changes: Partial<Detail>): Detail => Object.assign(request, changes)
  const close =
    (state: RequestState): ((call: FakeCall, request: Detail) => FakeAnswer) =>
    ({ person }, request) => {
      const closed = { at: minutesFromNow(0), by: { kind: 'operator', name: person.name }, method: 'access-token' }
      return ok(asked(change(request, { state, display: display[state], open: false, closed })))
    }
  return {
    'GET /requests': ({ query, person }) => {
      if (person.groups.includes('vendor-admin') && !query.get('tenantId')) return ok({ items: [] })
      const found = all().filter(
        (each) =>
          (!query.get('state') || each.state === query.get('state')) &&
          (!query.get('tenantId') || each.tenantId === query.get('tenantId')) &&
          (!query.get('supportTicket') || each.supportTicket === query.get('supportTicket')),
      )
      return pageOf(found.map(asked), query)
    },
    'POST /requests': ({ body, headers }) => {
      const key = headers['idempotency-key'] ?? ''
      const before = started.get(key)
      if (before) return before
      const tenant = tenants[body.tenantId]
      if (!tenant) return problem(404, 'UnknownTenant', 'There is no such tenant. Check its id.')
      if (body.service === 'assistant') return ok({ decision: 'NotRequired', basis: 'ServiceNotCovered' })
      const sketched = requestOf(body.tenantId, {
        n: 700 + tenant.requests.length,
        state: 'ActionNeeded',
        ticket: body.supportTicket,
        startedHoursAgo: 0,
        detail: body.reason.detail,
      })
      const request: Detail = { ...sketched, ...(body.extends && { extends: body.extends }) }
      tenant.requests.unshift({ ...request, comments: [] })
      const answer = ok(asked(request), 201)
      started.set(key, answer)
      return answer
    },
    'POST /emergency-access': ({ body, person }) => {
      const tenant = tenants[body.tenantId]
      if (!tenant) return problem(404, 'UnknownTenant', 'There is no such tenant. Check its id.')
      const refusedUntil = tenant.environments.find(
        ({ environmentId }) => environmentId === body.environmentId,
      )?.emergencyRefusedUntil
      if (refusedUntil)
        return problem(409, 'EmergencyRefused', 'The customer refuses emergency access to this environment for now.', {
          until: refusedUntil,
        })
      const request = requestOf(body.tenantId, {
        n: 800 + tenant.requests.length,
        state: 'Emergency',
        operator: [person.name, person.email],
        startedHoursAgo: 0,
        incident: body.incident,
        detail: body.justification,
      })
      tenant.requests.unshift({ ...request, comments: [] })
      return ok(asked(request), 201)
    },
    'GET /requests/{id}/receipt': one((_call, request) => receiptOf(request)),
    'POST /requests/{id}/remind': one((_call, request) => {
      if (reminded.has(request.id))
        return problem(429, 'TooManyRequests', 'The approvers were reminded less than an hour ago. Wait until 10:15.')
      reminded.add(request.id)
      return ok({}, 202)
    }),
    'POST /operators/{id}/end-grants': ({ params }) => {
      const ending = all().filter(({ open, operator }) => open && operator.id === params[0])
      for (const each of ending) change(each, { state: 'Ended', display: display.Ended, open: false })
      return ok({
        ended: ending.map(({ id, tenantId, environmentId, service }) => ({ id, tenantId, environmentId, service })),
      })
    },
    'POST /tenants/{id}/environments/{environmentId}/migration': ({ params, body }) => {
      const [from, to] = [tenants[params[0] ?? ''], tenants[body.tenantId]]
      if (!from || !to) return problem(404, 'UnknownTenant', 'There is no such tenant. Check its id.')
      if (from.settings.policy === 'on' || to.settings.policy === 'on')
        return problem(
          409,
          'LockboxEnabled',
          'The lockbox policy of one of the two is on. Its approvers switch it off first.',
        )
      return ok({ environmentId: params[1], from: params[0], to: body.tenantId })
    },
    'GET /requests/{id}': one((_call, request) =>
      ok({
        ...asked(request),
        comments: request.comments,
        uses: request.uses,
        overlapping: all()
          .filter((each) => each.open && each.id !== request.id && each.operator.id === request.operator.id)
          .map(({ id }) => id),
      }),
    ),
    'POST /requests/{id}/cancel': one(close('Canceled')),
    'POST /requests/{id}/end': one(close('Ended')),
    'POST /requests/{id}/comments': one(({ body, person }, request) => {
      const comment = {
        id: `V${Date.now()}`,
        at: minutesFromNow(0),
        by: { kind: 'operator' as const, name: person.name },
        text: body.text,
      }
      change(request, { comments: [...request.comments, comment] })
      return ok(comment, 201)
    }),
    'GET /tenants/{id}/environments': ({ params }) => {
      const tenant = tenants[params[0] ?? '']
      return tenant
        ? ok({ items: tenant.environments.map(({ environmentId, name }) => ({ environmentId, name })) })
        : problem(404, 'UnknownTenant', 'There is no such tenant. Check its id.')
    },
    'PUT /tenants/{id}': ({ params, body }) =>
      tenants[params[0] ?? '']
        ? problem(
            403,
            'CustomerOwned',
            'The tenant exists, and its settings are the customer’s. Ask an approver to change them.',
          )
        : ok({ tenantId: params[0], name: body.name }, 201),
    'PUT /tenants/{id}/environments/{environmentId}': ({ params, body }) =>
      ok({ tenantId: params[0], environmentId: params[1], name: body.name }),
    'POST /tenants/{id}/approver-proposal': ({ params, body }) => {
      if (params[0] === 'acme-bank')
        return problem(409, 'ApproverCanAct', 'An approver of this tenant can act. Ask them.')
      return ok(
        {
          proposal: {
            id: 'P1',
            ...body,
            proposedAt: minutesFromNow(0),
            effectiveAt: minutesFromNow(72 * 60),
            state: 'waiting',
            you: false,
          },
        },
        201,
      )
    },
  }
}
