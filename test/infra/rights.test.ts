import { describe, expect, test } from 'vitest'
import { domains } from '../../functions/domain/keys.ts'
import { type Stack, type Stage, stackOf, stages } from '../support/stack.ts'

interface Statement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action: string | readonly string[]
  readonly Resource: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** One action that a role may do; on items of a table, held to prefixes of partition keys. */
interface Right {
  /** Who: `Operator`, `Link`, …, `Workflow` for the state machine. */
  readonly who: string
  readonly action: string
  readonly table?: 'State' | 'Ledger'
  readonly index?: string
  readonly prefixes?: readonly string[]
  readonly attributes?: readonly string[]
  readonly statement: Statement
}

function rightsIn(stack: Stack): readonly Right[] {
  return stack.all('AWS::IAM::Policy').flatMap(({ Properties }) => {
    const [{ Ref: role }] = Properties.Roles as [{ Ref: string }]
    const who = role.replace(/^Functions/, '').replace(/Role[0-9A-F]{8}$/, '')
    return (Properties.PolicyDocument.Statement as Statement[]).flatMap((statement) => {
      const { Condition } = statement
      const resource = JSON.stringify(statement.Resource)
      const table = resource.includes('"State') ? 'State' : resource.includes('"Ledger') ? 'Ledger' : undefined
      const index = /\/index\/(\w+)/.exec(resource)?.[1]
      const prefixes = Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']
      const attributes = Condition?.['ForAllValues:StringEquals']?.['dynamodb:Attributes']
      return [statement.Action].flat().map((action) => ({
        who,
        action,
        statement,
        ...(table && { table }),
        ...(index && { index }),
        ...(prefixes && { prefixes: [prefixes].flat() }),
        ...(attributes && { attributes: [attributes].flat() }),
      }))
    })
  })
}

const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'PartiQLInsert'].map((name) => `dynamodb:${name}`)
const streams = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((name) => `dynamodb:${name}`)

describe.each<Stage>([...stages])('%s', (stage) => {
  const rights = rightsIn(stackOf(stage))
  const items = rights.filter(({ action }) => action.startsWith('dynamodb:') && !streams.includes(action))
  /** Who may do an action on partition keys that start so, e.g. `Link PutItem`. */
  const who = (prefix: string, actions = writes, table = 'State') =>
    items
      .filter((right) => right.table === table && actions.includes(right.action))
      .filter(({ prefixes = [''] }) =>
        prefixes.some((p) => prefix.startsWith(p.replace('*', '')) || p.startsWith(prefix)),
      )
      .map((right) => `${right.who} ${right.action.replace('dynamodb:', '')}`)
      .sort()
  const only = (name: string, action: string, of: string) =>
    items.filter((r) => r.who === name && r.action === `dynamodb:${action}` && r.prefixes?.includes(`${of}*`))

  test('every right to items is held to leading keys', () => {
    expect(items.filter(({ prefixes }) => !prefixes || prefixes.length === 0 || prefixes.includes('*'))).toEqual([])
  })
  test('nobody may scan, write in batches, or change and drop by PartiQL', () => {
    const used = new Set(items.map(({ action }) => action.replace('dynamodb:', '')))
    expect([...used].sort()).toEqual([
      'BatchGetItem',
      'ConditionCheckItem',
      'DeleteItem',
      'GetItem',
      'PartiQLInsert',
      'PutItem',
      'Query',
      'UpdateItem',
    ])
  })
  test('no right has a wildcard action, and none is on every resource where AWS knows resources', () => {
    const unbound = rights.filter(({ statement }) => JSON.stringify(statement.Resource) === '"*"')
    expect(rights.filter(({ action }) => action.includes('*'))).toEqual([])
    expect(unbound.filter(({ action }) => !/^(logs:|dynamodb:ListStreams$|xray:)/.test(action))).toEqual([])
  })
  test('each role writes to its own log only', () => {
    for (const { who: name, statement } of rights.filter((r) => r.action === 'logs:PutLogEvents'))
      expect(JSON.stringify(statement.Resource)).toContain(`"Functions${name}Log`)
  })

  describe('State', () => {
    test('the customer’s settings: the vendor creates them once, nobody changes them', () => {
      expect(who('customer#')).toEqual(['VendorAdmin PartiQLInsert'])
    })
    test('no role takes an environment out of the policy: that will be the customer’s', () => {
      expect(who('unmanaged#')).toEqual([])
    })
    test('environments are the vendor administrator’s', () => {
      expect(who('environment#')).toEqual(['VendorAdmin PutItem'])
    })
    test('a door is put by link alone, without the mark; marked by the ledger alone; closed by operator and end', () => {
      expect(who('door#')).toEqual(['End DeleteItem', 'Ledger UpdateItem', 'Link PutItem', 'Operator DeleteItem'])
      expect(only('Link', 'PutItem', 'door#')[0]?.attributes).not.toContain('recordedSeq')
      expect(only('Link', 'PutItem', 'door#')[0]?.attributes).toContain('accessUntil')
      expect(only('Ledger', 'UpdateItem', 'door#')[0]?.attributes).toEqual(['pk', 'sk', 'recordedSeq'])
    })
    test('requests are written by those whose job it is', () => {
      expect(who('request#')).toEqual([
        'End UpdateItem',
        'Link UpdateItem',
        'Notify UpdateItem',
        'Operator PutItem',
        'Operator UpdateItem',
        'Settle UpdateItem',
        'Workflow UpdateItem',
      ])
    })
    test('only link decides and grants', () => {
      const decide = items.filter(
        (r) => writes.includes(r.action) && (r.prefixes ?? []).includes('request#*') && r.table === 'State',
      )
      for (const attribute of ['decided', 'granted', 'wrongCodes'] as const) {
        const able = decide.filter((r) => !r.attributes || r.attributes.includes(attribute))
        // A new request has an empty map of counters.
        expect(able.map((r) => `${r.who} ${r.action.slice(9)}`)).toEqual(
          attribute === 'wrongCodes' ? ['Operator PutItem', 'Link UpdateItem'] : ['Link UpdateItem'],
        )
      }
    })
    test('what was asked is never changed after the start', () => {
      const asked = ['operator', 'environmentId', 'service', 'reason', 'accessLevel', 'accessPeriod', 'requestedAt']
      const updates = items.filter((r) => r.action === 'dynamodb:UpdateItem' && r.prefixes?.includes('request#*'))
      for (const { attributes } of updates)
        expect(asked.filter((name) => !attributes || attributes.includes(name))).toEqual([])
    })
    test('notify writes links and mails, and no state', () => {
      expect(only('Notify', 'UpdateItem', 'request#')[0]?.attributes).not.toContain('state')
    })
    test('the state machine stores a task token, and nothing else', () => {
      expect(rights.filter((r) => r.who === 'Workflow' && r.table)).toMatchObject([
        { action: 'dynamodb:UpdateItem', prefixes: ['request#*'], attributes: ['pk', 'sk', 'awaiting', 'taskToken'] },
      ])
    })
    test('where an execution waits is written by the machine, and forgotten by settle', () => {
      const able = items.filter((r) => writes.includes(r.action) && r.attributes?.includes('taskToken'))
      expect(able.map((r) => r.who)).toEqual(['Settle', 'Workflow'])
    })
    test('the state machine is shown nothing of what it updates', () => {
      const [right] = rights.filter((r) => r.who === 'Workflow' && r.table)
      expect(right?.statement.Condition?.StringEqualsIfExists).toEqual({ 'dynamodb:ReturnValues': ['NONE'] })
    })
    test.each(domains)('the outbox of %s: its own functions put, the ledger deletes', (domain) => {
      const own: Partial<Record<typeof domain, readonly string[]>> = {
        operator: ['Operator PutItem'],
        'vendor-admin': ['VendorAdmin PartiQLInsert', 'VendorAdmin PutItem'],
        link: ['Link PutItem'],
        workflow: ['End PutItem', 'Notify PutItem', 'Settle PutItem'],
        tell: ['Tell PutItem'],
        invite: ['Invite PutItem'],
      }
      expect(who(`outbox#${domain}#`)).toEqual(['Ledger DeleteItem', ...(own[domain] ?? [])].sort())
    })
    test('the indexes list, each within its own keys', () => {
      const queries = items.filter((r) => r.table === 'State' && r.action === 'dynamodb:Query')
      expect(queries.map((r) => [r.who, r.index, ...(r.prefixes ?? [])])).toEqual([
        ['Operator', 'byState', 'state#*'],
        ['Operator', 'byTicket', 'ticket#*'],
        ['Operator', 'byOperator', 'operator#*'],
        ['Sweep', 'due', 'due#*'],
      ])
    })
  })

  describe('Ledger', () => {
    test('one role inserts, by PartiQL, which fails on a taken key; none changes or drops', () => {
      expect(who('tenant#', writes, 'Ledger')).toEqual(['Ledger PartiQLInsert'])
      expect(who('event#', writes, 'Ledger')).toEqual(['Ledger PartiQLInsert'])
    })
    test('auditors and the ledger read, nobody else', () => {
      const readers = items.filter((r) => r.table === 'Ledger' && !writes.includes(r.action)).map((r) => r.who)
      expect([...new Set(readers)].sort()).toEqual(['Auditor', 'Ledger'])
    })
  })

  describe('other services', () => {
    const may = (action: string) => rights.filter((r) => r.action === action).map((r) => r.who)

    test('notify makes codes, link checks them', () => {
      expect(may('kms:GenerateMac')).toEqual(['Notify'])
      expect(may('kms:VerifyMac')).toEqual(['Link'])
    })
    test('notify and tell send mail, as the deployment’s sender only', () => {
      expect(may('ses:SendRawEmail')).toEqual(['Notify', 'Tell'])
      for (const { statement } of rights.filter((r) => r.action === 'ses:SendRawEmail'))
        expect(statement.Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'lockbox@vendor.example' } })
    })
    test('the relay starts and wakes executions, the ledger publishes', () => {
      expect(may('states:StartExecution')).toEqual(['Relay'])
      expect(may('states:SendTaskSuccess')).toEqual(['Relay'])
      expect(may('events:PutEvents')).toEqual(['Ledger'])
    })
    test('who may have whom called', () => {
      const invoke = rights.filter((r) => r.action === 'lambda:InvokeFunction')
      const called = invoke.map((r) => [
        r.who,
        [...JSON.stringify(r.statement.Resource).matchAll(/"Functions([A-Za-z]+)[0-9A-F]{8}"/g)].map(
          ([, name]) => name,
        ),
      ])
      expect(called).toEqual([
        ['Relay', ['Notify']],
        ['Sweep', ['Ledger', 'Relay']],
        ['Workflow', ['End', 'Notify', 'Settle']],
      ])
    })
    test('invite alone touches a user pool, the customers’ one: it looks, makes and admits, and changes nobody', () => {
      const pools = rights.filter((r) => r.action.startsWith('cognito'))
      expect(pools.map((r) => `${r.who} ${r.action.replace('cognito-idp:', '')}`).sort()).toEqual([
        'Invite AdminAddUserToGroup',
        'Invite AdminCreateUser',
        'Invite AdminGetUser',
      ])
      for (const { statement } of pools)
        expect(statement.Resource).toEqual({
          'Fn::GetAtt': [expect.stringMatching(/^IdentityCustomersPool[0-9A-F]{8}$/), 'Arn'],
        })
    })
    test('the admin centre’s function may do nothing at all: what it serves is public', () => {
      expect(rights.filter((r) => r.who === 'Web' && !r.action.startsWith('logs:'))).toEqual([])
    })
    test('the pre-token trigger may do nothing at all', () => {
      expect(rights.filter((r) => r.who === 'PreToken' && !r.action.startsWith('logs:'))).toEqual([])
    })
  })
})
