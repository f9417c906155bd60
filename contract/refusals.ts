import type { Operation } from '../functions/contract/operations/operation.ts'
import type { ProblemCode } from '../functions/domain/problems.ts'
import { statusOf } from '../functions/runtime/problem-response.ts'
import type { Route } from '../functions/runtime/routes.ts'
import type { Json } from './components.ts'
import { sortedByKey } from './sorted.ts'

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

/** The answers of an operation that are refusals, by status. */
export function refusals(operation: Operation, route: Route): Readonly<Record<string, Json>> {
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
export function sharedRefusals(paths: Json): Readonly<Record<string, Json>> {
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

/** The members that some codes have beside `code` and `detail`. */
export const problemMembers: Json = {
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
  proposalId: { description: '`RequestAlreadyOpen`: the proposal that waits.', type: 'string' },
  effectiveAt: { description: '`ProposalNotDue`: when it may be accepted.', $ref: '#/components/schemas/Instant' },
  expiresAt: { description: '`RequestExpired`: when its time was over.', $ref: '#/components/schemas/Instant' },
  known: { description: '`UnknownService`: the services that there are.', type: 'array', items: { type: 'string' } },
  state: { description: '`AlreadyDecided`: who was faster led here.', $ref: '#/components/schemas/RequestState' },
  at: { description: '`AlreadyDecided`: when.', type: 'string' },
  by: { description: '`AlreadyDecided`: who.', type: 'string' },
  requestIds: {
    description: '`EnvironmentInUse`: what is open on it.',
    type: 'array',
    items: { type: 'string' },
  },
  tenantIds: {
    description: '`LockboxEnabled`: the organisations whose policy is on.',
    type: 'array',
    items: { type: 'string' },
  },
  ended: {
    description: '`Busy`: the grants that were ended all the same.',
    type: 'array',
    items: { type: 'object', properties: { id: { type: 'string' } } },
  },
  until: { description: '`EmergencyRefused`: when that is over.', $ref: '#/components/schemas/Instant' },
  current: {
    description: '`VersionConflict`: what it is now.',
    anyOf: [{ $ref: '#/components/schemas/Settings' }, { $ref: '#/components/schemas/Environment' }],
  },
}
