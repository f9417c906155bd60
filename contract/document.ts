import { operations, publicOperations } from '../functions/contract/operations/all.ts'
import type { Operation, RouteKey } from '../functions/contract/operations/operation.ts'
import { type CallerKind, type Route, routes } from '../functions/runtime/routes.ts'
import packageJson from '../package.json' with { type: 'json' }
import { componentSchemas, entriesOf, type Json, referenceTo, schemaOf } from './components.ts'
import { parameterReference, parameters, pathParametersOf } from './parameters.ts'
import { problemMembers, refusals, sharedRefusals } from './refusals.ts'
import { sortedByKey } from './sorted.ts'

/** The scopes of machines; groups are no scopes, so a person's says who signed them in only. */
const machineScopes: Readonly<Partial<Record<CallerKind, string>>> = {
  machine: 'lockbox/requests',
  'data-service': 'lockbox/check',
}
const scopeOf = (caller: CallerKind): string => machineScopes[caller] ?? 'openid'

const tags: Readonly<Record<Operation['tag'], string>> = {
  Requests: 'The vendor asks for access, and follows what becomes of it.',
  Tenants: 'What the vendor says of its customers: that they exist, and what their environments are called.',
  Settings: 'What the customer decides about its own lockbox.',
  Decisions: 'What the customer sees of requests, and decides.',
  Audit: "The customer's own record.",
  Deployment: 'What clients know before anybody signs in.',
  Access: 'What an open grant is used with, and how data services keep the door.',
}

const answersOf = ({ answers, conditional }: Operation): Readonly<Record<string, Json>> => ({
  ...Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema }]) => [
      status,
      {
        description,
        ...(conditional && {
          headers: { ETag: { description: 'Changes when the answer does.', schema: { type: 'string' } } },
        }),
        ...(schema && { content: { 'application/json': { schema: referenceTo(schema) } } }),
      },
    ]),
  ),
  ...(conditional && { 304: { description: 'What you have is still so.' } }),
})

function bodyOf({ body }: Operation): Json | undefined {
  if (!body) return undefined
  const examples = Object.entries(body.examples).map(([name, value]) => [name, { value }])
  return {
    required: body.optional !== true,
    content: { 'application/json': { schema: referenceTo(body.schema), examples: Object.fromEntries(examples) } },
  }
}

function operationOf(route: Route, operation: Operation): Json {
  const { audience, callers } = route
  const requestBody = bodyOf(operation)
  const query = operation.query ? entriesOf(operation.query) : []
  const headers = Object.entries(operation.headers ?? {})
  const scopes = [...new Set(callers.map(scopeOf))]
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description && { description: operation.description }),
    'x-lockbox-callers': callers,
    security: audience === 'public' ? [] : scopes.map((scope) => ({ [audience]: [scope] })),
    parameters: [
      ...pathParametersOf(route.path),
      ...query.map(({ name, required, schema }) => ({ name, in: 'query', required, schema })),
      ...headers.map(([name, { schema, description }]) => ({
        name,
        in: 'header',
        required: false,
        description,
        schema: schemaOf(schema),
      })),
      ...(operation.conditional ? [parameterReference('IfNoneMatch')] : []),
    ],
    ...(requestBody && { requestBody }),
    responses: sortedByKey({ ...answersOf(operation), ...refusals(operation, route) }),
  }
}

/** The schemas that paths lead to. What only a route of another release would refer to is left out. */
function reached(schemas: Readonly<Record<string, Json>>, from: unknown): Readonly<Record<string, Json>> {
  const found = new Map<string, Json>()
  const follow = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const schema = schemas[name]
      if (!schema) throw new Error(`there is no schema ${name}`)
      if (found.has(name)) continue
      found.set(name, schema)
      follow(schema)
    }
  }
  follow(from)
  return sortedByKey(Object.fromEntries(found))
}

/** OAuth 2.0 endpoints are a deployment's own: `/config.json` says them. */
const signIn = (audience: string, machines: boolean): Json => ({
  type: 'oauth2',
  description: `Access tokens of the ${audience}' issuer. The addresses below stand for those in /config.json.`,
  flows: {
    authorizationCode: {
      authorizationUrl: `https://${audience}.sign-in.invalid/oauth2/authorize`,
      tokenUrl: `https://${audience}.sign-in.invalid/oauth2/token`,
      scopes: { openid: 'A person; the group in their token says what they may call' },
    },
    ...(machines && {
      clientCredentials: {
        tokenUrl: `https://${audience}.sign-in.invalid/oauth2/token`,
        scopes: {
          'lockbox/requests': 'Support tooling: it names the operator that it acts for',
          'lockbox/check': 'Data services, each with a client of its own',
        },
      },
    }),
  },
})

function pathsOf(): Readonly<Record<string, Json>> {
  const paths: Record<string, Json> = {}
  for (const route of routes as readonly Route[]) {
    const key = `${route.method} ${route.path}`
    const operation = operations[key as RouteKey] ?? publicOperations[key]
    if (operation)
      paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, operation) }
  }
  return sortedByKey(paths)
}

/** The OpenAPI 3.1 document of the API: the same for every deployment. */
export function openApiDocument(): Json {
  const named = componentSchemas()
  const problem = named.Problem as { readonly properties: Json }
  const schemas = {
    ...named,
    Problem: { ...problem, properties: { ...problem.properties, ...problemMembers } },
    GatewayRefusal: {
      type: 'object',
      description: 'What the gateway refuses before any function is called.',
      properties: { message: { type: 'string' } },
      required: ['message'],
    },
  }
  const paths = pathsOf()
  const responses = sharedRefusals(paths)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Customer Lockbox',
      version: packageJson.version,
      summary: "No support access without the customer's approval",
      description:
        'Times are RFC 3339 in UTC, durations ISO 8601. Unknown fields and query parameters are refused. A refusal is ' +
        '`application/problem+json` (RFC 9457) with a stable `code`. `x-lockbox-callers` names the groups and machines that ' +
        'get past the first check of an operation; what they then see is narrower: their own requests, their own tenant.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The deployment that serves this document' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: { operators: signIn('operators', true), customers: signIn('customers', false) },
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([name, one]) => [name, { in: 'path', required: true, ...one }]),
      ),
      responses,
      schemas: reached(schemas, { paths, responses }),
    },
  }
}
