import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { root } from '../../infra/local/paths.ts'
import { installedPython } from '../../infra/local/python.ts'
import { withCustomer } from '../support/customers.ts'
import { contractFile, isAnswered, operations } from '../support/operations.ts'
import { writtenByTheApi } from '../support/recorded-calls.ts'
import { Story } from '../support/story.ts'

const target = inject('target')
const story = new Story(target)
const folder = mkdtempSync(join(tmpdir(), 'lockbox-schemathesis-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let python = ''
/** Operations that no function answers yet. */
const unanswered: string[] = []
const tokens: Record<string, string> = {}
beforeAll(async () => {
  python = await installedPython((work) => work(), undefined, join(root, 'test', 'support', 'schemathesis.txt'))
  const { id, approvers } = await story.tenant()
  const customers = await withCustomer(target, id, 'approver', {
    email: approvers[0] ?? '',
    groups: ['approver', 'auditor'],
  })
  for (const operation of operations) {
    const caller = operation.audience === 'customers' ? customers.as('approver') : story.api.as('vendor-admin')
    if (!(await isAnswered(operation, caller))) unanswered.push('--exclude-operation-id', operation.operationId)
  }
  Object.assign(tokens, {
    operator: await story.api.token('operator'),
    'vendor-admin': await story.api.token('vendor-admin'),
    approver: await customers.token('approver'),
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
  readonly seconds: number
  readonly more?: readonly string[]
}

/** Runs it; gives what it printed when something failed, and how many calls it made by status. */
async function schemathesis({ caller, mode, checks, seconds, more = [] }: Run) {
  const report = join(folder, `${caller}-${mode}.har`)
  const args = [
    ...['run', contractFile, '--url', baseUrl()],
    ...['--header', `Authorization: Bearer ${tokens[caller]}`],
    ...['--mode', mode, '--checks', checks.join(','), '--phases', 'examples,coverage,fuzzing'],
    ...['--max-examples', '8', '--max-time', String(seconds), '--no-shrink'],
    // The same calls in every run.
    ...['--seed', '1', '--generation-deterministic', '--continue-on-failure', '--suppress-health-check', 'all'],
    ...['--warnings', 'off', '--report-har-path', report, ...unanswered, ...more],
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
  const statuses: Record<string, number> = {}
  for (const { response } of har.log.entries) statuses[response.status] = (statuses[response.status] ?? 0) + 1
  return { failed, statuses, calls: har.log.entries.length }
}

describe('calls made up from the OpenAPI document', () => {
  it.each(['operator', 'vendor-admin', 'approver'])('%s: never a 5xx, every answer as documented', async (caller) => {
    const { failed, statuses, calls } = await schemathesis({
      caller,
      mode: 'all',
      checks: [
        'not_a_server_error',
        'status_code_conformance',
        'content_type_conformance',
        'response_schema_conformance',
      ],
      seconds: 15,
    })
    process.stdout.write(`${caller}: ${calls} calls, ${JSON.stringify(statuses)}\n`)
    expect(failed).toBe('')
    expect(calls).toBeGreaterThan(100)
    expect(Object.keys(statuses).filter((status) => Number(status) >= 500)).toEqual([])
  })

  it.runIf(target.endpoint).each(['operator', 'approver'])(
    '%s: what is malformed is refused, and writes nothing',
    async (caller) => {
      const since = new Date()
      const { failed, statuses, calls } = await schemathesis({
        caller,
        mode: 'negative',
        checks: ['not_a_server_error'],
        seconds: 10,
        more: ['--include-method', 'POST', '--include-method', 'PUT'],
      })
      process.stdout.write(`${caller}, malformed: ${calls} calls, ${JSON.stringify(statuses)}\n`)
      expect(failed).toBe('')
      expect(Object.keys(statuses).filter((status) => Number(status) < 400)).toEqual([])
      expect(await writtenByTheApi(target, since)).toEqual([])
    },
  )
})
