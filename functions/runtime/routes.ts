/** Who may call a route: decides the JWT authorizer in front of it. `public` routes have none. */
export type Audience = 'operators' | 'customers' | 'public'

/** The functions that answer HTTP calls. */
export type ApiFunction = 'operator' | 'vendorAdmin' | 'auditor' | 'link'

export interface Route {
  readonly audience: Audience
  readonly function: ApiFunction
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT'
  readonly path: string
}

/** Every route of the API, one caller kind each (design §6). The constructs and the functions' routers share it. */
export const routes = [
  { audience: 'operators', function: 'operator', method: 'POST', path: '/requests' },
  { audience: 'operators', function: 'operator', method: 'GET', path: '/requests' },
  { audience: 'operators', function: 'operator', method: 'GET', path: '/requests/{id}' },
  { audience: 'operators', function: 'operator', method: 'POST', path: '/requests/{id}/cancel' },
  { audience: 'operators', function: 'operator', method: 'POST', path: '/requests/{id}/end' },
  { audience: 'operators', function: 'vendorAdmin', method: 'PUT', path: '/tenants/{id}' },
  { audience: 'operators', function: 'vendorAdmin', method: 'PUT', path: '/tenants/{id}/environments/{environmentId}' },
  { audience: 'customers', function: 'auditor', method: 'GET', path: '/audit' },
  { audience: 'public', function: 'link', method: 'GET', path: '/' },
  { audience: 'public', function: 'link', method: 'HEAD', path: '/' },
  { audience: 'public', function: 'link', method: 'GET', path: '/decide/{linkId}' },
  { audience: 'public', function: 'link', method: 'HEAD', path: '/decide/{linkId}' },
  { audience: 'public', function: 'link', method: 'POST', path: '/decide/{linkId}' },
] as const satisfies readonly Route[]
