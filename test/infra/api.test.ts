import { describe, expect, test } from 'vitest'
import { routes } from '../../functions/runtime/routes.ts'
import { configuration as production } from '../../infra/deployments/example-production.ts'
import { stackOf } from '../support/stack.ts'

const stack = stackOf('production')
const made = stack.all('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties)
const stage = stack.the('AWS::ApiGatewayV2::Stage').Properties
const authorizers = Object.fromEntries(
  stack.all('AWS::ApiGatewayV2::Authorizer').map(({ id, Properties }) => [id, Properties]),
)

const keyOf = ({ method, path }: { readonly method: string; readonly path: string }) => `${method} ${path}`

test('has the routes that the functions know, and no others', () => {
  expect(made.map((route) => route.RouteKey).sort()).toEqual(routes.map(keyOf).sort())
})

describe.each(routes.map((route) => [keyOf(route), route] as const))('%s', (key, { audience, function: name }) => {
  const route = made.find(({ RouteKey }) => RouteKey === key)

  test(`is for ${audience}`, () => {
    if (audience === 'public') {
      expect(route?.AuthorizationType).toBe('NONE')
      return
    }
    const authorizer = route?.AuthorizerId.Ref as string
    expect(route?.AuthorizationType).toBe('JWT')
    expect(authorizer.toLowerCase()).toContain(audience)
  })
  test(`is answered by ${name}`, () => {
    const [, [, integration]] = route?.Target['Fn::Join'][1] ? ['', ['', route.Target['Fn::Join'][1][1].Ref]] : ['', []]
    expect(String(integration).toLowerCase()).toContain(name.toLowerCase())
  })
})

describe('authorizers', () => {
  test('are two, of two issuers', () => {
    const issuers = Object.values(authorizers).map((a) => JSON.stringify(a.JwtConfiguration.Issuer))
    expect(new Set(issuers).size).toBe(2)
  })
  test('let people of both in, by admin centre and command line, and machines of the operators: tooling and every service', () => {
    const audiences = Object.entries(authorizers).map(([id, a]) => [
      id.includes('Operators') ? 'operators' : 'customers',
      a.JwtConfiguration.Audience.length,
    ])
    expect(Object.fromEntries(audiences)).toEqual({ operators: 3 + production.catalogue.length, customers: 2 })
  })
})

describe('the stage', () => {
  test('throttles all calls, and those without a token more', () => {
    expect(stage.DefaultRouteSettings.ThrottlingRateLimit).toBeGreaterThan(0)
    for (const route of routes.filter(({ audience }) => audience === 'public')) {
      const own = stage.RouteSettings[keyOf(route)]
      expect(own.ThrottlingRateLimit).toBeLessThan(stage.DefaultRouteSettings.ThrottlingRateLimit)
    }
  })
  test('lets the files of a page come at once, and codes be guessed slowly', () => {
    expect(stage.RouteSettings['GET /assets/{file}'].ThrottlingBurstLimit).toBeGreaterThanOrEqual(100)
    expect(stage.RouteSettings['POST /decide/{linkId}'].ThrottlingRateLimit).toBeLessThanOrEqual(10)
  })
  test('logs which route was called: no path, since a path carries a link id, no address, no token', () => {
    const format: string = stage.AccessLogSettings.Format
    expect(format).toContain('$context.routeKey')
    for (const telling of ['path', 'Path', 'sourceIp', 'userAgent', 'header', 'authorizer.claims', 'queryString'])
      expect(format).not.toContain(telling)
  })
})

test('with a domain of its own the API cannot be called around it', () => {
  expect(stack.the('AWS::ApiGatewayV2::Api').Properties.DisableExecuteApiEndpoint).toBe(true)
  expect(stackOf('sandbox').the('AWS::ApiGatewayV2::Api').Properties.DisableExecuteApiEndpoint).toBeFalsy()
})
