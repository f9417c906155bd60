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
    test('the customer’s settings: the vendor creates them once, the customer’s side alone changes them', () => {
      expect(who('customer#')).toEqual(['Approver PutItem', 'VendorAdmin PartiQLInsert'])
    })
    test('only the customer’s side takes an environment out of the policy', () => {
      expect(who('unmanaged#')).toEqual(['Approver PutItem'])
    })
    test('who is told of a change is the customer’s side’s to say', () => {
      expect(who('notice#')).toEqual(['Approver PutItem'])
    })
    test('a code is wanted and used by the approver’s function, made by notify', () => {
      expect(who('confirm#')).toEqual([
        'Approver DeleteItem',
        'Approver PutItem',
        'Approver UpdateItem',
        'Notify UpdateItem',
      ])
      const able = items.filter((r) => r.prefixes?.includes('confirm#*') && r.attributes?.includes('mac'))
      expect(able.map((r) => r.who)).toEqual(['Notify'])
      for (const right of items.filter((r) => writes.includes(r.action) && r.prefixes?.includes('confirm#*')))
        expect(right.attributes !== undefined || right.action === 'dynamodb:DeleteItem').toBe(true)
    })
    test('a proposal is the vendor’s to make and the customer’s to close', () => {
      expect(who('proposal#')).toEqual(['Approver UpdateItem', 'VendorAdmin PutItem'])
      expect(only('Approver', 'UpdateItem', 'proposal#')[0]?.attributes).toEqual(['pk', 'sk', 'id', 'state'])
    })
    test('environments are the vendor administrator’s', () => {
      expect(who('environment#')).toEqual(['VendorAdmin PutItem'])
    })
    test('a door is put by link, approver and break-glass, without the mark; marked by the ledger alone', () => {
      expect(who('door#')).toEqual([
        'Approver DeleteItem',
        'Approver PutItem',
        'Breakglass PutItem',
        'End DeleteItem',
        'Ledger UpdateItem',
        'Link DeleteItem',
        'Link PutItem',
        'Operator DeleteItem',
        'Sweep DeleteItem',
        'VendorAdmin DeleteItem',
      ])
      for (const name of ['Link', 'Approver', 'Breakglass']) {
        expect(only(name, 'PutItem', 'door#')[0]?.attributes).not.toContain('recordedSeq')
        expect(only(name, 'PutItem', 'door#')[0]?.attributes).toContain('accessUntil')
      }
      expect(only('Ledger', 'UpdateItem', 'door#')[0]?.attributes).toEqual(['pk', 'sk', 'recordedSeq'])
    })
    test('doors are looked for by who ends or checks what is open', () => {
      expect(who('door#', ['dynamodb:Query'])).toEqual([
        'Approver Query',
        'Breakglass Query',
        'Check Query',
        'Link Query',
        'Operator Query',
        'Pass Query',
        'VendorAdmin Query',
      ])
    })
    test('requests are written by those whose job it is', () => {
      expect(who('request#')).toEqual([
        'Approver PutItem',
        'Approver UpdateItem',
        'Breakglass PutItem',
        'Delivery UpdateItem',
        'End UpdateItem',
        'Link UpdateItem',
        'Notify UpdateItem',
        'Operator PutItem',
        'Operator UpdateItem',
        'Settle UpdateItem',
        'Sweep UpdateItem',
        'VendorAdmin UpdateItem',
        'Workflow UpdateItem',
      ])
    })
    test('only link and approver decide and grant; only link counts wrong codes', () => {
      const decide = items.filter(
        (r) => writes.includes(r.action) && (r.prefixes ?? []).includes('request#*') && r.table === 'State',
      )
      const able = (attribute: string) =>
        decide
          .filter((r) => !r.attributes || r.attributes.includes(attribute))
          .map((r) => `${r.who} ${r.action.slice(9)}`)
          .sort()
      expect(able('decided')).toEqual(['Approver UpdateItem', 'Link UpdateItem'])
      // An emergency is granted by nobody: its door counts only with the event that break-glass alone may make.
      expect(able('granted')).toEqual(['Approver UpdateItem', 'Breakglass PutItem', 'Link UpdateItem'])
      expect(able('incident')).toEqual(['Breakglass PutItem'])
      expect(able('acknowledged')).toEqual(['Approver UpdateItem'])
      // A new request has an empty map of counters.
      expect(able('wrongCodes')).toEqual([
        'Approver PutItem',
        'Breakglass PutItem',
        'Link UpdateItem',
        'Operator PutItem',
      ])
    })
    test('the brake on emergencies is the customer’s: break-glass only sees it', () => {
      expect(who('brake#')).toEqual(['Approver DeleteItem', 'Approver PutItem', 'Link PutItem'])
      expect(only('Breakglass', 'ConditionCheckItem', 'brake#')).toHaveLength(1)
      for (const name of ['Link', 'Approver'])
        expect(only(name, 'PutItem', 'brake#')[0]?.attributes).toEqual(['pk', 'sk', 'until', 'ttl'])
    })
    test('the ledger reads until when a brake holds, and the door that it marks; of the rest only outboxes', () => {
      const read = items.filter((r) => r.who === 'Ledger' && r.table === 'State' && !writes.includes(r.action))
      expect(read.map((r) => [r.action.slice(9), ...(r.prefixes ?? []), ...(r.attributes ?? [])])).toEqual([
        ['BatchGetItem', 'outbox#*'],
        ['GetItem', 'door#*'],
        ['GetItem', 'brake#*', 'pk', 'sk', 'until'],
      ])
    })
    test('break-glass writes a request, a door, its own events and its own count, and moves nothing', () => {
      const own = items.filter((r) => r.who === 'Breakglass' && writes.includes(r.action))
      expect(own.map((r) => [r.action.slice(9), ...(r.prefixes ?? [])])).toEqual([
        ['PutItem', 'request#*'],
        ['PutItem', 'door#*'],
        ['PutItem', 'outbox#breakglass#*'],
        ['UpdateItem', 'count#breakglass#*'],
      ])
      for (const attribute of ['decided', 'closed', 'acknowledged', 'drill', 'awaiting', 'taskToken', 'mailWanted'])
        expect(own[0]?.attributes).not.toContain(attribute)
      expect(own[1]?.attributes).not.toContain('client')
      expect(who('count#breakglass#')).toEqual(['Breakglass UpdateItem'])
    })
    test('only the approver function makes fire drills: nothing of the vendor’s can look like one', () => {
      const able = items.filter((r) => writes.includes(r.action) && r.prefixes?.includes('request#*'))
      expect(able.filter((r) => !r.attributes || r.attributes.includes('drill')).map((r) => r.who)).toEqual([
        'Approver',
      ])
      expect(who('drill#')).toEqual(['Approver PutItem'])
    })
    test('each side comments in its own name, and both read', () => {
      expect(who('comment#operator#')).toEqual(['Operator PutItem'])
      expect(who('comment#approver#')).toEqual(['Approver PutItem'])
      const readers = who('comment#', ['dynamodb:Query', 'dynamodb:GetItem'])
      expect([...new Set(readers)]).toEqual(['Approver Query', 'Operator Query', 'Tell GetItem'])
    })
    test.each(['Approver', 'VendorAdmin'])(
      'of requests %s sees no link, code or token: its query must name what it selects',
      (name) => {
        const [right] = only(name, 'Query', 'request#')
        expect(right?.statement.Condition?.StringEquals).toEqual({ 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' })
        for (const secret of ['links', 'wrongCodes', 'taskToken', 'mails', 'mailWanted'])
          expect(right?.attributes).not.toContain(secret)
        expect(right?.attributes).toContain('drill')
      },
    )
    test('what was asked is never changed after the start', () => {
      const asked = ['operator', 'environmentId', 'service', 'reason', 'accessLevel', 'accessPeriod', 'requestedAt']
      const updates = items.filter((r) => r.action === 'dynamodb:UpdateItem' && r.prefixes?.includes('request#*'))
      for (const { attributes } of updates)
        expect(asked.filter((name) => !attributes || attributes.includes(name))).toEqual([])
    })
    test('notify writes links and mails, and no state', () => {
      expect(only('Notify', 'UpdateItem', 'request#')[0]?.attributes).not.toContain('state')
    })
    test('the vendor’s administrators end what is open, and open, decide and read nothing else of requests', () => {
      const [ending] = only('VendorAdmin', 'UpdateItem', 'request#')
      for (const attribute of ['granted', 'decided', 'taskToken', 'links', 'mails', 'wrongCodes'])
        expect(ending?.attributes).not.toContain(attribute)
      for (const action of ['GetItem', 'BatchGetItem', 'PutItem', 'DeleteItem'])
        expect(only('VendorAdmin', action, 'request#'), action).toEqual([])
      expect(only('VendorAdmin', 'PutItem', 'door#')).toEqual([])
    })
    test('a tenant comes into the registry and is never taken off it', () => {
      expect(who('registry#')).toEqual(['VendorAdmin PartiQLInsert'])
    })
    test('the catalogue’s function says what tenants were told of, and touches nothing of theirs', () => {
      expect(who('catalogue#')).toEqual(['Catalogue PutItem'])
      const written = items.filter((r) => r.who === 'Catalogue' && writes.includes(r.action))
      expect(written.flatMap(({ prefixes = [] }) => prefixes).sort()).toEqual([
        'catalogue#*',
        'count#catalogue#*',
        'outbox#catalogue#*',
      ])
    })
    test('the state machine stores a task token, and nothing else', () => {
      expect(rights.filter((r) => r.who === 'Workflow' && r.table)).toMatchObject([
        { action: 'dynamodb:UpdateItem', prefixes: ['request#*'], attributes: ['pk', 'sk', 'awaiting', 'taskToken'] },
      ])
    })
    test('delivery writes what became of mails, and nothing else of a request', () => {
      expect(only('Delivery', 'UpdateItem', 'request#')[0]?.attributes).toEqual(['pk', 'sk', 'mails'])
    })
    test('where an execution waits is written by the machine, and forgotten by settle and sweep', () => {
      const able = items.filter((r) => writes.includes(r.action) && r.attributes?.includes('taskToken'))
      expect(able.map((r) => r.who).sort()).toEqual(['Settle', 'Sweep', 'Workflow'])
    })
    test('the state machine is shown nothing of what it updates', () => {
      const [right] = rights.filter((r) => r.who === 'Workflow' && r.table)
      expect(right?.statement.Condition?.StringEqualsIfExists).toEqual({ 'dynamodb:ReturnValues': ['NONE'] })
    })
    test.each(domains)('the outbox of %s: its own functions put, the ledger deletes', (domain) => {
      const own: Partial<Record<typeof domain, readonly string[]>> = {
        operator: ['Operator PutItem'],
        'vendor-admin': ['VendorAdmin PartiQLInsert', 'VendorAdmin PutItem'],
        approver: ['Approver PutItem'],
        link: ['Link PutItem'],
        breakglass: ['Breakglass PutItem'],
        workflow: ['End PutItem', 'Notify PutItem', 'Settle PutItem'],
        tell: ['Tell PutItem'],
        invite: ['Invite PutItem'],
        check: ['Check PutItem'],
        catalogue: ['Catalogue PutItem'],
        sweep: ['Sweep PutItem'],
        delivery: ['Delivery PutItem'],
        pass: ['Pass PutItem'],
        checkpoint: ['Checkpoint PutItem'],
      }
      expect(who(`outbox#${domain}#`)).toEqual(['Ledger DeleteItem', ...(own[domain] ?? [])].sort())
    })
    test('the check counts uses, and changes nothing that it is judged by', () => {
      expect(who('count#check#')).toEqual(['Check UpdateItem'])
      const written = items.filter((r) => r.who === 'Check' && writes.includes(r.action))
      expect(written.flatMap((r) => r.prefixes)).toEqual(['count#check#*', 'outbox#check#*'])
    })
    test('of a request the check may read how it stands: no link, code or token', () => {
      const reads = items.filter((r) => r.who === 'Check' && r.prefixes?.includes('request#*'))
      expect(reads.map(({ action, attributes }) => [action, attributes])).toEqual([
        ['dynamodb:Query', ['pk', 'sk', 'state', 'expiresAt', 'granted']],
      ])
    })
    test('the indexes list, each within its own keys', () => {
      const queries = items.filter((r) => r.table === 'State' && r.action === 'dynamodb:Query' && r.index)
      expect(queries.map((r) => [r.who, r.index, ...(r.prefixes ?? [])])).toEqual([
        ['Operator', 'byState', 'state#*'],
        ['Operator', 'byTicket', 'ticket#*'],
        ['Operator', 'byOperator', 'operator#*'],
        ['VendorAdmin', 'byOperator', 'operator#*'],
        ['VendorAdmin', 'byState', 'state#*'],
        ['Approver', 'byState', 'state#*'],
        ['Approver', 'byTicket', 'ticket#*'],
        ['Notify', 'byState', 'state#*'],
        ['Sweep', 'due', 'due#*'],
      ])
    })
  })

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html; what is known only at deployment counts as
  // the longest that it can become.
  test('no role is given more than an inline policy can hold: 10,240 characters', () => {
    for (const { Properties } of stackOf(stage).all('AWS::IAM::Policy')) {
      const text = JSON.stringify(Properties.PolicyDocument).replace(
        /\{"(Fn::GetAtt|Ref)":(\[[^\]]*\]|"[^"]*")\}/g,
        (token) => (/Arn/.test(token) ? 'x'.repeat(160) : 'x'.repeat(60)),
      )
      expect(text.length, JSON.stringify(Properties.Roles)).toBeLessThan(10_240)
    }
  })

  describe('Ledger', () => {
    test('one role inserts, by PartiQL, which fails on a taken key; none changes or drops', () => {
      expect(who('tenant#', writes, 'Ledger')).toEqual(['Ledger PartiQLInsert'])
      expect(who('event#', writes, 'Ledger')).toEqual(['Ledger PartiQLInsert'])
    })
    test('auditors, the ledger and the signer of checkpoints read; approvers what there is of one request, and whether an event is there', () => {
      const readers = items.filter((r) => r.table === 'Ledger' && !writes.includes(r.action)).map((r) => r.who)
      expect([...new Set(readers)].sort()).toEqual(['Approver', 'Auditor', 'Checkpoint', 'Ledger'])
      const approver = items.filter((r) => r.who === 'Approver' && r.table === 'Ledger')
      expect(approver.map(({ action, index, prefixes }) => [action, index, ...(prefixes ?? [])])).toEqual([
        ['dynamodb:BatchGetItem', undefined, 'event#*'],
        ['dynamodb:Query', 'byRequest', 'request#*'],
      ])
    })
  })

  describe('other services', () => {
    const may = (action: string) => rights.filter((r) => r.action === action).map((r) => r.who)

    test('notify makes codes, link and approver check them', () => {
      expect(may('kms:GenerateMac')).toEqual(['Notify'])
      expect(may('kms:VerifyMac')).toEqual(['Approver', 'Link'])
    })
    test('notify and tell send mail, as the deployment’s sender only', () => {
      expect(may('ses:SendRawEmail')).toEqual(['Notify', 'Tell'])
      for (const { statement } of rights.filter((r) => r.action === 'ses:SendRawEmail'))
        expect(statement.Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'lockbox@vendor.example' } })
    })
    test('the relay starts and wakes executions', () => {
      expect(may('states:StartExecution')).toEqual(['Relay'])
      expect(may('states:SendTaskSuccess')).toEqual(['Relay'])
    })
    test('the ledger publishes events, the signer proofs, each in its own name only', () => {
      const publish = rights.filter((r) => r.action === 'events:PutEvents')
      expect(publish.map((r) => [r.who, r.statement.Condition])).toEqual([
        ['Ledger', { StringEquals: { 'events:source': 'lockbox' } }],
        ['Checkpoint', { StringEquals: { 'events:source': 'lockbox.proofs' } }],
      ])
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
        ['Tell', ['Notify']],
        ['Sweep', ['Ledger', 'Notify', 'Relay']],
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
    test('the admin centre’s function may read public keys, and nothing else: what it serves is public', () => {
      const able = rights.filter((r) => r.who === 'Web' && !r.action.startsWith('logs:'))
      expect(able.map(({ action }) => action)).toEqual(['kms:GetPublicKey'])
    })
    test('the pre-token trigger may do nothing at all', () => {
      expect(rights.filter((r) => r.who === 'PreToken' && !r.action.startsWith('logs:'))).toEqual([])
    })
  })
})
