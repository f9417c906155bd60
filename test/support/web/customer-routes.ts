import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { display, type RequestState } from '../../../functions/domain/request.ts'
import { parseDuration } from '../../../functions/domain/time.ts'
import { vectorsFolder } from '../../vectors/cases.ts'
import { alreadyDecided, type FakeAnswer, type FakeCall, type FakeRoute, notFound, ok, problem } from './answers.ts'
import { type Detail, minutesFromNow, requestOf } from './data.ts'
import { receiptOf } from './receipt.ts'
import { type FakeTenant, settingsFor } from './tenant.ts'

/** A page of a list by a cursor that is just where it goes on. */
export function pageOf<T>(items: readonly T[], query: URLSearchParams): FakeAnswer {
  const from = Number(query.get('cursor') ?? 0)
  const to = from + Number(query.get('limit') ?? 50)
  return ok({ items: items.slice(from, to), ...(to < items.length && { cursor: String(to) }) })
}

const listed = (request: Detail) => {
  const { digest, atMost, refusals, mails, comments, events, alsoOpen, uses, ...rest } = request
  return rest
}

/** The routes of approvers and auditors. */
export function customerRoutes(tenants: Readonly<Record<string, FakeTenant>>): Record<string, FakeRoute> {
  const tenantOf = ({ person }: FakeCall): FakeTenant => tenants[person.tenant ?? ''] as FakeTenant
  /** Only who is on the list of this moment. */
  const approver =
    (answer: (call: FakeCall, tenant: FakeTenant) => FakeAnswer): FakeRoute =>
    (call) =>
      settingsFor(tenantOf(call), call.person.email)
        ? answer(call, tenantOf(call))
        : problem(403, 'NotAnApprover', 'You are not on the list of approvers of your organisation. Ask one of them.')
  const one = (answer: (call: FakeCall, request: Detail, tenant: FakeTenant) => FakeAnswer): FakeRoute =>
    approver((call, tenant) => {
      const request = tenant.requests.find(({ id }) => id === call.params[0])
      return request ? answer(call, request, tenant) : notFound()
    })
  const step = ({ person }: FakeCall, reason?: string) => ({
    at: minutesFromNow(0),
    by: { kind: 'approver', name: person.name, email: person.email },
    method: 'signed-in',
    ...(reason && { reason }),
  })
  const replace = (tenant: FakeTenant, request: Detail): Detail => {
    tenant.requests.splice(
      tenant.requests.findIndex(({ id }) => id === request.id),
      1,
      request,
    )
    return request
  }

  return {
    'GET /tenant/requests': approver(({ query }, { requests }) => {
      const state = query.get('state')
      const found = requests.filter(
        (each) =>
          (!state || each.state === state) &&
          (!query.get('environmentId') || each.environmentId === query.get('environmentId')) &&
          (!query.get('operator') || each.operator.email === query.get('operator')) &&
          (!query.get('supportTicket') || each.supportTicket === query.get('supportTicket')) &&
          (!query.get('from') || each.requestedAt >= (query.get('from') ?? '')) &&
          (!query.get('to') || each.requestedAt < (query.get('to') ?? '')),
      )
      return pageOf(found.map(listed), query)
    }),
    'GET /tenant/requests/{id}': one((_call, request, { requests }) =>
      ok({
        ...request,
        alsoOpen: requests
          .filter((each) => each.open && each.id !== request.id && each.operator.id === request.operator.id)
          .map(({ id, service, granted }) => ({ id, service, accessUntil: granted?.accessUntil })),
      }),
    ),
    'POST /tenant/requests/{id}/decision': one((call, request, tenant) => {
      const { decision, digest, accessLevel, accessPeriod, reason } = call.body
      if (request.state !== 'ActionNeeded') return alreadyDecided(request.state, request.decided?.by.name ?? '')
      if (digest !== request.digest) return problem(409, 'AskChanged', 'The request is not what was shown. Look again.')
      const state: RequestState = decision === 'approve' ? 'Approved' : 'Denied'
      const level = accessLevel ?? request.accessLevel
      const period = accessPeriod ?? request.accessPeriod
      const granted = {
        accessLevel: level,
        accessPeriod: period,
        accessUntil: minutesFromNow((parseDuration(period) ?? 0) / 60),
      }
      const decided = step(call, reason)
      const event = {
        seq: 900,
        at: decided.at,
        type: state === 'Approved' ? ('lockbox.request.approved' as const) : ('lockbox.request.denied' as const),
        by: decided.by,
        method: 'signed-in',
        details: {},
      }
      const changed: Detail = {
        ...request,
        state,
        display: display[state],
        version: request.version + 1,
        decided,
        open: state === 'Approved' && !request.drill,
        events: [...request.events, event],
        ...(state === 'Approved' && { granted }),
      }
      return ok(listed(replace(tenant, changed)))
    }),
    'POST /tenant/requests/{id}/revoke': one((call, request, tenant) => {
      const ending = tenant.requests.filter(
        (each) =>
          each.open &&
          each.operator.id === request.operator.id &&
          (call.body.only !== 'this' || each.id === request.id),
      )
      for (const each of ending)
        replace(tenant, {
          ...each,
          state: 'Revoked',
          display: display.Revoked,
          open: false,
          closed: step(call, call.body.reason),
        })
      return ok({ revoked: ending.map(({ id, service, accessLevel }) => ({ id, service, accessLevel })) })
    }),
    'POST /tenant/requests/{id}/acknowledge': one((call, request, tenant) => {
      return ok(listed(replace(tenant, { ...request, acknowledged: request.acknowledged ?? step(call) })))
    }),
    'POST /tenant/environments/{id}/emergency-access': approver((call, { environments }) => {
      const index = environments.findIndex(({ environmentId }) => environmentId === call.params[0])
      const current = environments[index]
      if (!current) return notFound()
      const { emergencyRefusedUntil, ...lifted } = current
      environments.splice(index, 1, lifted)
      return ok(lifted)
    }),
    'POST /tenant/requests/{id}/mails': one(() => ok({}, 202)),
    'POST /tenant/requests/{id}/comments': one((call, request, tenant) => {
      const comment = {
        id: `C${Date.now()}`,
        at: minutesFromNow(0),
        by: { kind: 'approver' as const, name: call.person.name, email: call.person.email },
        text: call.body.text,
      }
      replace(tenant, { ...request, comments: [...request.comments, comment] })
      return ok(comment, 201)
    }),
    'POST /tenant/drills': approver((call, tenant) => {
      const request = requestOf(call.person.tenant ?? '', {
        n: 500 + tenant.requests.length,
        state: 'ActionNeeded',
        startedHoursAgo: 0,
        operator: ['Fire drill', 'support@vendor.example'],
        detail: 'A rehearsal: nobody asked for your data.',
      })
      tenant.requests.unshift({ ...request, drill: true, comments: [] })
      return ok(listed(request), 201)
    }),
    'GET /tenant/settings': approver((call, tenant) => ok(settingsFor(tenant, call.person.email))),
    'PUT /tenant/settings': approver((call, tenant) => {
      if (call.body.version !== tenant.settings.version)
        return problem(409, 'VersionConflict', 'Somebody changed the settings in the meantime.', {
          current: settingsFor(tenant, call.person.email),
        })
      const known = new Map(tenant.settings.approvers.map((each) => [each.id, each]))
      tenant.settings = {
        ...tenant.settings,
        ...call.body,
        version: tenant.settings.version + 1,
        approvers: call.body.approvers.map((each: { id?: string; name: string; email: string }, i: number) => ({
          ...each,
          id: each.id ?? `NEW${i}`,
          confirmed: known.get(each.id ?? '')?.email === each.email && known.get(each.id ?? '')?.confirmed === true,
        })),
        observers: call.body.observers.map((each: { id?: string }, i: number) => ({
          ...each,
          id: each.id ?? `OBS${i}`,
        })),
        auditors: call.body.auditors.map((each: { id?: string }, i: number) => ({ ...each, id: each.id ?? `AUD${i}` })),
      }
      return ok(settingsFor(tenant, call.person.email))
    }),
    'POST /tenant/approvers/{id}/code': approver(() => ok({}, 202)),
    'POST /tenant/approvers/{id}/confirm': approver((call, tenant) => {
      if (call.body.code !== 'K7F2-QX9M')
        return problem(403, 'WrongCode', 'This is not the code that was mailed. Tries left: 4.')
      tenant.settings = {
        ...tenant.settings,
        version: tenant.settings.version + 1,
        approvers: tenant.settings.approvers.map((each) =>
          each.id === call.params[0] ? { ...each, confirmed: true } : each,
        ),
      }
      return ok(settingsFor(tenant, call.person.email))
    }),
    'GET /tenant/environments': approver((_call, { environments }) => ok({ items: environments })),
    'PUT /tenant/environments/{id}': approver((call, { environments }) => {
      const index = environments.findIndex(({ environmentId }) => environmentId === call.params[0])
      const current = environments[index]
      if (!current) return notFound()
      if (call.body.version !== current.version)
        return problem(409, 'VersionConflict', 'Somebody changed it in the meantime.', { current })
      const changed = { ...current, managed: call.body.managed, version: current.version + 1 }
      environments.splice(index, 1, changed)
      return ok(changed)
    }),
    'GET /tenant/proposal': (call) => {
      const { proposal } = tenantOf(call)
      return ok(proposal ? { proposal: { ...proposal, you: proposal.email === call.person.email } } : {})
    },
    'POST /tenant/proposal/stop': approver((_call, tenant) => {
      if (!tenant.proposal) return notFound()
      tenant.proposal = { ...tenant.proposal, state: 'stopped' }
      return ok({ proposal: tenant.proposal })
    }),
    'POST /tenant/proposal/accept': (call) => {
      const tenant = tenantOf(call)
      const { proposal } = tenant
      if (!proposal) return notFound()
      tenant.proposal = { ...proposal, state: 'accepted' }
      const { name, email } = proposal
      tenant.settings = {
        ...tenant.settings,
        approvers: [...tenant.settings.approvers, { id: 'P1', name, email, confirmed: true }],
      }
      return ok(settingsFor(tenant, email))
    },
    'GET /audit/receipts/{id}': (call) => {
      const request = tenantOf(call).requests.find(({ id }) => id === call.params[0])
      return request ? receiptOf(request) : notFound()
    },
    'GET /audit': (call) => {
      if (!call.person.groups.includes('auditor'))
        return problem(403, 'Forbidden', 'This call needs the group "auditor". Ask your administrator.')
      const { query } = call
      const found = tenantOf(call).entries.filter(
        ({ event }) =>
          (!query.get('type') || event.type === query.get('type')) &&
          (!query.get('supportTicket') || event.data.supportTicket === query.get('supportTicket')),
      )
      return pageOf(found, query)
    },
    // The test vectors' own: what the browser verifies is theirs, too.
    'GET /audit/checkpoints': () => {
      const lines = vector('checkpoints.jws').trim().split('\n')
      return ok({ items: lines.map((jws) => ({ jws })) })
    },
    'GET /.well-known/ledger-keys.json': () => ok(JSON.parse(vector('keys.json'))),
    'POST /audit/exports': (call) => {
      const tenant = tenantOf(call)
      tenant.exportLooks = 0
      return ok({ ...begun, total: tenant.entries.length }, 202)
    },
    // Complete at the second look.
    'GET /audit/exports/{id}': (call) => {
      const tenant = tenantOf(call)
      const total = tenant.entries.length
      tenant.exportLooks = (tenant.exportLooks ?? 0) + 1
      if (tenant.exportFails) return ok({ ...begun, state: 'Failed', detail: 'The ledger has no entry 30.' })
      if (tenant.exportLooks < 2) return ok({ ...begun, entries: Math.floor(total / 2), total })
      const lines = tenant.entries.toReversed().map((entry) => `${JSON.stringify(entry)}\n`)
      const bytes = Buffer.from(lines.join(''))
      const link = `data:application/x-ndjson;base64,${bytes.toString('base64')}`
      return ok({ ...begun, state: 'Complete', entries: total, total, bytes: bytes.length, link })
    },
  }
}

const vector = (name: string): string => readFileSync(join(vectorsFolder, name), 'utf8')

const begun = {
  id: '01KAQ4W2Z0HJ6T9Q5R3N8XVB7C',
  state: 'Running',
  startedAt: '2026-11-23T09:00:00.000Z',
  expiresAt: '2026-11-30T09:00:00.000Z',
  entries: 0,
  bytes: 0,
}
