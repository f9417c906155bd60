import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { root } from '../../infra/local/paths.ts'
import { installedPython } from '../../infra/local/python.ts'
import { withCustomer } from '../support/customers.ts'
import { contractFile, isAnswered, type Operation, operations } from '../support/operations.ts'
import { writtenByTheApi } from '../support/recorded-calls.ts'
import { Story } from '../support/story.ts'

const target = inject('target')
const story = new Story(target)
const folder = mkdtempSync(join(tmpdir(), 'lockbox-schemathesis-'))
const contract = join(folder, 'openapi.json')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let python = ''
/** Operations that no function answers yet. */
const unanswered = new Set<string>()
const tokens: Record<string, string> = {}
beforeAll(async () => {
  python = await installedPython((work) => work(), undefined, join(root, 'test', 'support', 'schemathesis.txt'))
  const { id, approvers } = await story.tenant()
  // The examples' tenant is everybody's in a sandbox; nobody else looks at this one.
  writeFileSync(contract, readFileSync(contractFile, 'utf8').replaceAll('acme-bank', id))
  const customers = await withCustomer(target, id, 'approver', {
    email: approvers[0] ?? '',
    groups: ['approver', 'auditor'],
  })
  for (const operation of operations) {
    const caller = operation.audience === 'customers' ? customers.as('approver') : story.api.as('vendor-admin')
    if (!(await isAnswered(operation, caller))) unanswered.add(operation.operationId)
  }
  Object.assign(tokens, {
    operator: await story.api.token('operator'),
    'vendor-admin': await story.api.token('vendor-admin'),
    approver: await customers.token('approver'),
    'data-service': await story.api.token('data:database'),
  })
})

/** The API by a name that Python resolves too. */
function baseUrl(): string {
  if (!target.endpoint) return target.apiUrl
  const [apiId = ''] = new URL(target.apiUrl).hostname.split('.')
  return `${target.endpoint}/_aws/execute-api/${apiId}/$default`
}

interface Run {
  readonly caller: string
  readonly mode: 'negative' | 'all'
  readonly checks: readonly string[]
  readonly phases: readonly string[]
  readonly seconds: number
  /** @default - all */
  readonly methods?: readonly string[]
}

/** Runs it; gives what it printed when something failed, and how many calls it made by status. */
async function schemathesis({ caller, mode, checks, phases, seconds, methods = [] }: Run) {
  const report = join(folder, `${caller}-${mode}.har`)
  // What another issuer's tokens are for is refused by the gateway, always: the matrix tries that.
  const audience = caller === 'approver' ? 'customers' : 'operators'
  const isTried = ({ audience: of, operationId, method }: Operation) =>
    of === audience && !unanswered.has(operationId) && (methods.length === 0 || methods.includes(method))
  const left = operations.filter((one) => !isTried(one))
  if (left.length === operations.length) return { failed: '', statuses: {}, calls: [] }
  const args = [
    ...['run', contract, '--url', baseUrl()],
    ...['--header', `Authorization: Bearer ${tokens[caller]}`],
    ...['--mode', mode, '--checks', checks.join(','), '--phases', phases.join(',')],
    ...['--max-examples', '8', '--max-time', String(seconds), '--no-shrink'],
    // The same calls in every run.
    ...['--seed', '1', '--generation-deterministic', '--continue-on-failure', '--suppress-health-check', 'all'],
    ...['--warnings', 'off', '--report-har-path', report],
    ...left.flatMap(({ operationId }) => ['--exclude-operation-id', operationId]),
  ]
  const program = 'import sys; from schemathesis.cli import schemathesis; sys.exit(schemathesis())'
  const failed = await promisify(execFile)(python, ['-c', program, ...args], { cwd: folder, maxBuffer: 1 << 26 }).then(
    () => '',
    (error: { stdout?: string; stderr?: string }) => `${error.stdout ?? ''}${error.stderr ?? ''}`,
  )
  if (!existsSync(report)) throw new Error(`nothing was called: ${failed}`)
  const har = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly log: {
      readonly entries: readonly {
        readonly request: { readonly method: string }
        readonly response: { readonly status: number }
      }[]
    }
  }
  const calls = har.log.entries.map(({ request: { method }, response: { status } }) => ({ method, status }))
  const statuses: Record<string, number> = {}
  for (const { status } of calls) statuses[status] = (statuses[status] ?? 0) + 1
  return { failed, statuses, calls }
}

describe('calls made up from the OpenAPI document', () => {
  it.each(['operator', 'vendor-admin', 'approver', 'data-service'])(
    '%s: never a 5xx, every answer as documented',
    async (caller) => {
      const { failed, statuses, calls } = await schemathesis({
        caller,
        mode: 'all',
        checks: [
          'not_a_server_error',
          'status_code_conformance',
          'content_type_conformance',
          'response_schema_conformance',
        ],
        phases: ['examples', 'coverage', 'fuzzing'],
        seconds: 5,
      })
      process.stdout.write(`${caller}: ${calls.length} calls, ${JSON.stringify(statuses)}\n`)
      expect(failed).toBe('')
      // How many it makes in its time depends on the machine; that it made some is what the others stand on.
      expect(calls.length).toBeGreaterThan(10)
      expect(Object.keys(statuses).filter((status) => Number(status) >= 500)).toEqual([])
    },
  )

  it.runIf(target.endpoint).each(['operator', 'approver', 'data-service'])(
    '%s: what is malformed is refused, and writes nothing',
    async (caller) => {
      const since = new Date()
      const { failed, statuses, calls } = await schemathesis({
        caller,
        mode: 'negative',
        checks: ['not_a_server_error'],
        // Examples are valid.
        phases: ['coverage', 'fuzzing'],
        seconds: 3,
        methods: ['POST', 'PUT'],
      })
      process.stdout.write(`${caller}, malformed: ${calls.length} calls, ${JSON.stringify(statuses)}\n`)
      expect(failed).toBe('')
      // It also tries the methods of other operations, and those of nobody.
      const taken = calls.filter(({ method, status }) => /^(POST|PUT)$/.test(method) && status < 400)
      expect(taken).toEqual([])
      expect(await writtenByTheApi(target, since)).toEqual([])
    },
  )
})
