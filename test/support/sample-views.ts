import { formatLinkId } from '../../functions/domain/links.ts'
import type { AccessRequest, Actor } from '../../functions/domain/request.ts'
import type { TenantSettings } from '../../functions/domain/settings.ts'
import { openRequest } from '../../functions/domain/start-rules.ts'
import { plusSeconds } from '../../functions/domain/time.ts'
import { type Command, transition } from '../../functions/domain/transitions.ts'
import type { FormState, GrantPageView, PageProblem } from '../../functions/link/views.ts'
import { linkPageView } from '../../functions/link/views.ts'
import type { OutcomeRecipient } from '../../functions/mail/outcome-mail.ts'
import {
  endingView,
  type OutcomeMailView,
  type OutcomeState,
  type OutcomeView,
  type RequestMailView,
  requestView,
} from '../../functions/mail/views.ts'
import type { DeploymentFacts } from '../../functions/runtime/env.ts'
import { sampleThumbprint } from './proofs.ts'
import { approverIds, catalogue, operator, operatorActor, settings as worldSettings } from './world.ts'

export const publicUrl = 'https://lockbox.vendor.example'
const requestedAt = '2026-11-23T09:15:00.000Z'
/** A little after the request. */
export const now = '2026-11-23T09:15:20.000Z'
export const code = 'K7F2-QX9M'

export const facts: DeploymentFacts = {
  vendor: { name: 'Nimbus Cloud', supportEmail: 'support@vendor.example', emailDomains: ['vendor.example'] },
  sender: 'lockbox@vendor.example',
  catalogue,
  approvalWindow: 345_600,
  accessPeriod: 28_800,
  emergencyAccess: { period: 14_400, perDay: 4 },
  keyThumbprint: sampleThumbprint,
}

export const settings = (changes: Partial<TenantSettings> = {}): TenantSettings => worldSettings(changes)

export const request = (changes: Partial<AccessRequest> = {}): AccessRequest => ({
  ...openRequest({
    ask: {
      tenantId: 'acme',
      environmentId: 'prod-eu',
      service: 'crm',
      operator: { ...operator, employer: 'Nimbus Support GmbH', country: 'Austria' },
      reason: {
        type: 'CustomerInitiatedSupport',
        detail:
          'Your ticket says that the nightly import stops at row 48,112.\nI need to look at that row and its neighbours, see https://wiki.vendor.example/import.',
      },
      supportTicket: 'SUP-20817',
      accessLevel: 'write',
    },
    settings: settings(),
    environment: { tenantId: 'acme', environmentId: 'prod-eu', name: 'Production', version: 1 },
    ulid: '01KAQ4W2Z0HJ6T9Q5R3N8XVB7C',
    started: { by: operatorActor, at: requestedAt },
    approvalWindow: 345_600,
    accessPeriod: 28_800,
  }),
  ...changes,
})

export const linkId = formatLinkId(
  request(),
  approverIds.ada,
  Uint8Array.from({ length: 16 }, (_, i) => i * 13),
)

export const mailView = (changes: Partial<RequestMailView> = {}): RequestMailView => ({
  ...requestView(request(), settings(), facts, publicUrl, now),
  link: { id: linkId, code },
  ...changes,
})

export const pageView = (
  form: FormState = {},
  problem?: PageProblem,
  { changes = {}, limits = {}, canApprove = true }: PageChanges = {},
) =>
  linkPageView(
    { request: request(changes), settings: settings(limits), canApprove },
    facts,
    publicUrl,
    now,
    form,
    problem,
  )

interface PageChanges {
  readonly changes?: Partial<AccessRequest>
  readonly limits?: Partial<TenantSettings>
  readonly canApprove?: boolean
}

const ada: Actor = {
  kind: 'approver',
  id: approverIds.ada,
  name: 'Ada Admin',
  email: 'ada@acme.example',
  method: 'link-and-code',
}
const clock: Actor = { kind: 'system', id: 'clock', method: 'clock' }

const paths: Readonly<Record<OutcomeState, readonly (Command & { readonly after: number })[]>> = {
  Approved: [approval()],
  Denied: [{ do: 'deny', by: ada, reason: 'Please use the test system first.', after: 600 }],
  Expired: [{ do: 'expire', by: clock, after: 345_600 }],
  Canceled: [{ do: 'cancel', by: operatorActor, after: 600 }],
  Ended: [approval(), { do: 'end', by: clock, after: 28_800 }],
  Revoked: [approval(), { do: 'revoke', by: { ...ada, method: 'signed-in' }, reason: 'Enough seen.', after: 1200 }],
  Emergency: [],
}
function approval(): Command & { readonly after: number } {
  return {
    do: 'approve',
    by: ada,
    accessLevel: 'read',
    limits: { accessLevel: 'write', accessPeriod: 28_800 },
    after: 600,
  }
}

/** A request that came to a state in the legal way. */
function ended(state: OutcomeState, changes: Partial<AccessRequest> = {}): AccessRequest {
  if (state === 'Emergency') return emergency(changes)
  let at = requestedAt
  return paths[state].reduce((before, { after, ...command }) => {
    at = plusSeconds(at, after)
    const moved = transition(before, command as Command, at)
    if (!moved.ok) throw new Error(moved.problem.detail)
    return moved.value.after
  }, request(changes))
}

const emergency = (changes: Partial<AccessRequest>): AccessRequest => {
  const { supportTicket: _, ...asked } = request()
  const accessUntil = plusSeconds(requestedAt, 14_400)
  return {
    ...asked,
    state: 'Emergency',
    accessPeriod: 14_400,
    expiresAt: accessUntil,
    incident: 'INC-4711',
    reason: { type: 'ProductionAlert', detail: 'The database refuses all connections, and payments are not booked.' },
    granted: { accessLevel: 'write', accessPeriod: 14_400, accessUntil },
    ...changes,
  }
}

/** An emergency that is open at `now`, or was ended by its operator before. */
export function emergencyView(state: 'Emergency' | 'Ended' = 'Emergency', changes: Partial<AccessRequest> = {}) {
  const begun = emergency(changes)
  const moved = transition(begun, { do: 'end', by: operatorActor }, now)
  const view = endingView(state === 'Ended' && moved.ok ? moved.value.after : begun, settings(), facts, publicUrl, now)
  if (!view) throw new Error('it waits')
  return view
}

/** An access that is open, as the page that stops it shows it. */
export const grantView = (
  state: 'Approved' | 'Emergency',
  { reason, problem, changes = {} }: { reason?: string; problem?: PageProblem; changes?: Partial<AccessRequest> } = {},
): GrantPageView => ({
  ...endedView(state, changes),
  now: '2026-11-23T10:00:00.000Z',
  form: reason === undefined ? {} : { reason },
  ...(problem && { problem }),
})

export function endedView(state: OutcomeState, changes: Partial<AccessRequest> = {}): OutcomeView {
  const view = endingView(ended(state, changes), settings(), facts, publicUrl, '2026-11-30T00:00:00.000Z')
  if (!view) throw new Error('it waits')
  return view
}

export const outcomeMailView = (state: OutcomeState, changes: Partial<AccessRequest> = {}): OutcomeMailView => ({
  ...endedView(state, changes),
  recorded: {
    seq: 42,
    hash: '8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4',
    type: `lockbox.request.${state.toLowerCase()}`,
  },
})

export const outcomeStates: readonly OutcomeState[] = [
  'Approved',
  'Denied',
  'Expired',
  'Canceled',
  'Ended',
  'Revoked',
  'Emergency',
]

export const toOperator: OutcomeRecipient = {
  id: 'operator',
  role: 'operator',
  name: operator.name,
  email: operator.email,
}
export const toAda: OutcomeRecipient = {
  id: approverIds.ada,
  role: 'approver',
  name: 'Ada Admin',
  email: 'ada@acme.example',
}
export const toBob: OutcomeRecipient = {
  id: approverIds.bob,
  role: 'approver',
  name: 'Bob Boss',
  email: 'bob@acme.example',
}

/** Everything as long and as unbroken as the API lets it through. */
export const longest: Partial<AccessRequest> = {
  environmentName: `Produktionsdatenbank_${'x'.repeat(70)}`,
  environmentId: 'e'.repeat(64),
  operator: {
    id: `${'o'.repeat(240)}@vendor.example`,
    name: 'Wolfeschlegelsteinhausenbergerdorff'.repeat(3).slice(0, 100),
    email: `${'o'.repeat(64)}@${'vendor-with-a-long-name.'.repeat(6)}example`,
    country: 'Österreich',
    employer: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk'.repeat(2).slice(0, 100),
    client: 'support-desk',
  },
  reason: { type: 'ProductionAlert', detail: '漢字とかな'.repeat(240) },
  supportTicket: 'T'.repeat(64),
}
