import { describe, expect, test } from 'vitest'
import { metrics } from '../../functions/runtime/metrics.ts'
import { entryPoints } from '../../infra/bundle.ts'
import { codeIn, pageNames, pageText, sectionOf, tableOf } from '../support/pages.ts'
import { stackOf } from '../support/stack.ts'

const stack = stackOf('production')
const architecture = pageText('docs/architecture.md')

interface Statement {
  readonly Action: string | readonly string[]
  readonly Resource: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** How the page names what a role may do to an item. */
const verbs: Readonly<Record<string, string>> = {
  'dynamodb:PartiQLInsert': 'insert',
  'dynamodb:PutItem': 'put',
  'dynamodb:UpdateItem': 'update',
  'dynamodb:DeleteItem': 'delete',
}

interface Right {
  readonly who: string
  readonly table: 'State' | 'Ledger'
  readonly verb: string
  readonly prefix: string
}

/** Every right to write an item that the template grants. */
const rights: readonly Right[] = stack.all('AWS::IAM::Policy').flatMap(({ Properties }) => {
  const [{ Ref: role }] = Properties.Roles as [{ Ref: string }]
  const name = role.replace(/^Functions/, '').replace(/Role[0-9A-F]{8}$/, '')
  const who = name === 'Workflow' ? 'state machine' : name.charAt(0).toLowerCase() + name.slice(1)
  return (Properties.PolicyDocument.Statement as Statement[]).flatMap(({ Action, Resource, Condition }) =>
    [Action].flat().flatMap((action) => {
      const verb = verbs[action]
      if (!verb) return []
      const table = JSON.stringify(Resource).includes('"Ledger') ? ('Ledger' as const) : ('State' as const)
      const keys = [Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? []].flat()
      return keys.map((key) => ({ who, table, verb, prefix: key.replace(/\*$/, '') }))
    }),
  )
})

describe('who may write what, in docs/architecture.md', () => {
  const tables = sectionOf(architecture, '## Who may write what').split('Table `Ledger`')
  test.each(['State', 'Ledger'] as const)('in %s', (table) => {
    const text = tables[table === 'State' ? 0 : 1] ?? ''
    const shown = tableOf(text, 'partition key', 'sort key', 'holds', 'who may write')
    const prefixes = shown.map(([key]) => codeIn(key)[0]?.replace('<tenant>', '') ?? '')
    for (const [i, [, , , writers = '']] of shown.entries()) {
      const expected = rights.filter((r) => r.table === table && prefixes[i]?.startsWith(r.prefix))
      const told = writers
        .split('; ')
        .filter(Boolean)
        .flatMap((writer) => {
          const [who = '', does = ''] = writer.split(': ')
          return does.split(', ').map((verb) => `${who} ${verb}`)
        })
      expect(told.sort(), prefixes[i]).toEqual([...new Set(expected.map(({ who, verb }) => `${who} ${verb}`))].sort())
    }
    // Nothing that a role may write is left out.
    const missing = rights.filter((r) => r.table === table && !prefixes.some((prefix) => prefix.startsWith(r.prefix)))
    expect(missing).toEqual([])
  })
})

test('docs/architecture.md lists every function', () => {
  const shown = tableOf(architecture, 'function', 'called by', 'does').map(([name]) => codeIn(name)[0])
  expect(shown.sort()).toEqual(Object.keys(entryPoints).sort())
})

test('the monthly costs count what the stack has', () => {
  const rows = tableOf(pageText('docs/deploying.md'), 'what', 'how many', 'USD each', 'USD per month')
  const many = (what: string) => Number(rows.find(([name]) => name?.startsWith(what))?.[1])
  expect(many('alarms')).toBe(stack.all('AWS::CloudWatch::Alarm').length)
  expect(many('keys')).toBe(stack.all('AWS::KMS::Key').length)
  expect(many('metrics')).toBe(Object.keys(metrics).length)
})

test('docs/api.md says how many calls a second the gateway takes', () => {
  const [, all, link] = /429 above (\d+) calls a second, or (\d+) a second/.exec(pageText('docs/api.md')) ?? []
  const { DefaultRouteSettings, RouteSettings } = stack.the('AWS::ApiGatewayV2::Stage').Properties
  expect(Number(all)).toBe(DefaultRouteSettings.ThrottlingRateLimit)
  expect(Number(link)).toBe(RouteSettings['POST /decide/{linkId}'].ThrottlingRateLimit)
})

test.each(pageNames)('%s names outputs that the stack has', (name) => {
  const text = pageText(name)
  const named = [
    ...[...text.matchAll(/\boutputs? `(\w+)`/g)].map(([, output]) => output),
    ...[...text.matchAll(/<((?:Operator|Customer|Machine|Sweep|Api|Outcome|DeadLetter)[A-Z]\w+)>/g)].map(
      ([, output]) => output,
    ),
  ]
  expect(named.filter((output) => output === undefined || !(output in stack.outputs))).toEqual([])
})
