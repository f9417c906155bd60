import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { CallerKind } from '../../functions/runtime/routes.ts'
import type { ApiAnswer, ApiClient } from '../../infra/local/api.ts'
import { firstApproverId, withCustomer } from '../support/customers.ts'
import { isAnswered, type Operation, operations } from '../support/operations.ts'
import { writtenByTheApi } from '../support/recorded-calls.ts'
import { type OwnTenant, Story } from '../support/story.ts'

// Every operation of the OpenAPI document, by every role, on every tenant's things: let in exactly where the document's
// own table (`x-lockbox-callers`) says so. Whatever the document gains is tried without a line here.

const target = inject('target')
const story = new Story(target)

type TenantName = 'a' | 'b'

interface Role {
  readonly name: string
  /** Whose issuer signed the token; none: there is no token. */
  readonly audience?: Operation['audience']
  /** What the table calls them. */
  readonly kinds: readonly CallerKind[]
  readonly client: ApiClient
  /** Of customers: in whose token it stands. */
  readonly tenant?: TenantName
}

/** A tenant's things, as a path or a body may name them. */
interface Things {
  readonly tenant: TenantName
  readonly tenantId: string
  readonly environmentId: string
  readonly approverId: string
  readonly request: { readonly id: string; readonly by: string }
  readonly exportId: string
}

const tenants = {} as Record<TenantName, OwnTenant>
const things: Things[] = []
let roles: readonly Role[] = []

/** Each tenant has an environment that the other has not. */
const environmentOf = (tenant: TenantName): string => `only-${tenant}`

async function requestBy(
  by: 'operator' | 'machine',
  tenantId: string,
  environmentId: string,
  service: string,
): Promise<string> {
  const ask = { tenantId, environmentId, service, reason: { type: 'ProductionAlert', detail: 'The disk is full.' } }
  const operator = { id: 'otto@vendor.example', name: 'Otto', email: 'otto@vendor.example' }
  const answer =
    by === 'operator'
      ? await story.api.as('operator').post('/requests', ask)
      : await story.api.as('tooling').post('/requests', { ...ask, operator })
  if (answer.status !== 201) throw new Error(answer.text)
  return answer.body.id as string
}

beforeAll(async () => {
  for (const name of ['a', 'b'] as const) {
    const tenant = await story.tenant()
    tenants[name] = tenant
    const environmentId = environmentOf(name)
    await story.api
      .as('vendor-admin')
      .put(`/tenants/${tenant.id}/environments/${environmentId}`, { name: 'Production' })
    const approverId = await firstApproverId(target, tenant.id)
    const exportId = (await (await story.auditor(tenant.id)).post('/audit/exports')).body.id as string
    for (const by of ['operator', 'machine'] as const) {
      const id = await requestBy(by, tenant.id, environmentId, by === 'operator' ? 'database' : 'files')
      things.push({ tenant: name, tenantId: tenant.id, environmentId, approverId, request: { id, by }, exportId })
    }
  }
  const vendor = (name: Parameters<Story['api']['as']>[0], ...kinds: CallerKind[]): Role => ({
    name: name === 'tooling' ? 'machine' : name,
    audience: 'operators',
    kinds,
    client: story.api.as(name),
  })
  const customer = async (tenant: TenantName, group: 'approver' | 'auditor'): Promise<Role> => {
    const { id, approvers } = tenants[tenant]
    const email = group === 'approver' ? { email: approvers[0] ?? '' } : {}
    return {
      name: `${group} of ${tenant}`,
      audience: 'customers',
      kinds: [group],
      client: (await withCustomer(target, id, group, email)).as(group),
      tenant,
    }
  }
  const nobody = await withCustomer(target, tenants.a.id, 'approver', {
    email: `nobody@${tenants.a.id}.example`,
    groups: [],
  })
  roles = [
    vendor('operator', 'operator'),
    vendor('operator2', 'operator'),
    vendor('breakglass', 'breakglass'),
    vendor('vendor-admin', 'vendor-admin'),
    vendor('vendor-auditor', 'vendor-auditor'),
    vendor('tooling', 'machine'),
    vendor('data:database', 'data-service'),
    await customer('a', 'approver'),
    await customer('b', 'approver'),
    await customer('a', 'auditor'),
    await customer('b', 'auditor'),
    { name: 'customer without groups', audience: 'customers', kinds: [], client: nobody.as('approver'), tenant: 'a' },
    { name: 'anonymous', kinds: [], client: story.api.anonymous },
  ]
})

type Expected = 'let in' | 401 | 403 | 404

/** Whether a path names a thing that is not the caller's to see. */
function isForeign({ path }: Operation, { name, tenant, kinds }: Role, of: Things): boolean {
  // Where there is no grant, whoever asks for what it gives hears that, and not whose it would be.
  if (/\/(access-token|aws-credentials)$/.test(path)) return false
  if (/^\/requests\/\{id\}/.test(path)) return !kinds.includes('vendor-admin') && of.request.by !== name
  if (/^\/(tenant\/\w+\/\{id\}|audit\/(receipts|exports)\/)/.test(path)) return of.tenant !== tenant
  return false
}

const mayCall = ({ audience, kinds }: Role, operation: Operation): boolean =>
  audience === operation.audience && kinds.some((kind) => operation.callers.includes(kind))

function expectedOf(operation: Operation, role: Role, of: Things): Expected {
  if (role.audience !== operation.audience) return 401
  if (!mayCall(role, operation)) return 403
  return isForeign(operation, role, of) ? 404 : 'let in'
}

/** The call with these things in the place of the document's. */
function send({ method, path, examples }: Operation, role: Role, of: Things): Promise<ApiAnswer> {
  const id = /^\/(vendor\/)?tenants\//.test(path)
    ? of.tenantId
    : /\/approvers\//.test(path)
      ? of.approverId
      : /\/environments\//.test(path)
        ? of.environmentId
        : /\/exports\//.test(path)
          ? of.exportId
          : of.request.id
  const filled = path.replace(/\{(id|requestId)\}/, id).replace('{environmentId}', of.environmentId)
  const example = (role.kinds.includes('machine') ? examples.machine : undefined) ?? Object.values(examples)[0]
  const text = JSON.stringify(example)
    ?.replaceAll('"acme-bank"', `"${of.tenantId}"`)
    .replaceAll('"production"', `"${of.environmentId}"`)
  return role.client.send(method, filled, text, text === undefined ? {} : { 'content-type': 'application/json' })
}

/** What a caller gets to hear who is not let in. */
const shutOut = new Set(['Unauthenticated', 'Forbidden', 'NotAnApprover'])
const notThere = new Set(['NotFound', 'UnknownEnvironment', 'UnknownTenant'])

function isAs(expected: Expected, { path }: Operation, { status, code = '' }: ApiAnswer): boolean {
  if (expected === 401) return status === 401
  if (expected === 403) return status === 403 && code === 'Forbidden'
  if (expected === 404) return status === 404 && notThere.has(code)
  const found = !path.includes('{') || !notThere.has(code)
  return status !== 401 && status < 500 && !shutOut.has(code) && found
}

interface Case {
  readonly role: Role
  readonly of: Things
  readonly expected: Expected
}

/** Where a path names nothing, one of a tenant's things is as good as another. */
const casesOf = (operation: Operation): readonly Case[] =>
  roles.flatMap((role) =>
    (/requests\/\{id\}|\{requestId\}/.test(operation.path)
      ? things
      : things.filter(({ request }) => request.by === 'operator')
    ).map((of) => ({ role, of, expected: expectedOf(operation, role, of) })),
  )

/** Refused ones all at once; those that are let in one after the other, so that they do not stand in each other's way. */
async function tryAll(operation: Operation, cases: readonly Case[]): Promise<readonly string[]> {
  const wrong: string[] = []
  const one = async ({ role, of, expected }: Case) => {
    const answer = await send(operation, role, of)
    const other = tenants[of.tenant === 'a' ? 'b' : 'a'].id
    const leaks = role.tenant !== undefined && role.tenant === of.tenant && answer.text.includes(other)
    if (!isAs(expected, operation, answer) || leaks)
      wrong.push(
        `${operation.operationId} by ${role.name} on a request of ${of.tenant} by ${of.request.by}: ${answer.status} ${answer.code ?? ''} instead of ${expected}${leaks ? `, and it names ${other}` : ''}`,
      )
  }
  if (cases.every(({ expected }) => expected !== 'let in')) await Promise.all(cases.map(one))
  else for (const each of cases) await one(each)
  return wrong
}

describe('every role on every operation and every tenant’s things', () => {
  const counts: Record<string, number> = {}
  const unanswered = new Set<string>()

  it('whoever is refused is refused as documented, and nothing is written', async () => {
    for (const operation of operations) {
      const { client } = roles.find((role) => mayCall(role, operation)) ?? { client: story.api.anonymous }
      if (!(await isAnswered(operation, client))) unanswered.add(operation.operationId)
    }
    const since = new Date()
    for (const operation of operations.filter(({ operationId }) => !unanswered.has(operationId))) {
      const cases = casesOf(operation).filter(({ expected }) => expected !== 'let in')
      for (const { expected } of cases) counts[expected] = (counts[expected] ?? 0) + 1
      expect(await tryAll(operation, cases), operation.operationId).toEqual([])
    }
    if (!target.endpoint) return
    expect(await writtenByTheApi(target, since)).toEqual([])
  })

  it.each(operations)('$operationId lets in whom the document names', async (operation) => {
    if (unanswered.has(operation.operationId)) return
    const cases = casesOf(operation).filter(({ expected }) => expected === 'let in')
    counts['let in'] = (counts['let in'] ?? 0) + cases.length
    expect(cases.length).toBeGreaterThan(0)
    expect(await tryAll(operation, cases)).toEqual([])
  })

  it('has tried them all', () => {
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
    process.stdout.write(`${all} cases of ${operations.length} operations: ${JSON.stringify(counts)}\n`)
    expect([...unanswered]).toEqual([])
    expect(all).toBeGreaterThan(operations.length * roles.length)
  })
})
