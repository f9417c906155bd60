import { operations, publicOperations } from '../functions/contract/operations/all.ts'
import type { Operation, RouteKey } from '../functions/contract/operations/operation.ts'
import { nameForm, tenantForm, ulidForm } from '../functions/domain/ids.ts'
import type { ProblemCode } from '../functions/domain/problems.ts'
import { statusOf } from '../functions/runtime/problem-response.ts'
import { type CallerKind, type Route, routes } from '../functions/runtime/routes.ts'
import packageJson from '../package.json' with { type: 'json' }
import { componentSchemas, entriesOf, type Json, referenceTo, schemaOf } from './components.ts'

/** The scope that a kind of caller's token carries; groups are no scopes, so a person's says who signed them in only. */
const scopeOf = (caller: CallerKind): string => (caller === 'machine' ? 'lockbox/requests' : 'openid')

const tags: Readonly<Record<Operation['tag'], string>> = {
  Requests: 'The vendor asks for access, and follows what becomes of it.',
  Tenants: 'What the vendor says of its customers: that they exist, and what their environments are called.',
  Settings: 'What the customer decides about its own lockbox.',
  Decisions: 'What the customer sees of requests, and decides.',
  Audit: "The customer's own record.",
  Deployment: 'What clients know before anybody signs in.',
}

/** Path parameters by the path up to them; the names in paths are the gateway's, and say less. */
const pathParameters: readonly (readonly [prefix: RegExp, parameter: string])[] = [
  [/^\/(tenant\/)?requests\/\{id\}/, 'RequestId'],
  [/^\/tenants\/\{id\}/, 'TenantId'],
  [/^\/tenant\/approvers\/\{id\}/, 'ApproverId'],
  [/^\/tenant\/environments\/\{id\}/, 'EnvironmentId'],
]

const text = (form: RegExp, example: string): Json => ({ type: 'string', pattern: form.source, examples: [example] })

const parameters: Readonly<Record<string, Json>> = {
  RequestId: {
    name: 'id',
    description: '`<tenant>.<ULID>`',
    schema: text(new RegExp(`^${inner(tenantForm)}\\.${inner(ulidForm)}$`), 'acme-bank.01KAQ4W2Z0HJ6T9Q5R3N8XVB7C'),
  },
  TenantId: { name: 'id', description: 'A tenant', schema: text(tenantForm, 'acme-bank') },
  ApproverId: { name: 'id', description: "On the tenant's list", schema: text(ulidForm, '01KAQ4W2Z0HJ6T9Q5R3N8XVB7C') },
  EnvironmentId: { name: 'id', description: 'An environment', schema: text(nameForm, 'production') },
  TenantEnvironmentId: { name: 'environmentId', description: 'An environment', schema: text(nameForm, 'production') },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'An `ETag` that was got before: 304 when nothing has changed.',
    schema: { type: 'string', maxLength: 200 },
  },
}

function inner(form: RegExp): string {
  return form.source.replace(/^\^|\$$/g, '')
}

const reference = (name: string): Json => ({ $ref: `#/components/parameters/${name}` })

function pathParametersOf(path: string): readonly Json[] {
  const found = pathParameters.filter(([prefix]) => prefix.test(path)).map(([, parameter]) => reference(parameter))
  return path.includes('{environmentId}') ? [...found, reference('TenantEnvironmentId')] : found
}

const ofEveryBody: readonly ProblemCode[] = ['InvalidRequest', 'PayloadTooLarge', 'UnsupportedMediaType']
const ofEveryToken: readonly ProblemCode[] = ['Unauthenticated', 'Forbidden']

/** Every refusal of an operation, its own and those of its kind. */
function problemsOf(operation: Operation, { audience }: Route): readonly ProblemCode[] {
  return [
    ...(operation.body ? ofEveryBody : operation.query ? (['InvalidRequest'] as const) : []),
    ...(audience === 'public' ? [] : ofEveryToken),
    ...operation.problems,
    'InternalError',
  ]
}

/** What the gateway refuses before any function is called has no code. */
const gatewayRefusal: Json = { schema: { $ref: '#/components/schemas/GatewayRefusal' } }
const byGateway = new Set([401, 429, 503])

function refusals(operation: Operation, route: Route): Readonly<Record<string, Json>> {
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of new Set(problemsOf(operation, route))) {
    const status = statusOf({ code, detail: '' })
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  for (const status of byGateway) if (!byStatus.has(status)) byStatus.set(status, [])
  if (route.audience === 'public') byStatus.delete(401)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => {
      const name = codes.length < 2 ? (codes[0] ?? gatewayOnly(status)) : undefined
      return [status, name ? { $ref: `#/components/responses/${name}` } : refusal(status, codes)]
    }),
  )
}

const gatewayOnly = (status: number): string => `Gateway${status}`

function refusal(status: number, codes: readonly ProblemCode[]): Json {
  return {
    description: codes.length > 0 ? codes.map((code) => `\`${code}\``).join(', ') : 'Refused by the gateway.',
    content: {
      ...(codes.length > 0 && {
        'application/problem+json': {
          schema: {
            allOf: [
              { $ref: '#/components/schemas/Problem' },
              { type: 'object', properties: { code: { type: 'string', enum: codes } } },
            ],
          },
        },
      }),
      ...(byGateway.has(status) && { 'application/json': gatewayRefusal }),
    },
  }
}

/** The refusals that have one reason, by its code: most of what operations share. Those that nobody refers to are left out. */
function sharedRefusals(paths: Json): Readonly<Record<string, Json>> {
  const referred = new Set(
    [...JSON.stringify(paths).matchAll(/#\/components\/responses\/(\w+)/g)].map(([, name = '']) => name),
  )
  const shared = [...referred].map((name): [string, Json] => {
    const [, gateway] = /^Gateway(\d+)$/.exec(name) ?? []
    if (gateway) return [name, refusal(Number(gateway), [])]
    const code = name as ProblemCode
    return [name, refusal(statusOf({ code, detail: '' }), [code])]
  })
  return sortedByKey(Object.fromEntries(shared))
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
      ...(operation.conditional ? [reference('IfNoneMatch')] : []),
    ],
    ...(requestBody && { requestBody }),
    responses: sortedByKey({ ...answersOf(operation), ...refusals(operation, route) }),
  }
}

/** The members that some codes have beside `code` and `detail`. */
const problemMembers: Json = {
  errors: {
    description: '`InvalidRequest`: every fault with its place.',
    type: 'array',
    items: {
      type: 'object',
      properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
      required: ['pointer', 'detail'],
    },
  },
  requestId: { description: '`RequestAlreadyOpen`: the request that is open.', type: 'string' },
  known: { description: '`UnknownService`: the services that there are.', type: 'array', items: { type: 'string' } },
  state: { description: '`AlreadyDecided`: who was faster led here.', $ref: '#/components/schemas/RequestState' },
  at: { description: '`AlreadyDecided`: when.', type: 'string' },
  by: { description: '`AlreadyDecided`: who.', type: 'string' },
  current: {
    description: '`VersionConflict`: what it is now.',
    anyOf: [{ $ref: '#/components/schemas/Settings' }, { $ref: '#/components/schemas/Environment' }],
  },
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

const sortedByKey = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))

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
        scopes: { 'lockbox/requests': 'Support tooling: it names the operator that it acts for' },
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
