/** Who may call a route: decides the JWT authorizer in front of it. `public` routes have none. */
export type Audience = 'operators' | 'customers' | 'public'

/** The functions that answer HTTP calls. */
export type ApiFunction =
  | 'operator'
  | 'breakglass'
  | 'vendorAdmin'
  | 'approver'
  | 'auditor'
  | 'vendorAuditor'
  | 'receipt'
  | 'link'
  | 'web'
  | 'check'
  | 'pass'

/**
 * Who gets past a route's first check: a person's group, or a machine's scope. What they then see is narrower: their
 * own requests, their own tenant, and of approvers only who is on the tenant's list. The OpenAPI document prints this
 * table, and the tests try every role of every tenant on every route against it.
 */
export type CallerKind =
  | 'operator'
  | 'breakglass'
  | 'vendor-admin'
  | 'vendor-auditor'
  | 'machine'
  | 'data-service'
  | 'approver'
  | 'auditor'
  | 'anyone'

export interface Route {
  readonly audience: Audience
  readonly function: ApiFunction
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT'
  readonly path: string
  readonly callers: readonly CallerKind[]
}

const operators = {
  audience: 'operators',
  function: 'operator',
  callers: ['operator', 'breakglass', 'vendor-admin', 'machine'],
} as const
const startsRequests = { ...operators, callers: ['operator', 'machine'] } as const
const breakglass = { audience: 'operators', function: 'breakglass', callers: ['breakglass'] } as const
const givesOut = { audience: 'operators', function: 'pass', callers: ['operator', 'breakglass', 'machine'] } as const
const vendor = { audience: 'operators', function: 'vendorAdmin', callers: ['vendor-admin'] } as const
const check = { audience: 'operators', function: 'check', callers: ['data-service'] } as const
const approver = { audience: 'customers', function: 'approver', callers: ['approver'] } as const
const auditor = { audience: 'customers', function: 'auditor', callers: ['auditor'] } as const
const link = { audience: 'public', function: 'link', callers: ['anyone'] } as const
const web = { audience: 'public', function: 'web', callers: ['anyone'] } as const

/** Every route of the API, one function each (design §6). The constructs and the functions' routers share it. */
export const routes = [
  { ...startsRequests, method: 'POST', path: '/requests' },
  { ...operators, method: 'GET', path: '/requests' },
  { ...operators, method: 'GET', path: '/requests/{id}' },
  { ...operators, method: 'POST', path: '/requests/{id}/cancel' },
  { ...operators, method: 'POST', path: '/requests/{id}/end' },
  { ...operators, method: 'POST', path: '/requests/{id}/comments' },
  { ...operators, method: 'POST', path: '/requests/{id}/remind' },
  {
    ...operators,
    function: 'receipt',
    method: 'GET',
    path: '/requests/{id}/receipt',
  },
  { ...operators, method: 'GET', path: '/tenants/{id}/environments' },
  { ...breakglass, method: 'POST', path: '/emergency-access' },
  { ...givesOut, method: 'POST', path: '/requests/{id}/access-token' },
  { ...givesOut, method: 'POST', path: '/requests/{id}/aws-credentials' },
  { ...vendor, method: 'PUT', path: '/tenants/{id}' },
  { ...vendor, method: 'PUT', path: '/tenants/{id}/environments/{environmentId}' },
  { ...vendor, method: 'GET', path: '/tenants/{id}/approver-proposal' },
  { ...vendor, method: 'POST', path: '/tenants/{id}/approver-proposal' },
  { ...vendor, method: 'POST', path: '/tenants/{id}/environments/{environmentId}/migration' },
  { ...vendor, method: 'POST', path: '/operators/{id}/end-grants' },
  {
    audience: 'operators',
    function: 'vendorAuditor',
    callers: ['vendor-auditor'],
    method: 'GET',
    path: '/vendor/tenants/{id}/audit',
  },
  { ...check, method: 'POST', path: '/access/check' },
  { ...approver, method: 'GET', path: '/tenant/settings' },
  { ...approver, method: 'PUT', path: '/tenant/settings' },
  { ...approver, method: 'POST', path: '/tenant/approvers/{id}/code' },
  { ...approver, method: 'POST', path: '/tenant/approvers/{id}/confirm' },
  { ...approver, method: 'GET', path: '/tenant/proposal' },
  { ...approver, method: 'POST', path: '/tenant/proposal/stop' },
  { ...approver, method: 'POST', path: '/tenant/proposal/accept' },
  { ...approver, method: 'GET', path: '/tenant/environments' },
  { ...approver, method: 'PUT', path: '/tenant/environments/{id}' },
  { ...approver, method: 'POST', path: '/tenant/environments/{id}/emergency-access' },
  { ...approver, method: 'GET', path: '/tenant/requests' },
  { ...approver, method: 'GET', path: '/tenant/requests/{id}' },
  { ...approver, method: 'POST', path: '/tenant/requests/{id}/decision' },
  { ...approver, method: 'POST', path: '/tenant/requests/{id}/revoke' },
  { ...approver, method: 'POST', path: '/tenant/requests/{id}/mails' },
  { ...approver, method: 'POST', path: '/tenant/requests/{id}/comments' },
  { ...approver, method: 'POST', path: '/tenant/requests/{id}/acknowledge' },
  { ...approver, method: 'POST', path: '/tenant/drills' },
  { ...auditor, method: 'GET', path: '/audit' },
  { ...auditor, method: 'GET', path: '/audit/checkpoints' },
  { ...auditor, method: 'GET', path: '/audit/statements' },
  { ...auditor, method: 'GET', path: '/audit/requests' },
  {
    audience: 'customers',
    function: 'receipt',
    callers: ['approver', 'auditor'],
    method: 'GET',
    path: '/audit/receipts/{requestId}',
  },
  { ...auditor, method: 'POST', path: '/audit/exports' },
  { ...auditor, method: 'GET', path: '/audit/exports/{id}' },
  { ...link, method: 'GET', path: '/decide/{linkId}' },
  { ...link, method: 'HEAD', path: '/decide/{linkId}' },
  { ...link, method: 'POST', path: '/decide/{linkId}' },
  { ...web, method: 'GET', path: '/' },
  { ...web, method: 'HEAD', path: '/' },
  { ...web, method: 'GET', path: '/app/{path+}' },
  { ...web, method: 'GET', path: '/assets/{file}' },
  { ...web, method: 'GET', path: '/config.json' },
  { ...web, method: 'GET', path: '/openapi.json' },
  { ...web, method: 'GET', path: '/.well-known/jwks.json' },
  { ...web, method: 'GET', path: '/.well-known/ledger-keys.json' },
] as const satisfies readonly Route[]
